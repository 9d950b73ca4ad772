package login

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
)

// A Continuer is an Account that can also continue with ChatGPT: sign in on a page of
// this machine's browser, in the way that OpenAI documents for other programs. Its
// methods that have a context are called outside the UI's goroutine, and so is
// FirstPlanUse.
type Continuer interface {
	Account
	// Documented reports whether the account signs in in that way. It does no I/O.
	Documented() bool
	// Continue starts a sign-in on the page, and opens it if this machine has a
	// browser. With askPlanUse the page asks for the use of the plan once more. Its
	// Wait saves the tokens.
	Continue(ctx context.Context, askPlanUse bool) (*auth.BrowserFlow, error)
	// FirstPlanUse reports whether the person has never been told that questions
	// count toward their plan, and remembers that they now are.
	FirstPlanUse(auth.Tokens) bool
	// UsagePage returns the address of the page on which the person manages the use of
	// the plan, and OpenUsage opens it.
	UsagePage() string
	OpenUsage(ctx context.Context) error
}

// continuer returns the account of the screen if it can continue with ChatGPT. That
// of a demo offers no real sign-in.
func (l Screen) continuer() (Continuer, bool) {
	c, ok := l.Account.(Continuer)
	return c, ok && !l.demo
}

// documented reports whether the account signs in by continuing with ChatGPT.
func (l Screen) documented() bool {
	c, ok := l.continuer()
	return ok && c.Documented()
}

// usageOpened is the result of opening the page of the usage.
type usageOpened struct{ err error }

// continueWithChatGPT starts a sign-in on the documented page, and ends the task
// under way.
func (l *Screen) continueWithChatGPT(askPlanUse bool) tea.Cmd {
	c, ok := l.continuer()
	if !ok {
		return nil
	}
	t := l.begin("Opening ChatGPT")
	return func() tea.Msg {
		flow, err := c.Continue(t.Ctx, askPlanUse)
		return browserStarted{task: t, flow: flow, err: err, continues: true}
	}
}

// continued returns the end of a sign-in on the documented page that also says
// whether the person has to be told of the use of their plan.
func continued(c Continuer, end func(context.Context) (auth.Tokens, error)) func(context.Context) (auth.Tokens, bool, error) {
	return func(ctx context.Context) (auth.Tokens, bool, error) {
		tokens, err := end(ctx)
		return tokens, err == nil && c.FirstPlanUse(tokens), err
	}
}

// pressWithheld handles a key after a sign-in that does not allow the use of the plan.
func (l *Screen) pressWithheld(stroke string) tea.Cmd {
	if keymap.AllowPlanUse.Is(stroke) {
		return l.continueWithChatGPT(true)
	}
	return l.pressWay(stroke)
}

// pressNoticed handles a key at the notice about the use of the plan.
func (l Screen) pressNoticed(stroke string) (Screen, tea.Cmd, Event) {
	switch {
	case keymap.GotIt.Is(stroke), keymap.LeaveSignIn.Is(stroke), keymap.QuitSignIn.Is(stroke):
		return l, nil, SignedIn{Tokens: l.tokens}
	case keymap.ManageUsage.Is(stroke):
		return l, l.openUsage(), nil
	}
	return l, nil, nil
}

// openUsage opens the page on which the use of the plan is managed.
func (l Screen) openUsage() tea.Cmd {
	c, ok := l.continuer()
	if !ok {
		return nil
	}
	t := l.task
	return func() tea.Msg { return usageOpened{c.OpenUsage(t.Ctx)} }
}

// usageShown says how to get to the page of the usage.
func (l *Screen) usageShown(msg usageOpened) {
	l.word = "Opened in your browser."
	if msg.err != nil {
		l.word = "Open the address yourself; this machine has no browser that Banter could open."
	}
}

// The words about the two ways, which are of one length because neither is better.
const (
	phoneTitle   = "On your phone, or any device"
	phoneWords   = "The Codex CLI's client. Works over ssh. Undocumented for other programs."
	pageTitle    = "In a browser on this machine"
	pageWords    = "OpenAI's documented way. Has its own entry and weekly cap in ChatGPT's settings."
	remoteWords  = "OpenAI's documented way. The browser must reach this machine, or you paste its last address."
	continueWord = "Continue with ChatGPT"
)

// button draws a way to sign in with the key that takes it.
func button(st *style.Styles, key *keymap.Binding, words string) string {
	return st.Accent.Render(key.Label()) + "  " + st.Strong.Render(words)
}

// continueBlocks draws the documented way beside the code.
func (l Screen) continueBlocks(st *style.Styles, width int) []block {
	if _, ok := l.continuer(); !ok {
		return nil
	}
	about := pageWords
	if l.offers.Browser == BrowserElsewhere {
		about = remoteWords
	}
	return []block{
		blank,
		{rankSteps, style.Wrap(st.Strong.Render, pageTitle, width)},
		{rankNeeded, []string{st.Cut(button(st, keymap.ContinueSignIn, continueWord), width)}},
		{rankStory, style.Wrap(st.Dim.Render, about, width)},
	}
}

// choosing draws both ways before either has begun.
func (l Screen) choosing(st *style.Styles, width int) []block {
	blocks := append(l.because(st, width), l.continueBlocks(st, width)...)
	blocks = append(blocks, blank,
		block{rankSteps, style.Wrap(st.Strong.Render, phoneTitle, width)},
		block{rankNeeded, []string{st.Cut(button(st, keymap.NewCode, "Get a code"), width)}},
		block{rankStory, style.Wrap(st.Dim.Render, phoneWords, width)})
	return append(blocks, l.said(st, width)...)
}

// withheld draws that the person has signed in, but not allowed the use of the plan.
func (l Screen) withheld(st *style.Styles, width int) []block {
	blocks := []block{
		{rankNeeded, style.Wrap(st.Warning.Render, "Banter may not use your ChatGPT plan.", width)},
		{rankHint, style.Wrap(st.Text.Render, "You are signed in"+as(l.tokens.Email)+", but the use of the plan is not allowed, so Banter sends no questions.", width)},
		blank,
		{rankStory, style.Wrap(st.Dim.Render, "Turn it on to be asked once more on ChatGPT's page, or sign in another way. Banter does not pay in another way on its own.", width)},
	}
	return append(blocks, l.said(st, width)...)
}

// noticed draws the notice that follows the first sign-in.
func (l Screen) noticed(st *style.Styles, width int) []block {
	blocks := []block{
		{rankHint, style.Wrap(st.Success.Render, "Signed in"+as(l.tokens.Email), width)}, blank,
		{rankNeeded, style.Wrap(st.Strong.Render, "You're using your ChatGPT plan", width)},
		{rankNeeded, style.Wrap(st.Text.Render, "Banter's questions count toward it. You manage usage, and a limit for Banter alone, in ChatGPT's settings:", width)},
	}
	if c, ok := l.continuer(); ok {
		blocks = append(blocks, block{rankHint, address(st, c.UsagePage(), width)})
	}
	return append(blocks, l.said(st, width)...)
}

// forwardBlocks draws how a browser on another machine reaches this one.
func (l Screen) forwardBlocks(st *style.Styles, width int) []block {
	command := Forward(l.page.flow.URL)
	if !l.page.continues || l.offers.Browser != BrowserElsewhere || command == "" {
		return nil
	}
	return []block{
		{rankStory, style.Wrap(st.Text.Render, "Over ssh, first run this on the machine that has the browser, with the name of this one:", width)},
		{rankStory, []string{st.Cut(st.Code.Render(termsafe.Line(command)), width)}}, blank,
	}
}
