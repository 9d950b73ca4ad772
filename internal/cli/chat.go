package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/archive"
	"banter/internal/browser"
	"banter/internal/config"
	"banter/internal/crash"
	"banter/internal/display"
	"banter/session"
	"banter/themes"
	"banter/tui"
)

// chat runs the chat on the screen. resume is an ID, session.Last, "pick" for a
// list, or "" for a new conversation.
func chat(ctx context.Context, c *call, resume string) error {
	if c.Temporary && resume != "" {
		return &usageError{"a temporary conversation cannot go on with a saved one", "Leave out --temporary."}
	}
	if err := c.checkKept(); err != nil {
		return err
	}
	t, err := c.target()
	if err == nil {
		err = c.checkNamed(t)
	}
	if err != nil {
		return err
	}
	a, err := newAccounts(c, t)
	if err != nil {
		return err
	}
	return runChat(ctx, c, a, resume)
}

func runChat(ctx context.Context, c *call, a *accounts, resume string) error {
	run := c.runTerminal
	switch {
	case c.Inline && c.Plain.On && c.given("inline") == c.given("plain"):
		return &usageError{"the chat is either inline or plain", "Leave out --inline or --plain."}
	case c.isPlain():
		run = c.runPlain
	case !isTerminal(c.In) || !isTerminal(c.Out):
		return &usageError{"the chat needs a terminal", "In a pipe, use banter ask, or banter --plain."}
	}
	system, err := c.systemPrompt()
	if err != nil {
		return err
	}
	c.System = system
	id, ok, err := run(ctx, a, resume)
	c.finishSync()
	a.warnings.rest(c.warn)
	if !a.services().demo {
		if err := c.retain(context.WithoutCancel(ctx), id); err != nil {
			c.warn(err)
		}
	}
	if ok && !c.Temporary && !a.services().demo {
		c.say("To go on with this conversation:")
		c.say("banter resume %s", id) // in one piece, to be copied
	}
	return err
}

// runTerminal runs the chat on the screen. It returns the ID of the conversation, if
// it can be resumed.
func (c *call) runTerminal(ctx context.Context, a *accounts, resume string) (id string, resumable bool, err error) {
	theme, err := c.findTheme()
	if err != nil {
		return "", false, err
	}
	changes := newReloader(c)
	defer changes.close()
	model := c.newModel(a, theme, resume, changes.next)
	err = cmp.Or(c.runScreen(ctx, model), c.closeModel(model))
	id, _, resumable = model.Conversation()
	return id, resumable, err
}

// newModel returns the screens for the accounts.
func (c *call) newModel(a *accounts, theme themes.Theme, resume string, changes func(context.Context) (tui.Settings, bool)) *tui.Model {
	return tui.New(c.withClipboard(tui.Options{
		Account: a.first(), Accounts: a, Backend: a, Pin: a.pin, Export: c.exportHere, EditText: c.editText, NextWarning: a.nextWarning, NextSettings: changes, OpenAddress: browser.Open,
		Open: a.openHistory, Remember: a.remember, Recall: a.recall,
		Theme: theme, Themes: c.allThemes, ASCII: c.plainASCII(), Light: c.lightGuess(), Inline: c.Inline, NoMouse: !c.Mouse, Wheel: c.Wheel.Rows(),
		Notify: notifies[c.Notify], Taskbar: c.Taskbar,
		PlainLinks: c.plainLinks(), LogicalOrder: c.logicalOrder(), BasicStyles: c.basicStyles(),
		Model: c.Model, Effort: c.Effort, System: c.System, Prompts: c.ownPrompts,
		Resume: resume, ResumeModel: c.src.Flags["model"], ResumeEffort: c.src.Flags["effort"],
		Temporary: c.Temporary && !a.services().demo, Demo: a.services().demo, Titles: c.Titles, Compact: c.Compact.String(), Version: version(),
	}))
}

// notifies maps the setting to what the screens know.
var notifies = map[config.Notify]tui.Notify{config.NotifyAuto: tui.NotifyAuto, config.NotifyBell: tui.NotifyBell, config.NotifyOff: tui.NotifyOff}

// shownImages maps the setting to what the display knows.
var shownImages = map[config.Images]display.Images{
	config.ImagesAuto: display.ImagesAuto, config.ImagesOff: display.ImagesOff, config.ImagesKitty: display.ImagesKitty, config.ImagesSixel: display.ImagesSixel,
}

// startTime is the time after which the start is over. What it left in memory, most
// of it by the package variables of chroma, then goes back to the system.
const startTime = 2 * time.Second

// runScreen gives the terminal to the model and takes it back on every path.
// Signals arrive through ctx, because Bubble Tea does not handle SIGHUP. Its
// own way to end with a context leaves a goroutine that reads the closed
// terminal, so runScreen asks the program to quit and kills it after
// session.CloseTime.
func (c *call) runScreen(ctx context.Context, model tea.Model) error {
	program := display.New(model, display.Options{In: c.In, Out: c.Out, Environ: c.environ(), Inline: c.Inline, Images: shownImages[c.Images]})
	stop := crash.OnDone(ctx, func() {
		defer crash.AfterFunc(session.CloseTime, program.Kill).Stop()
		program.Quit()
	})
	defer stop()
	defer crash.AfterFunc(startTime, debug.FreeOSMemory).Stop()
	_, err := program.Run()
	switch {
	case ctx.Err() != nil, errors.Is(err, tea.ErrInterrupted):
		return context.Canceled
	case err != nil:
		return fmt.Errorf("run screen: %w", err)
	}
	return nil
}

// closeModel saves what is unsaved, and gives up after session.CloseTime. A
// model that panicked while it ran may panic again.
func (c *call) closeModel(model interface{ Close(context.Context) error }) error {
	ctx, cancel := context.WithTimeout(context.Background(), session.CloseTime)
	defer cancel()
	var err error
	select {
	case <-crash.Go(func() { err = model.Close(ctx) }):
		return err
	case <-ctx.Done():
		return fmt.Errorf("save conversation: %w", ctx.Err())
	}
}

// exportHere writes conversations to a Markdown file in the current folder.
func (c *call) exportHere(ctx context.Context, db *history.DB, chosen []history.Summary) (path string, err error) {
	name := exportName(chosen[0], archive.Markdown)
	if len(chosen) > 1 {
		name = fmt.Sprintf("%s-%d-conversations.md", time.Now().UTC().Format("2006-01-02-150405"), len(chosen))
	}
	folder, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("export conversations: %w", err)
	}
	path = filepath.Join(folder, name)
	err = writeFileWhole(path, func(w io.Writer) error {
		return archive.Export(ctx, w, archive.Markdown, db, chosen, func() {})
	})
	if _, partial := errors.AsType[*history.DamageError](err); err != nil && !partial {
		return "", fmt.Errorf("export conversations: %w", err)
	}
	return underHome(path), err
}
