package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"banter/auth"
	"banter/internal/crash"
	"banter/internal/notice"
)

// signInOnPage shows a link, opens it where there is a browser, and waits until
// the browser comes back or the person pastes the address that it ended at.
func (c *call) signInOnPage(ctx context.Context, s *services) (auth.Tokens, error) {
	flow, err := startBrowser(ctx, s.flow(c.recorded(s, c.warn)), hasTerminal())
	if err != nil {
		return auth.Tokens{}, err
	}
	c.tell("Open   " + flow.URL) // in one piece
	if c.out.failed != nil {
		flow.Close()
		return auth.Tokens{}, c.out.failed
	}
	if auth.CanOpenBrowser() {
		if err := auth.OpenBrowser(ctx, flow.URL); err != nil {
			c.warn(err)
		}
	}
	c.say("Waiting for you. The link is valid until %s.", flow.Expires.Local().Format(time.TimeOnly))

	asking, stop := context.WithCancel(ctx)
	asked := crash.Go(func() { c.askAddress(asking, flow) })
	tokens, err := flow.Wait(ctx)
	stop()
	<-asked // the terminal echoes again
	return tokens, err
}

// startBrowser starts a sign-in on a page. Where no port is free, the person
// brings the address back, if there is a way to.
func startBrowser(ctx context.Context, opts auth.FlowOptions, canPaste bool) (*auth.BrowserFlow, error) {
	flow, err := auth.StartBrowserFlow(ctx, opts)
	if fault, ok := errors.AsType[*auth.Error](err); ok && fault.Code == auth.CodePortsTaken && canPaste {
		opts.PasteOnly = true
		return auth.StartBrowserFlow(ctx, opts)
	}
	return flow, err
}

// askAddress takes the address from the terminal until ctx ends. It holds the
// code of the sign-in, and is not shown.
func (c *call) askAddress(ctx context.Context, flow *auth.BrowserFlow) {
	in, out, err := openTerminal()
	if err != nil {
		return // nobody to ask
	}
	defer in.Close()
	defer out.Close()
	c.say("If the browser cannot reach this computer, copy the address of its last page.")
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
