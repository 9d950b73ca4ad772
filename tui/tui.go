// Package tui is the root of the program on the screen. It starts the program,
// passes messages to the chat, the sign-in screen and the dialogs, and handles the
// events that they report. Package cli runs its [Model]. It has no network and no SQL:
// all I/O goes through [Options].
package tui

import (
	"context"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/accounts"
	"banter/internal/prompts"
	"banter/session"
	"banter/themes"
	"banter/tui/login"
)

// Options configure the program. Functions with a context are called outside the
// UI's goroutine and must return when it ends.
type Options struct {
	Account  login.Account
	Accounts Accounts // nil: there are no other accounts
	Backend  Backend
	// Pin returns a streamer that goes on asking with the account in use now after a
	// switch to another one, for answers in the background; nil: Backend.
	Pin func() session.Streamer
	// Open opens the history. It is called after the sign-in, and again after a
	// sign-in with another account, which decides whether the history is kept.
	Open  func(ctx context.Context) (*history.DB, error)
	Theme themes.Theme
	// Themes returns the themes to choose from, the program's and the person's own. With
	// an error it returns those that can be used. nil: the program's.
	Themes func(ctx context.Context) ([]themes.Theme, error)
	// Prompts returns the person's own prompts. With an error it returns those that can
	// be used. nil: there are none.
	Prompts func(ctx context.Context) ([]prompts.Prompt, error)
	System  string // system prompt of new conversations; may be empty
	ASCII   bool   // draw without Unicode
	Light   bool   // first guess of the background, until the terminal answers
	Inline  bool   // draw in the last rows of the normal screen, and leave the mouse to the terminal
	NoMouse bool   // leave the mouse to the terminal from the start
	Wheel   int    // rows that a notch of the wheel scrolls; 0: 3
	// PlainLinks writes the target after the label of a link, for terminals without
	// links. LogicalOrder leaves right-to-left text in logical order, for terminals
	// that reorder it.
	PlainLinks, LogicalOrder bool
	BasicStyles              bool   // the terminal ignores faint, italic and crossed-out text
	Model                    string // slug from flags, environment, config; empty: remembered or the default
	Effort                   string
	Resume                   string // ID of the conversation to open at the start; "last": the newest; "pick": the list
	ResumeModel              string // for the resumed conversation from now on; empty: its own
	ResumeEffort             string // likewise
	Temporary                bool   // show the badge; Open must return a history in memory
	Demo                     bool   // show the badge; Account signs in on its own
	Notify                   Notify // how to tell a person who looks elsewhere of an answer
	Taskbar                  bool   // show there that an answer is being written
	Titles                   bool   // let a small model make titles of the first exchanges
	Compact                  string // what happens when the context is nearly full: ask, auto or off; empty: ask
	Version                  string
	Memory                   int // limit of the texts of an open conversation in memory, in bytes; 0: session.DefaultMemory

	// Remember saves a choice (model, effort, raw, details) for later starts; Recall
	// returns a saved choice, or "". Both may be nil.
	Remember func(name, value string) error
	Recall   func(name string) string

	// Clipboard writes to the clipboard of the person's machine and returns the name
	// of the tool that did; nil: text goes through the terminal. Buffer writes to the
	// buffer of the terminal multiplexer, in addition to what goes through the
	// terminal; nil: there is none. Both must return soon.
	Clipboard, Buffer func(ctx context.Context, text string) (tool string, err error)
	// SaveCopy writes text that is too long for a terminal's clipboard to a file and
	// returns its path; nil: no file is written. Temporary conversations and the demo
	// do not call it.
	SaveCopy func(ctx context.Context, text string) (path string, err error)
	// ClipboardImage returns the file of the image in the clipboard of this machine.
	// Nil: no tool can.
	ClipboardImage func(ctx context.Context) ([]byte, error)
	// ClipboardText returns the text in the clipboard of this machine. Nil: no tool can.
	ClipboardText func(ctx context.Context) (string, error)

	// Export writes conversations to a file and returns its path as a person would type
	// it, also with an error about damaged messages; nil: there is no export. Temporary
	// conversations and the demo do not call it.
	Export func(ctx context.Context, db *history.DB, conversations []history.Summary) (path string, err error)

	// OpenAddress opens a web address in the person's browser; nil: it is copied.
	OpenAddress func(ctx context.Context, address string) error
	// EditText lets the person change a text in an editor of their own, which has the
	// terminal meanwhile; nil: there is none.
	EditText func(ctx context.Context, text string) (string, error)

	// NextWarning waits for a problem that the person should know of although the
	// program works, such as a sign-in that could not be saved. It returns nil when
	// ctx ends. It may be nil.
	NextWarning func(ctx context.Context) error

	// NextSettings waits until the person has changed the files with settings, and
	// reports false when ctx ends. It may be nil.
	NextSettings func(ctx context.Context) (Settings, bool)

	// Now returns the time in the zone in which times are shown; nil: time.Now.
	Now func() time.Time
}

// Accounts are the named sign-ins of this machine.
type Accounts interface {
	// List returns the accounts by name.
	List(ctx context.Context) ([]accounts.Account, error)
	// Current returns the name of the account in use; empty in a demo.
	Current() string
	// Switch makes Backend use the named account, and returns its tokens. If chosen
	// is set, later starts use it too. The errors are those of login.Account.Tokens;
	// after an error nothing has changed.
	Switch(ctx context.Context, name string, chosen bool) (auth.Tokens, error)
	// Account returns the named account to sign in to, which need not exist. It
	// reports an error if the name is invalid.
	Account(name string) (login.Account, error)
	// SignOut removes the sign-in from this machine. It does not contact a server.
	SignOut(ctx context.Context, name string) error
}

// Backend is the answer server, as the screens need it. Its methods are called
// outside the UI's goroutine.
type Backend interface {
	session.Streamer
	// Models returns the models that the plan offers.
	Models(ctx context.Context) (codex.Catalog, error)
	// Limits returns what is left of the plan.
	Limits(ctx context.Context) (codex.Limits, error)
	// KeptLimits returns the newest limits that this machine has seen for an account,
	// without asking the server, and whether it has any.
	KeptLimits(account string) (codex.Limits, bool)
}
