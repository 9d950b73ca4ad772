package cli

import (
	"cmp"
	"context"
	"os"
	"os/signal"

	"banter/auth"
	"banter/internal/browser"
	"banter/internal/config"
	"banter/internal/crash"
	"banter/plain"
	"banter/tui"
	"banter/tui/login"
)

// isPlain reports whether the chat does without a screen: because the person says
// so, or because the terminal draws nothing or a screen reader reads it. ACCESSIBLE
// is what other programs for terminals read too.
func (c *call) isPlain() bool {
	if c.Plain.Given {
		return c.Plain.On && (!c.Inline || c.given("plain"))
	}
	return isTerminal(c.In) && isTerminal(c.Out) && (c.Getenv("TERM") == "dumb" || c.Getenv("ACCESSIBLE") != "")
}

// given reports whether a setting was given on the command line, which the other
// sources do not contradict.
func (c *call) given(setting string) bool {
	_, given := c.src.Flags[setting]
	return given
}

// runPlain runs the chat without a screen. Input and output may be pipes. It returns
// the ID of the conversation, if it can be resumed.
func (c *call) runPlain(ctx context.Context, a *accounts, resume string) (id string, resumable bool, err error) {
	if c.Theme != "" { // report a mistake here too
		if _, err := c.findTheme(); err != nil {
			return "", false, err
		}
	}
	interrupts, giveBack := c.sources.takeInterrupts()
	defer giveBack()
	front := plain.New(c.plainOptions(a, resume, interrupts))
	err = cmp.Or(front.Run(ctx), c.closeModel(front))
	id, resumable = front.Conversation()
	return id, resumable, err
}

// takeInterrupts takes Ctrl+C from the context of the command. After giveBack it ends
// the program, as the second Ctrl+C does elsewhere. Without signals it is nil.
func (o *openSources) takeInterrupts() (_ <-chan os.Signal, giveBack func()) {
	if !o.signals {
		return nil, func() {}
	}
	interrupts := make(chan os.Signal, 1)
	signal.Reset(os.Interrupt)
	signal.Notify(interrupts, os.Interrupt)
	return interrupts, func() {
		again, _ := signal.NotifyContext(context.Background(), os.Interrupt) // for as long as the program lasts
		crash.OnDone(again, func() {
			_ = o.close()
			endNow()
		})
		signal.Stop(interrupts)
	}
}

func (c *call) plainOptions(a *accounts, resume string, interrupts <-chan os.Signal) plain.Options {
	shared := c.withClipboard(tui.Options{})
	opts := plain.Options{
		In: c.In, Out: c.out, Terminal: isTerminal(c.In), ASCII: c.plainASCII(), Interrupts: interrupts,
		Account: plainAccount{a.first()}, Accounts: a, Backend: a, Pin: a.pin, Open: a.openHistory,
		SignInTo: func(name string) (plain.Account, error) {
			s, err := a.of(name)
			return plainAccount{&account{all: a, s: s}}, err
		},
		Model: c.Model, Effort: c.Effort, System: c.System,
		Resume: resume, ResumeModel: c.src.Flags["model"], ResumeEffort: c.src.Flags["effort"],
		Temporary: c.Temporary && !a.services().demo, Demo: a.services().demo, Titles: c.Titles,
		Bell: c.Notify != config.NotifyOff && isTerminal(c.Out), Remember: a.remember, Recall: a.recall, NextWarning: a.nextWarning,
		Clipboard: shared.Clipboard, Buffer: shared.Buffer, SaveCopy: shared.SaveCopy, ClipboardImage: shared.ClipboardImage,
		Prompts: c.ownPrompts, OpenAddress: browser.Open, Export: c.exportHere, Compact: c.Compact.String(),
	}
	if isTerminal(c.Out) {
		opts.Wrap = func(line string) string { return fitted(c.Out, line) }
	}
	if opts.Terminal {
		opts.Mute = func() (func(), error) { return mute(c.In) }
	}
	return opts
}

// plainAccount is an account for the front end without a screen.
type plainAccount struct{ *account }

// KeepSealed implements plain.Account.
func (a plainAccount) KeepSealed(ctx context.Context, tokens auth.Tokens, passphrase auth.Secret) error {
	return a.Keep(ctx, tokens, login.SealedPlace, passphrase)
}

// KeepInMemory implements plain.Account.
func (a plainAccount) KeepInMemory(ctx context.Context, tokens auth.Tokens) error {
	return a.Keep(ctx, tokens, login.MemoryPlace, auth.Secret{})
}
