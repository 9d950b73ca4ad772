package display

import (
	"reflect"

	tea "charm.land/bubbletea/v2"

	"banter/internal/crash"
)

// stage is the model that Bubble Tea runs. It hands views to the painter,
// tells it what the terminal reports, and catches the panics of the model and
// its commands: Bubble Tea would print their values.
type stage struct {
	model   tea.Model
	painter *painter
	broken  bool // the model has panicked and is not called again
}

// Init implements tea.Model.
func (s *stage) Init() (cmd tea.Cmd) {
	s.call(func() { cmd = caught(s.model.Init()) })
	return cmd
}

// Update implements tea.Model.
func (s *stage) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.painter.resize(msg.Width, msg.Height)
	case tea.ColorProfileMsg:
		s.painter.colors(msg.Profile)
	case tea.ModeReportMsg:
		s.painter.mode(msg)
	}
	s.call(func() {
		s.model, cmd = s.model.Update(msg)
		cmd = caught(cmd)
	})
	return s, cmd
}

// View implements tea.Model. The view that Bubble Tea gets is empty.
func (s *stage) View() tea.View {
	s.call(func() { s.painter.show(s.model.View()) })
	return tea.View{}
}

// call runs f, which calls the model, unless an earlier call panicked.
func (s *stage) call(f func()) {
	if s.broken {
		return
	}
	defer crash.Catch()
	s.broken = true // until f returns
	f()
	s.broken = false
}

// caught returns cmd, and each command that it answers with, with panics
// caught.
func caught(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer crash.Catch()
		msg = cmd()
		// tea.Batch and tea.Sequence answer with a slice of commands; the type
		// of the latter is not exported.
		if several := reflect.ValueOf(msg); several.Kind() == reflect.Slice && several.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range several.Len() {
				one := several.Index(i)
				one.Set(reflect.ValueOf(caught(one.Interface().(tea.Cmd))))
			}
		}
		return msg
	}
}
