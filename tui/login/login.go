package login

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/notice"
	"banter/tui/clip"
	"banter/tui/keymap"
	"banter/tui/task"
)

// A Event is what the sign-in screen reports to the root.
type Event interface{ event() }

type (
	// SignedIn ends the screen with a sign-in.
	SignedIn struct {
		Tokens auth.Tokens
		Opened bool // by the passphrase of a saved sign-in
	}
	// Dismissed goes back to the chat.
	Dismissed struct{}
	// Quit ends the program.
	Quit struct{}
)

func (SignedIn) event()  {}
func (Dismissed) event() {}
func (Quit) event()      {}

// Options are what a sign-in screen is opened with.
type Options struct {
	Account Account
	Name    string // of the account; empty if there is only one
	Back    bool   // there is a chat to go back to
	Reason  string // why the person signs in again; empty: unknown
	Why     error  // what the account's store reported, or nil
	Copier  *clip.Copier
	Now     func() time.Time
}

// Screen is the sign-in screen. It asks for a device code at once, shows it
// until somebody has used it, and offers the other ways in beside it.
type Screen struct {
	Options
	again  bool // the sign-in may be there after all: a key looks once more
	demo   bool // nobody has to sign in
	offers Offers

	phase   phase
	task    *task.Task    // what is under way
	doing   string        // with busy: what that is
	shown   *deviceCode   // with waiting; nil as soon as the code is of no more use
	page    *browserPage  // with browsing; likewise
	entry   secretField   // with browsing, unlocking, sealing: what is typed
	first   auth.Secret   // with sealing: the passphrase as it was typed first
	failure notice.Notice // with failed and unsaved
	tokens  auth.Tokens   // with approved, and until they are kept
	asked   time.Time     // when the newest code was asked for
	leaving bool          // the person was told that leaving loses the sign-in

	word string // about the last key
}

// A phase is what the screen is about at the moment.
type phase int

const (
	busy      phase = iota // a short wait
	waiting                // a code is shown
	browsing               // a page is open in a browser
	unlocking              // a passphrase opens the sign-in that is there
	unsaved                // signed in, but the store did not take it
	sealing                // a passphrase is chosen for a file
	keeping                // another store takes it, or not
	approved               // signed in; said for a moment
	failed
)

// approvedFor is how long the screen says who has signed in.
const approvedFor = 1500 * time.Millisecond

// New opens the screen. The Cmd asks for a code, unless the account waits
// for its passphrase.
func New(opts Options) (Screen, tea.Cmd) {
	l := Screen{Options: opts}
	if WaitsForPassphrase(opts.Why) {
		l.phase = unlocking
		return l, findOffers(opts.Account)
	}
	if opts.Why != nil && !errors.Is(opts.Why, auth.ErrNoTokens) {
		l.Reason = notice.Of(opts.Why).Sentence
		// What hides a sign-in may pass: an unlocked keychain shows it again.
		if l.again = !errors.Is(opts.Why, auth.ErrSignInAgain); l.again {
			l.Reason += " Once signed in, you choose where else Banter keeps the sign-in."
		}
	}
	l.demo = IsDemo(opts.Account)
	cmd := l.askCode()
	return l, tea.Batch(cmd, findOffers(opts.Account))
}

// Update handles one message. The event is nil while
// the screen stays.
func (l Screen) Update(msg tea.Msg) (Screen, tea.Cmd, Event) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return l.press(msg)
	case tea.PasteMsg:
		l.entry = l.entry.insert(pastedFor(l.phase, msg.Content))
	case offersFound:
		l.offers = msg.offers
	case deviceStarted:
		return l.started(msg)
	case browserStarted:
		return l.opened(msg)
	case loginTick:
		return l.tick(msg)
	case signInEnded:
		return l.ended(msg)
	case unlocked:
		return l.unlockEnded(msg)
	case kept:
		return l.keepEnded(msg)
	case approvedShown:
		if msg.task == l.task && l.phase == approved {
			return l, nil, SignedIn{Tokens: l.tokens}
		}
	}
	words, cmd := l.Copier.Update(msg)
	if words != nil {
		l.word = words[0]
	}
	return l, cmd, nil
}

// press does what a key means in this phase.
func (l Screen) press(key tea.KeyPressMsg) (Screen, tea.Cmd, Event) {
	stroke := key.Keystroke()
	if l.phase == approved {
		return l, nil, SignedIn{Tokens: l.tokens}
	}
	if keymap.QuitSignIn.Is(stroke) || keymap.LeaveSignIn.Is(stroke) && l.leaves(key) {
		if l.holdsTokens() && !l.leaving {
			l.warnOfLoss()
			return l, nil, nil
		}
		return l.leave()
	}
	l.word, l.leaving = "", false
	var cmd tea.Cmd
	switch l.phase {
	case browsing:
		cmd = l.pressBrowsing(key)
	case unlocking:
		cmd = l.pressUnlocking(key)
	case unsaved:
		cmd = l.pressUnsaved(stroke)
	case sealing:
		cmd = l.pressSealing(key)
	case keeping: // another way to sign in would lose this one
	default:
		cmd = l.pressWay(stroke)
	}
	return l, cmd, nil
}

// pressWay takes one of the ways to sign in.
func (l *Screen) pressWay(stroke string) tea.Cmd {
	switch {
	case keymap.CopySignInCode.Is(stroke):
		return l.copyCode()
	case keymap.NewCode.Is(stroke):
		return l.askNewCode()
	case keymap.UseBrowser.Is(stroke) && l.offers.Browser != NoBrowser:
		return l.askPage()
	case keymap.UseCodexFile.Is(stroke) && l.offers.CodexFile:
		return l.use("Trying the Codex CLI's sign-in", then(l.Account.UseCodexFile, l.Account.Tokens))
	case keymap.LookAgain.Is(stroke) && l.again:
		return l.lookAgain()
	case keymap.StartDemo.Is(stroke) && l.Name == "":
		return l.use("Starting the demo", then(l.Account.UseDemo, l.Account.Tokens))
	}
	return nil
}

// leaves reports whether a key leaves the screen, and not only what it shows.
func (l Screen) leaves(key tea.KeyPressMsg) bool {
	switch l.phase {
	case browsing, sealing, unsaved, keeping:
		return false
	case unlocking:
		return key.Text == "" // letters are typed
	}
	return true
}

// leave ends the screen: back to the chat, or out of the program.
func (l Screen) leave() (Screen, tea.Cmd, Event) {
	l.Stop()
	l.entry, l.first = secretField{}, auth.Secret{}
	if l.Back {
		return l, nil, Dismissed{}
	}
	return l, nil, Quit{}
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

// begin ends what is under way, and takes its code off the screen, for
// something new.
func (l *Screen) begin(doing string) *task.Task {
	l.Stop()
	l.task, l.phase, l.doing = task.New(), busy, doing
	l.shown, l.page, l.failure = nil, nil, notice.Notice{}
	l.entry, l.first = secretField{}, auth.Secret{}
	return l.task
}

// fail ends what is under way with a word about it.
func (l *Screen) fail(n notice.Notice) {
	l.Stop()
	l.phase, l.shown, l.page, l.entry, l.failure = failed, nil, nil, secretField{}, n
}

// Stop ends what the screen started; nothing of it runs afterwards.
func (l Screen) Stop() {
	if l.task != nil {
		l.task.Stop()
	}
}
