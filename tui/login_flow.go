package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/notice"
	"banter/internal/qr"
	"banter/internal/termsafe"
)

// A deviceCode is what the person needs while a device sign-in waits. Its
// texts are safe to write.
type deviceCode struct {
	link    string // the page
	code    string // to type there
	picture qr.Code
	expires time.Time
}

// The messages of a sign-in carry its job: those of an earlier one are late.
type (
	deviceStarted struct {
		job  *job
		flow *auth.DeviceFlow
		err  error
	}
	signInEnded struct {
		job    *job
		tokens auth.Tokens
		err    error
	}
	loginTick      struct{ job *job }
	approvedShown  struct{ job *job }
	codexFileFound struct{ ok bool }
)

func findCodexFile(account Account) tea.Cmd {
	return func() tea.Msg {
		_, ok := account.CodexFile()
		return codexFileFound{ok}
	}
}

// askCode starts a device sign-in in place of what is under way.
func (l *login) askCode() tea.Cmd {
	j, start := l.begin("Asking for a code"), l.account.Device
	return func() tea.Msg {
		flow, err := start(j.ctx)
		return deviceStarted{j, flow, err}
	}
}

// use starts another way to sign in.
func (l *login) use(doing string, sign func(context.Context) (auth.Tokens, error)) tea.Cmd {
	j := l.begin(doing)
	return func() tea.Msg {
		tokens, err := sign(j.ctx)
		return signInEnded{j, tokens, err}
	}
}

// started shows the code and waits for the person, both at once.
func (l login) started(msg deviceStarted) (login, tea.Cmd, outcome) {
	if msg.job != l.job {
		return l, nil, nil
	}
	if msg.err != nil {
		l.fail(notice.Of(msg.err))
		return l, nil, nil
	}
	flow := msg.flow
	l.shown = &deviceCode{link: termsafe.Line(flow.URL), code: termsafe.Line(flow.Code), expires: flow.Expires}
	// A link that does not fit into a QR code is shown all the same.
	l.shown.picture, _ = qr.Encode(l.shown.link)
	l.phase = waiting
	wait := func() tea.Msg {
		tokens, err := flow.Wait(msg.job.ctx)
		return signInEnded{msg.job, tokens, err}
	}
	return l, tea.Batch(wait, l.nextTick()), nil
}

// nextTick comes when the time that is left changes on the screen.
func (l login) nextTick() tea.Cmd {
	j := l.job
	rest := l.shown.expires.Sub(l.now()) % time.Second
	if rest <= 0 {
		rest = time.Second
	}
	return tea.Tick(rest, func(time.Time) tea.Msg { return loginTick{j} })
}

// tick counts down. A code whose time is over leaves the screen.
func (l login) tick(msg loginTick) (login, tea.Cmd, outcome) {
	if msg.job != l.job || l.phase != waiting {
		return l, nil, nil
	}
	if l.now().Before(l.shown.expires) {
		return l, l.nextTick(), nil
	}
	l.fail(notice.Notice{Sentence: "The code has expired.", Hint: "Ask for a new one. " + auth.DeviceSettingHint})
	return l, nil, nil
}

// ended takes the result of any way to sign in.
func (l login) ended(msg signInEnded) (login, tea.Cmd, outcome) {
	if msg.job != l.job || l.phase == failed {
		return l, nil, nil
	}
	if msg.err != nil {
		l.fail(notice.Of(msg.err))
		return l, nil, nil
	}
	l.stop()
	l.phase, l.shown, l.tokens = approved, nil, msg.tokens
	return l, tea.Tick(approvedFor, func(time.Time) tea.Msg { return approvedShown{msg.job} }), nil
}
