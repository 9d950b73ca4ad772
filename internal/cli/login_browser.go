package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"banter/auth"
	"banter/internal/browser"
	"banter/internal/crash"
	"banter/internal/notice"
	"banter/tui/login"
)

// documentedWords say what a sign-in on the documented route is, before it begins.
const documentedWords = "Banter is an unofficial client. It continues with ChatGPT in the way that OpenAI documents for open-source programs: " +
	"Banter has its own entry in ChatGPT's settings, where you can limit and disconnect it. Your e-mail address and the sign-in stay on this computer."

// signInOnPage shows a link, opens it if this computer has a browser, and waits
// until the browser returns or the person pastes the address of its last page.
func (c *call) signInOnPage(ctx context.Context, s *services, askPlanUse bool) (auth.Tokens, error) {
	opts := s.flow(c.recorded(s, c.warn))
	opts.AskPlanUse = askPlanUse
	flow, err := startBrowser(ctx, opts, hasTerminal())
	if err != nil {
		return auth.Tokens{}, err
	}
	c.tell("Open   " + flow.URL) // in one piece
	if c.out.failed != nil {
		flow.Close()
		return auth.Tokens{}, c.out.failed
	}
	if browser.Available() {
		if err := browser.Open(ctx, flow.URL); err != nil {
			c.warn(err)
		}
	} else if forward := login.Forward(flow.URL); s.documented() && forward != "" {
		c.say("If you are here over ssh, run this first on the computer with the browser, with the name of this one for HOST:")
		c.say("  %s", forward)
	}
	c.say("Waiting for you. The link is valid until %s.", flow.Expires.Local().Format(time.TimeOnly))

	asking, stop := context.WithCancel(ctx)
	asked := crash.Go(func() { c.askAddress(asking, flow) })
	tokens, err := flow.Wait(ctx)
	stop()
	<-asked // the terminal echoes again
	return tokens, err
}

// startBrowser starts a sign-in on a page. If no port is free and canPaste is
// set, the person pastes the address.
func startBrowser(ctx context.Context, opts auth.FlowOptions, canPaste bool) (*auth.BrowserFlow, error) {
	flow, err := auth.StartBrowserFlow(ctx, opts)
	if fault, ok := errors.AsType[*auth.Error](err); ok && fault.Code == auth.CodePortsTaken && canPaste {
		opts.PasteOnly = true
		return auth.StartBrowserFlow(ctx, opts)
	}
	return flow, err
}

// askAddress reads the address from the terminal until ctx ends. The terminal
// does not show it, because it has the code of the sign-in.
func (c *call) askAddress(ctx context.Context, flow *auth.BrowserFlow) {
	in, out, err := openTerminal()
	if err != nil {
		return // the browser may still return
	}
	defer in.Close()
	defer out.Close()
	c.say("If the browser cannot reach this computer, copy the address of its last page.")
	restore, err := mute(in)
	if err != nil {
		return // the browser may still return
	}
	defer restore()
	for {
		address, err := readSecret(ctx, in, out, "Paste it here (it is not shown): ")
		if err != nil {
			return
		}
		if address.IsZero() {
			continue
		}
		if err = flow.Paste(address.Reveal()); err == nil {
			return
		}
		n := notice.Of(err)
		fmt.Fprintln(out, n.Sentence, n.Hint)
	}
}
