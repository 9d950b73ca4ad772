// Package plain is the chat without a screen: a linear front end over package
// session for screen readers, braille displays, serial lines and pipes. It moves no
// cursor, draws nothing and writes no escape sequence; who speaks is said in words, and
// what the screens do with keys is done by acts with a name, such as /models.
//
// plain.go is the loop, input.go reads lines, output.go writes them, answer.go tells
// what a conversation adds, acts.go lists the acts, and the other files have the acts
// themselves. Package cli runs a [Front]; what the front needs of the world is in
// [Options].
package plain

import (
	"cmp"
	"context"
	"io"
	"os"
	"sync"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/accounts"
	"banter/internal/attach"
	"banter/internal/crash"
	"banter/internal/prompts"
	"banter/session"
)

// Options configure a front end. Functions may be nil if their comment says so.
type Options struct {
	In         io.Reader
	Out        io.Writer
	Terminal   bool                             // a person types at In, which shows what is typed
	ASCII      bool                             // write nothing but ASCII
	Wrap       func(line string) string         // breaks a line between words to fit Out; may be nil
	Interrupts <-chan os.Signal                 // Ctrl+C; nil: it never arrives
	Mute       func() (restore func(), _ error) // keeps In from showing a passphrase; nil: it cannot

	Account  Account
	Accounts Accounts                           // nil: there are no other accounts
	SignInTo func(name string) (Account, error) // the named account, which need not exist; nil with Accounts
	Backend  Backend
	Pin      func() session.Streamer // asks with the account in use now, also after a switch; nil: Backend
	Open     func(ctx context.Context) (*history.DB, error)

	System                    string // system prompt of new conversations; may be empty
	Model, Effort             string // from flags, environment, config; empty: remembered or the default
	Resume                    string // ID of the conversation to open; session.Last; "pick": offer a list
	ResumeModel, ResumeEffort string // for the resumed conversation from now on; empty: its own
	Temporary                 bool   // Open returns a history in memory
	Demo                      bool   // Account signs in on its own, and nothing is kept
	Titles                    bool   // let a small model make titles of first answers
	Bell                      bool   // ring when an answer ends
	Compact                   string // what happens when the context is nearly full: ask, auto or off; empty: ask

	Remember func(name, value string) error // saves a choice for later starts; may be nil
	Recall   func(name string) string       // returns a saved choice, or ""; may be nil

	// Clipboard and Buffer write to the clipboard of the machine and of the terminal
	// multiplexer, SaveCopy to a file. Each may be nil.
	Clipboard, Buffer func(ctx context.Context, text string) (tool string, err error)
	SaveCopy          func(ctx context.Context, text string) (path string, err error)

	// What follows is as in tui.Options. Each may be nil.
	Prompts        func(ctx context.Context) ([]prompts.Prompt, error)
	ClipboardImage func(ctx context.Context) ([]byte, error)
	OpenAddress    func(ctx context.Context, address string) error
	Export         func(ctx context.Context, db *history.DB, conversations []history.Summary) (path string, err error)

	NextWarning func(ctx context.Context) error // waits for a problem to tell; nil when ctx ends; may be nil
	Now         func() time.Time                // nil: time.Now
}

// An Account is a sign-in, as tui/login needs it too.
type Account interface {
	// Tokens returns the saved sign-in.
	Tokens(ctx context.Context) (auth.Tokens, error)
	// Unlock opens a sealed sign-in with its passphrase.
	Unlock(ctx context.Context, passphrase auth.Secret) (auth.Tokens, error)
	// Device starts a sign-in with a code.
	Device(ctx context.Context) (*auth.DeviceFlow, error)
	// Browser starts a sign-in on a page, and opens it if this machine has a browser.
	Browser(ctx context.Context) (*auth.BrowserFlow, error)
	// KeepSealed and KeepInMemory keep tokens that the store did not take.
	KeepSealed(ctx context.Context, tokens auth.Tokens, passphrase auth.Secret) error
	KeepInMemory(ctx context.Context, tokens auth.Tokens) error
}

// Accounts are the named sign-ins of this machine; see tui.Accounts.
type Accounts interface {
	List(ctx context.Context) ([]accounts.Account, error)
	Current() string
	Switch(ctx context.Context, name string, chosen bool) (auth.Tokens, error)
	SignOut(ctx context.Context, name string) error
}

// Backend is the answer server.
type Backend interface {
	session.Streamer
	Models(ctx context.Context) (codex.Catalog, error)
	Limits(ctx context.Context) (codex.Limits, error)
	KeptLimits(account string) (codex.Limits, bool) // without asking the server
}

// A Front is one run of the plain front end. Run and then Close are called once, on
// one goroutine.
type Front struct {
	opts   Options
	out    *printer
	lines  chan line
	events chan func() // changes to make on the goroutine of Run
	ctx    context.Context
	work   sync.WaitGroup
	done   bool
	failed error

	account    Account // that is signing in or is signed in
	tokens     auth.Tokens
	catalog    codex.Catalog
	model      string // slug for new conversations; empty: the catalog's default
	effort     string
	picked     bool        // the model of the conversation was chosen in it
	db, memory *history.DB // on disk, and for temporary conversations; nil until they are open
	group      *session.Group
	sess       *session.Session // nil until the first one is open
	stopWatch  func()           // ends the goroutine that watches sess
	lastID     string           // of the conversation when the front was closed

	question  *question        // that the next line answers; nil: the line is for the model
	restore   func()           // lets the terminal show again what is typed; or nil
	pending   []string         // lines of a question that is not complete
	draft     string           // text that the last run did not send
	files     []attach.File    // of the next question
	doomed    *history.Summary // deleted by the next line that is not /undo; or nil
	ending    bool             // the input has ended
	quitAsked bool             // Ctrl+C or Ctrl+D was the last thing that happened

	telling telling
	known   map[string]bool // by ID: the messages that were told, or need not be
	half    history.Message // that is being continued
	asked   string          // the question that the terminal shows already
	queued  int             // questions that wait for the answer to end
	busy    bool            // an answer is being written
	problem string          // of the last answer, that was told
	gone    bool            // the person knows that the conversation was deleted
	chosen  string          // ID of the message that acts are about; empty: the last one
	at      string          // ID of the question that was read last
	mark    string          // ID of the message with a bookmark that was read last
	raw     bool            // answers as they were written
	details bool
	thought bool

	limits   session.LimitWatch
	fullTold bool // the person knows that the conversation fills what the model can read
}

// New returns a front end. It does no I/O.
func New(opts Options) *Front {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Front{
		opts: opts, out: &printer{out: opts.Out, ascii: opts.ASCII, terminal: opts.Terminal, wrap: opts.Wrap},
		lines: make(chan line), events: make(chan func()),
		account: opts.Account, catalog: codex.BundledCatalog(), model: opts.Model, effort: opts.Effort,
		group: session.NewGroup(), known: map[string]bool{},
	}
}

// Run talks until the person quits, the input ends or ctx does. The error is
// context.Canceled if ctx has ended.
func (f *Front) Run(ctx context.Context) error {
	inner, cancel := context.WithCancel(ctx)
	f.ctx = inner
	defer f.work.Wait()
	defer cancel()
	defer f.showTyping()
	crash.Go(f.readInput) // it may wait for a line for ever
	f.start()
	f.watchBackground()
	f.watchWarnings()
	for !f.done && f.out.failed == nil {
		f.prompt()
		select {
		case <-ctx.Done():
			return context.Canceled
		case <-f.opts.Interrupts:
			f.interrupted()
		case got := <-f.input():
			f.took(got)
		case change := <-f.events:
			change()
		}
	}
	return cmp.Or(f.failed, f.out.failed)
}

// Close stops and saves the answers in progress and what was not sent, and closes
// the history.
func (f *Front) Close(ctx context.Context) error {
	if f.sess != nil && f.opts.Terminal {
		if text := f.unsent(f.sess.State().Queue); text != "" {
			_ = f.sess.SetDraft(ctx, text) // the answer matters more
		}
	}
	err := f.carryOut(ctx)
	if f.sess != nil {
		if s := f.sess.State(); s.Conversation.Leaf != "" && !s.Temporary {
			f.lastID = s.Conversation.ID
		}
		err = cmp.Or(err, f.sess.Close(ctx))
	}
	err = cmp.Or(err, f.group.Close(ctx))
	for _, db := range []*history.DB{f.memory, f.db} {
		if db != nil {
			err = cmp.Or(err, db.Close())
		}
	}
	return err
}

// Conversation returns the ID of the conversation that was open when Close was
// called. ok is false if it cannot be resumed.
func (f *Front) Conversation() (id string, ok bool) {
	return f.lastID, f.lastID != "" && !f.opts.Temporary && !f.opts.Demo
}

// post has change called by Run, unless ctx ends first.
func (f *Front) post(ctx context.Context, change func()) {
	select {
	case f.events <- change:
	case <-ctx.Done():
	}
}

// behind runs do on a goroutine that Run waits for.
func (f *Front) behind(do func(ctx context.Context)) {
	f.work.Add(1)
	crash.Go(func() {
		defer f.work.Done()
		do(f.ctx)
	})
}

// during runs do, which may take long, until it returns, Ctrl+C is pressed or the
// run ends.
func (f *Front) during(do func(ctx context.Context) error) error {
	ctx, cancel := context.WithCancel(f.ctx)
	defer cancel()
	var err error
	ended := crash.Go(func() { err = do(ctx) })
	select {
	case <-ended:
	case <-f.opts.Interrupts:
		cancel()
		<-ended
	}
	return err
}
