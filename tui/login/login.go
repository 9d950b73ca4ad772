// Package login is the sign-in screen: the code and its QR code, the other ways to
// sign in, and where to keep a sign-in that its store did not accept. The root
// (package tui) opens it with [Options] and gives it messages; the [Event] that it
// reports ends the screen: a sign-in, the way back to the chat, or the end of the
// program.
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

// An Event is what the sign-in screen reports to the root, which then closes it.
type Event interface{ event() }

type (
	// SignedIn reports a sign-in.
	SignedIn struct {
		Tokens auth.Tokens
		Opened bool // a passphrase opened a saved sign-in
	}
	// Dismissed asks to go back to the chat.
	Dismissed struct{}
	// Quit asks to end the program.
	Quit struct{}
)

func (SignedIn) event()  {}
func (Dismissed) event() {}
func (Quit) event()      {}

// Options configure a sign-in screen.
type Options struct {
	Account Account
	Name    string // name of the account; empty if there is only one
	Back    bool   // the person can go back to the chat
	Reason  string // sentence that says why the person signs in again, or empty
	Why     error  // error of the account's store, or nil
	// Continue goes to ChatGPT's page at once if the account continues with ChatGPT:
	// the person has asked for it. With PlanUse, they have asked to be asked for the
	// use of their plan once more.
	Continue, PlanUse bool
	Copier            *clip.Copier
	Now               func() time.Time

	Unfinished func() int // the number of answers that the end of the program would stop; may be nil
}

// Screen is the sign-in screen. It asks for a device code at once, shows it until it
// is used or expires, and offers the other ways to sign in. [New] makes one.
type Screen struct {
	Options
	again  bool // a saved sign-in may appear: a key looks again
	demo   bool // the account is that of the demo
	offers Offers

	phase   phase
	task    *task.Task    // the task under way
	doing   string        // busy: what the task does
	shown   *deviceCode   // waiting: the code; otherwise nil
	page    *browserPage  // browsing: the page; otherwise nil
	field   secretField   // browsing, unlocking, sealing: what is typed
	first   auth.Secret   // sealing: the passphrase as it was first typed
	failure notice.Notice // failed and unsaved
	tokens  auth.Tokens   // approved, and until they are kept
	asked   time.Time     // time of the newest request for a code
	leaving bool          // the person was told that leaving loses the sign-in
	ahead   typedAhead    // what is typed for the chat

	word string // remark about the last key
}

// A phase is what the screen shows.
type phase int

const (
	busy      phase = iota // a short wait
	waiting                // a code is shown
	browsing               // a page is open in a browser
	unlocking              // the passphrase of a saved sign-in is typed
	unsaved                // signed in, but the store did not accept it
	sealing                // a passphrase for a file is chosen
	keeping                // the sign-in is being saved in another place
	approved               // signed in; shown for a moment
	choosing               // no way to sign in has begun
	withheld               // signed in, without the use of the plan
	noticed                // signed in, and the person reads that the plan is used
	failed
)

// approvedFor is how long the screen shows who has signed in.
const approvedFor = 1500 * time.Millisecond

// New returns a screen and its first command. The command asks for a code, unless
// the account waits for its passphrase.
func New(opts Options) (Screen, tea.Cmd) {
	l := Screen{Options: opts}
	if WaitsForPassphrase(opts.Why) {
		l.phase = unlocking
		return l, findOffers(opts.Account)
	}
	if opts.Why != nil && !errors.Is(opts.Why, auth.ErrNoTokens) {
		l.Reason = notice.Of(opts.Why).Sentence
		// A store that cannot be read now may be readable later, as a locked keychain.
		if l.again = !errors.Is(opts.Why, auth.ErrSignInAgain); l.again {
			l.Reason += " Once signed in, you choose where else Banter keeps the sign-in."
		}
	}
	l.demo = IsDemo(opts.Account)
	cmd := l.askFirst()
	if opts.Continue && l.documented() {
		cmd = l.continueWithChatGPT(opts.PlanUse)
	}
	return l, tea.Batch(cmd, findOffers(opts.Account))
}

// Update handles keys, pastes and the screen's own messages, and ignores all others.
// A non-nil event ends the screen.
func (l Screen) Update(msg tea.Msg) (Screen, tea.Cmd, Event) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return l.press(msg)
	case tea.PasteMsg:
		if l.takesText() {
			l.ahead.add(msg.Content)
			return l, nil, nil
		}
		l.field = l.field.insert(pastedFor(l.phase, msg.Content))
	case letterHeld:
		return l.actOnLetter(msg)
	case offersFound:
		l.offers = msg.offers
	case deviceStarted:
		return l.started(msg)
	case browserStarted:
		return l.opened(msg)
	case tickMsg:
		return l.tick(msg)
	case signInEnded:
		return l.ended(msg)
	case unlocked:
		return l.unlockEnded(msg)
	case kept:
		return l.keepEnded(msg)
	case usageOpened:
		l.usageShown(msg)
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

// press handles a key.
func (l Screen) press(key tea.KeyPressMsg) (Screen, tea.Cmd, Event) {
	l.ahead.secret = l.ahead.secret || l.phase == unlocking || l.phase == sealing
	cmd, taken := l.typeAhead(key)
	switch {
	case taken && l.phase == approved:
		return l, nil, SignedIn{Tokens: l.tokens}
	case taken:
		return l, cmd, nil
	}
	return l.act(key)
}

// act handles a key that is not text for the chat.
func (l Screen) act(key tea.KeyPressMsg) (Screen, tea.Cmd, Event) {
	stroke := key.Keystroke()
	switch l.phase {
	case approved:
		return l, nil, SignedIn{Tokens: l.tokens}
	case noticed:
		return l.pressNoticed(stroke)
	}
	if keymap.QuitSignIn.Is(stroke) || keymap.LeaveSignIn.Is(stroke) && l.leaves(key) {
		if !l.leaving && l.warnOfLoss() {
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
	case withheld:
		cmd = l.pressWithheld(stroke)
	case keeping: // another sign-in would lose this one
	default:
		cmd = l.pressWay(stroke)
	}
	return l, cmd, nil
}

// pressWay handles the key of a way to sign in.
func (l *Screen) pressWay(stroke string) tea.Cmd {
	if take := l.way(stroke); take != nil {
		return take(l)
	}
	return nil
}

// way returns what a key does that is the key of a way to sign in, or nil.
func (l Screen) way(stroke string) func(*Screen) tea.Cmd {
	_, continues := l.continuer()
	switch {
	case keymap.CopySignInCode.Is(stroke) && l.shown != nil:
		return (*Screen).copyCode
	case keymap.NewCode.Is(stroke):
		return (*Screen).askNewCode
	case keymap.ContinueSignIn.Is(stroke) && continues:
		return func(l *Screen) tea.Cmd { return l.continueWithChatGPT(false) }
	case keymap.UseBrowser.Is(stroke) && l.offers.Browser != NoBrowser:
		return (*Screen).askPage
	case keymap.UseCodexFile.Is(stroke) && l.offers.CodexFile:
		return func(l *Screen) tea.Cmd {
			return l.use("Trying the Codex CLI's sign-in", then(l.Account.UseCodexFile, l.Account.Tokens))
		}
	case keymap.LookAgain.Is(stroke) && l.again:
		return (*Screen).lookAgain
	case keymap.StartDemo.Is(stroke) && l.Name == "":
		return func(l *Screen) tea.Cmd { return l.use("Starting the demo", then(l.Account.UseDemo, l.Account.Tokens)) }
	}
	return nil
}

// leaves reports whether the key that leaves does so in the current phase.
func (l Screen) leaves(key tea.KeyPressMsg) bool {
	switch l.phase {
	case browsing, sealing, unsaved, keeping:
		return false
	case unlocking:
		return key.Text == "" // letters are typed
	}
	return true
}

// leave ends the screen: it goes back to the chat or ends the program.
func (l Screen) leave() (Screen, tea.Cmd, Event) {
	l.Stop()
	l.field, l.first = secretField{}, auth.Secret{}
	if l.Back {
		return l, nil, Dismissed{}
	}
	return l, nil, Quit{}
}

// then returns a function that switches to a saved sign-in and reads it.
func then(change func(context.Context) error, read func(context.Context) (auth.Tokens, error)) func(context.Context) (auth.Tokens, error) {
	return func(ctx context.Context) (auth.Tokens, error) {
		if err := change(ctx); err != nil {
			return auth.Tokens{}, err
		}
		return read(ctx)
	}
}

// begin ends the task under way, removes its code from the screen, and starts a new
// task.
func (l *Screen) begin(doing string) *task.Task {
	l.Stop()
	l.task, l.phase, l.doing = task.New(), busy, doing
	l.shown, l.page, l.failure = nil, nil, notice.Notice{}
	l.field, l.first = secretField{}, auth.Secret{}
	return l.task
}

// fail ends the task under way and shows why.
func (l *Screen) fail(n notice.Notice) {
	l.Stop()
	l.phase, l.shown, l.page, l.field, l.failure = failed, nil, nil, secretField{}, n
}

// Stop cancels the task under way.
func (l Screen) Stop() {
	if l.task != nil {
		l.task.Stop()
	}
}
