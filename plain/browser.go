package plain

import (
	"context"
	"strings"
	"time"

	"banter/auth"
	"banter/internal/crash"
)

// awaitSignIn waits for a sign-in until it ends, Ctrl+C is pressed, the input ends or
// took, which gets the lines that a person types meanwhile, wants to leave.
func (f *Front) awaitSignIn(wait func(context.Context) (auth.Tokens, error), took func(text string) (leave bool)) (tokens auth.Tokens, err error) {
	ctx, cancel := context.WithCancel(f.ctx)
	defer cancel()
	ended := crash.Go(func() { tokens, err = wait(ctx) })
	var lines <-chan line
	if f.opts.Terminal && !f.opts.Demo {
		lines = f.lines
	}
	for {
		select {
		case <-ended:
			return tokens, err
		case <-f.opts.Interrupts:
			cancel()
		case got := <-lines:
			switch {
			case got.err != nil:
				f.done = f.sess == nil
				cancel()
			case took(strings.TrimSpace(got.text)):
				cancel()
			}
		}
	}
}

// signInWithCode tells a code and waits until the person has entered it on any device.
func (f *Front) signInWithCode() {
	var flow *auth.DeviceFlow
	err := f.during(func(ctx context.Context) (err error) {
		flow, err = f.account.Device(ctx)
		return err
	})
	if err != nil {
		f.signInFailed(err)
		return
	}
	f.say("%s", auth.DeviceSettingHint)
	f.say("Open this page: %s", flow.URL)
	f.say("Enter this code: %s", flow.Code)
	f.say("Waiting for you. The code is valid until %s. Ctrl+C gives up.", flow.Expires.Local().Format(time.TimeOnly))
	instead := f.otherWays()
	var onPage func()
	tokens, err := f.awaitSignIn(flow.Wait, func(text string) bool {
		switch onPage = instead[strings.ToLower(text)]; {
		case onPage != nil:
			return true
		case text == "/quit":
			f.done = f.sess == nil
			return true
		case text != "":
			f.say("Waiting for the sign-in. b signs in on a page, Ctrl+C gives up.")
		}
		return false
	})
	if onPage != nil {
		onPage()
		return
	}
	f.signInEnded(tokens, err)
}

// otherWays tells the ways to sign in that a letter chooses while a code is shown, and
// returns them. OpenAI wants its documented way to be among them.
func (f *Front) otherWays() map[string]func() {
	if !f.opts.Terminal || f.opts.Demo {
		return nil
	}
	f.say("To sign in on a page in a browser instead, type b and press Enter.")
	ways := map[string]func(){"b": f.signInOnPage}
	if c, ok := f.account.(continuer); ok {
		f.say("To continue with ChatGPT, in OpenAI's documented way and also in a browser, type o and press Enter.")
		ways["o"] = func() { f.continueWithChatGPT(c) }
	}
	return ways
}

// signInOnPage tells the address of a page and waits until the browser has come back
// from it, or the person pastes the address of its last page, which has the code of
// the sign-in and is not shown.
func (f *Front) signInOnPage() {
	var flow *auth.BrowserFlow
	err := f.during(func(ctx context.Context) (err error) {
		flow, err = f.account.Browser(ctx)
		return err
	})
	if err != nil {
		f.signInFailed(err)
		return
	}
	f.say("Open this page: %s", flow.URL)
	tokens, back, err := f.awaitPage(flow, " An empty line goes back to the code.")
	if back {
		f.signInWithCode()
		return
	}
	f.signInEnded(tokens, err)
}

// awaitPage waits until the browser has come back from a page, or the person has pasted
// the address at which it ended. back reports that they typed an empty line, which
// leads back if the words that end the explanation say so.
func (f *Front) awaitPage(flow *auth.BrowserFlow, emptyLine string) (tokens auth.Tokens, back bool, err error) {
	f.say("Waiting for you. The page is valid until %s. Ctrl+C gives up.", flow.Expires.Local().Format(time.TimeOnly))
	if f.opts.Mute != nil { // before the person can paste
		if restore, err := f.opts.Mute(); err == nil {
			f.restore = restore
		}
	}
	defer f.showTyping()
	if f.opts.Terminal {
		f.say("If the browser cannot reach this computer, copy the address of its last page and paste it here, where it is not shown.%s", emptyLine)
	}
	tokens, err = f.awaitSignIn(flow.Wait, func(text string) (leave bool) {
		switch {
		case text == "":
			back = emptyLine != ""
			return back
		case text == "/quit":
			f.done = f.sess == nil
			return true
		}
		if err := flow.Paste(strings.Join(strings.Fields(text), "")); err != nil {
			f.warn(err)
		} else {
			f.say("Signing in with it.")
		}
		return false
	})
	return tokens, back, err
}

// signInEnded goes on after a sign-in, or says why there is none.
func (f *Front) signInEnded(tokens auth.Tokens, err error) {
	switch {
	case err == nil:
		f.signedIn(tokens)
	case hasCode(err, auth.CodeNotSaved):
		f.offerPlaces(tokens, err)
	default:
		f.signInFailed(err)
	}
}
