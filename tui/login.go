package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/notice"
)

// login is the sign-in screen. It asks for a device code at once, shows it
// until somebody has used it, and offers the other ways in beside it.
type login struct {
	account Account
	reason  string // why the person is here again, or empty
	now     func() time.Time

	phase   phase
	job     *job          // what is under way
	doing   string        // with busy: what that is
	shown   *deviceCode   // with waiting; nil as soon as the code is of no more use
	failure notice.Notice // with failed
	tokens  auth.Tokens   // with approved

	word      string // about the last key
	codexFile bool   // the Codex CLI's sign-in is there to use
}

// A phase is what the screen is about at the moment.
type phase int

const (
	busy     phase = iota // a short wait
	waiting               // a code is shown
	approved              // signed in; said for a moment
	failed
)

// approvedFor is how long the screen says who has signed in.
const approvedFor = 1500 * time.Millisecond

// A browserAccount is an [Account] that can sign in with this machine's
// browser as well.
type browserAccount interface {
	// BrowserSignIn opens the browser, waits for the person and saves the
	// tokens.
	BrowserSignIn(ctx context.Context) (auth.Tokens, error)
}

// newLogin opens the screen. The Cmd asks for a code.
func newLogin(account Account, reason string, now func() time.Time) (login, tea.Cmd) {
	l := login{account: account, reason: reason, now: now}
	cmd := l.askCode()
	return l, tea.Batch(cmd, findCodexFile(account))
}

// update handles one message. The outcome is nil, signedIn or leaving.
func (l login) update(msg tea.Msg) (login, tea.Cmd, outcome) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return l.press(msg)
	case codexFileFound:
		l.codexFile = msg.ok
	case deviceStarted:
		return l.started(msg)
	case loginTick:
		return l.tick(msg)
	case signInEnded:
		return l.ended(msg)
	case approvedShown:
		if msg.job == l.job && l.phase == approved {
			return l, nil, signedIn{l.tokens}
		}
	}
	return l, nil, nil
}

func (l login) press(key tea.KeyPressMsg) (login, tea.Cmd, outcome) {
	if l.phase == approved {
		return l, nil, signedIn{l.tokens}
	}
	l.word = ""
	var cmd tea.Cmd
	switch key.Keystroke() {
	case "q", "esc", "ctrl+c":
		l.stop()
		return l, nil, leaving{}
	case "c":
		cmd = l.copyCode()
	case "n":
		cmd = l.askCode()
	case "b":
		if browser, ok := l.account.(browserAccount); ok {
			cmd = l.use("Go on in the browser that opens", browser.BrowserSignIn)
		}
	case "x":
		if l.codexFile {
			cmd = l.use("Reading the Codex CLI's sign-in", then(l.account.UseCodexFile, l.account.Tokens))
		}
	case "d":
		cmd = l.use("Starting the demo", then(l.account.UseDemo, l.account.Tokens))
	}
	return l, cmd, nil
}

// then switches to a sign-in that is there already and reads it.
func then(change func(context.Context) error, read func(context.Context) (auth.Tokens, error)) func(context.Context) (auth.Tokens, error) {
	return func(ctx context.Context) (auth.Tokens, error) {
		if err := change(ctx); err != nil {
			return auth.Tokens{}, err
		}
		return read(ctx)
	}
}

func (l *login) copyCode() tea.Cmd {
	if l.shown == nil {
		return nil
	}
	l.word = "Code sent to your terminal's clipboard (OSC 52)."
	return tea.SetClipboard(l.shown.code)
}

// begin ends what is under way, and takes its code off the screen, for
// something new.
func (l *login) begin(doing string) *job {
	l.stop()
	l.job, l.phase, l.doing = newJob(), busy, doing
	l.shown, l.failure = nil, notice.Notice{}
	return l.job
}

// fail ends what is under way with a word about it.
func (l *login) fail(n notice.Notice) {
	l.stop()
	l.phase, l.shown, l.failure = failed, nil, n
}

// stop ends what the screen started; nothing of it runs afterwards.
func (l login) stop() {
	if l.job != nil {
		l.job.stop()
	}
}
