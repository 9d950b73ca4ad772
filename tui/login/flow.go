package login

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/notice"
	"banter/internal/qr"
	"banter/internal/termsafe"
	"banter/tui/task"
)

// A deviceCode is what the person needs for a device sign-in. Its texts are safe to
// show.
type deviceCode struct {
	link    string // the page
	code    string // to type on the page
	picture qr.Code
	expires time.Time
}

// The messages of a sign-in hold its task, so that those of an earlier one can be
// dropped.
type (
	deviceStarted struct {
		task *task.Task
		flow *auth.DeviceFlow
		err  error
	}
	signInEnded struct {
		task   *task.Task
		tokens auth.Tokens
		err    error
		first  bool // the person is told now that questions count toward their plan
	}
	tickMsg       struct{ task *task.Task }
	approvedShown struct{ task *task.Task }
	offersFound   struct{ offers Offers }
)

// findOffers returns the command that finds the other ways to sign in.
func findOffers(account Account) tea.Cmd {
	return func() tea.Msg { return offersFound{account.Offers()} }
}

const askingForCode = "Asking for a code"

// askCode starts a device sign-in, and ends the task under way.
func (l *Screen) askCode() tea.Cmd {
	t, start := l.begin(askingForCode), l.Account.Device
	l.asked = l.Now()
	return func() tea.Msg {
		flow, err := start(t.Ctx)
		return deviceStarted{t, flow, err}
	}
}

// codePause is the least time between two codes that a key asks for. The
// server allows few codes in a while, and letters that were typed for
// something else arrive at once.
const codePause = 3 * time.Second

// askNewCode asks for another code, unless the newest is on its way or has only
// just come.
func (l *Screen) askNewCode() tea.Cmd {
	switch recent := l.Now().Sub(l.asked) < codePause; {
	case recent && l.phase == waiting:
		l.word = "This code is new. Wait a moment to ask for another."
		return nil
	case l.phase == busy && l.doing == askingForCode:
		return nil
	}
	return l.askCode()
}

// use starts a sign-in by a call of sign; doing describes it on the screen.
func (l *Screen) use(doing string, sign func(context.Context) (auth.Tokens, error)) tea.Cmd {
	t := l.begin(doing)
	return func() tea.Msg {
		tokens, err := sign(t.Ctx)
		return signInEnded{task: t, tokens: tokens, err: err}
	}
}

// lookAgain reads the store again, which could not be read before.
func (l *Screen) lookAgain() tea.Cmd { return l.use("Looking again", l.Account.Tokens) }

// started shows the code and waits for the person to use it.
func (l Screen) started(msg deviceStarted) (Screen, tea.Cmd, Event) {
	if msg.task != l.task {
		return l, nil, nil
	}
	if msg.err != nil {
		l.fail(notice.Of(msg.err))
		return l, nil, nil
	}
	flow := msg.flow
	l.shown = &deviceCode{link: termsafe.Line(flow.URL), code: termsafe.Line(flow.Code), expires: flow.Expires}
	// A link that does not fit into a QR code is shown without one.
	l.shown.picture, _ = qr.Encode(l.shown.link)
	l.phase = waiting
	return l, tea.Batch(wait(msg.task, flow.Wait), l.nextTick()), nil
}

// copyCode copies the code that is shown.
func (l *Screen) copyCode() tea.Cmd {
	return l.Copier.CopyNamed("Code", l.shown.code)
}

// wait returns the command that waits for the end of a flow.
func wait(t *task.Task, end func(context.Context) (auth.Tokens, error)) tea.Cmd {
	return func() tea.Msg {
		tokens, err := end(t.Ctx)
		return signInEnded{task: t, tokens: tokens, err: err}
	}
}

// waitContinued is wait for a sign-in on the documented page.
func waitContinued(t *task.Task, end func(context.Context) (auth.Tokens, bool, error)) tea.Cmd {
	return func() tea.Msg {
		tokens, first, err := end(t.Ctx)
		return signInEnded{t, tokens, err, first}
	}
}

// askFirst begins as the account signs in: with a code, or with the choice of a way
// if it continues with ChatGPT, which opens no browser before the person asks.
func (l *Screen) askFirst() tea.Cmd {
	if !l.documented() {
		return l.askCode()
	}
	l.begin("")
	l.phase = choosing
	return nil
}

// expires returns when the code or the page expires; zero: neither is shown.
func (l Screen) expires() time.Time {
	switch {
	case l.shown != nil:
		return l.shown.expires
	case l.page != nil:
		return l.page.flow.Expires
	}
	return time.Time{}
}

// nextTick returns the command that waits until the shown time changes.
func (l Screen) nextTick() tea.Cmd {
	t := l.task
	rest := l.expires().Sub(l.Now()) % time.Second
	if rest <= 0 {
		rest = time.Second
	}
	return tea.Tick(rest, func(time.Time) tea.Msg { return tickMsg{t} })
}

// tick counts down, and removes a code that has expired.
func (l Screen) tick(msg tickMsg) (Screen, tea.Cmd, Event) {
	if msg.task != l.task || l.phase != waiting && l.phase != browsing {
		return l, nil, nil
	}
	if l.Now().Before(l.expires()) {
		return l, l.nextTick(), nil
	}
	n := notice.Notice{Sentence: "The code has expired.", Hint: "Ask for a new one. " + auth.DeviceSettingHint}
	if l.phase == browsing {
		n = notice.Notice{Sentence: "The sign-in took too long.", Hint: "Start it again."}
	}
	l.fail(n)
	return l, nil, nil
}

// ended handles the result of any way to sign in.
func (l Screen) ended(msg signInEnded) (Screen, tea.Cmd, Event) {
	fault, _ := errors.AsType[*auth.Error](msg.err)
	switch {
	case msg.task != l.task || l.phase == failed:
		return l, nil, nil
	case fault != nil && fault.Code == auth.CodeNotSaved && !msg.tokens.Access.IsZero():
		l.offerPlaces(msg.tokens, msg.err)
		return l, nil, nil
	case WaitsForPassphrase(msg.err):
		l.begin("")
		l.phase, l.ahead = unlocking, typedAhead{} // it may have been the passphrase
		return l, nil, nil
	case msg.err != nil:
		l.fail(notice.Of(msg.err))
		return l, nil, nil
	}
	switch {
	case !msg.tokens.PlanUse():
		l.stay(withheld, msg.tokens)
		return l, nil, nil
	case msg.first:
		l.stay(noticed, msg.tokens)
		return l, nil, nil
	}
	return l.approve(msg.tokens)
}

// stay shows a phase that waits for a key after a sign-in.
func (l *Screen) stay(p phase, tokens auth.Tokens) {
	l.begin("")
	l.phase, l.tokens, l.word = p, tokens, ""
}

// approve shows for a moment who has signed in.
func (l Screen) approve(tokens auth.Tokens) (Screen, tea.Cmd, Event) {
	l.Stop()
	l.phase, l.shown, l.page, l.tokens = approved, nil, nil, tokens
	l.field, l.first = secretField{}, auth.Secret{}
	t := l.task
	return l, tea.Tick(approvedFor, func(time.Time) tea.Msg { return approvedShown{t} }), nil
}
