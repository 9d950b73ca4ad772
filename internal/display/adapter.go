package display

import (
	"reflect"

	tea "charm.land/bubbletea/v2"

	"banter/internal/crash"
	"banter/internal/display/keys"
	"banter/internal/picture"
)

// adapter is the model that Bubble Tea runs around the model of the program. It
// passes views, and what the terminal reports about itself, to the renderer. It
// recovers from panics of the model and its commands, whose values Bubble Tea
// would print.
type adapter struct {
	model    tea.Model
	renderer *renderer
	images   images
	cell     func() (width, height int) // the size of a cell in pixels, or 0; nil: unknown
	broken   bool                       // the model has panicked and is not called again
}

// Init implements tea.Model.
func (a *adapter) Init() (cmd tea.Cmd) {
	a.call(func() { cmd = recovered(a.model.Init()) })
	return cmd
}

// Update implements tea.Model.
func (a *adapter) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	shows := false // other images than before
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.renderer.resize(msg.Width, msg.Height)
		shows = a.cell != nil && a.images.measure(a.cell())
		if a.images.shown.Protocol != picture.None && a.renderer.query != "" {
			a.renderer.write(requestCell) // a font of another size changes the size of the window
		}
	case tea.ColorProfileMsg:
		a.renderer.colors(msg.Profile)
	case tea.ModeReportMsg:
		a.renderer.mode(msg)
	}
	if after, ok := msg.(keys.AfterEsc); ok {
		return a, a.afterEsc(after)
	}
	cmd = a.update(msg)
	if a.images.answer(msg) || shows {
		a.renderer.pictures(a.images.shown)
		cmd = tea.Batch(cmd, a.update(a.images.shown))
	}
	return a, cmd
}

// afterEsc passes a chord to the model if that has it, and otherwise the keys: the person
// has pressed Esc, and at once another key that must not be lost.
func (a *adapter) afterEsc(msg keys.AfterEsc) tea.Cmd {
	if c, ok := a.model.(Chorder); ok && c.HasChord(tea.KeyPressMsg(msg.Chord).Keystroke()) {
		return a.update(tea.KeyPressMsg(msg.Chord))
	}
	return tea.Batch(a.update(tea.KeyPressMsg(msg.Esc())), a.update(tea.KeyPressMsg(msg.Key)))
}

// update passes a message to the model.
func (a *adapter) update(msg tea.Msg) (cmd tea.Cmd) {
	a.call(func() {
		a.model, cmd = a.model.Update(msg)
		cmd = recovered(cmd)
	})
	return cmd
}

// View implements tea.Model. Bubble Tea gets an empty view.
func (a *adapter) View() tea.View {
	a.show(false)
	return tea.View{}
}

// show passes on the view, and what an inline program prints above it. last: the
// program has ended.
func (a *adapter) show(last bool) {
	a.call(func() {
		var printed []string
		if p, ok := a.model.(Printer); ok && a.renderer.inline {
			printed = p.Print(last)
		}
		a.renderer.show(a.model.View(), printed...)
	})
}

// call runs f, which calls the model, unless an earlier call panicked.
func (a *adapter) call(f func()) {
	if a.broken {
		return
	}
	defer crash.Catch()
	a.broken = true // until f returns
	f()
	a.broken = false
}

// recovered returns cmd with its panics passed to package crash, also those of
// the commands that cmd returns.
func recovered(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer crash.Catch()
		msg = cmd()
		// tea.Batch and tea.Sequence return a slice of commands; the type of the
		// latter is not exported.
		if several := reflect.ValueOf(msg); several.Kind() == reflect.Slice && several.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range several.Len() {
				one := several.Index(i)
				one.Set(reflect.ValueOf(recovered(one.Interface().(tea.Cmd))))
			}
		}
		return msg
	}
}
