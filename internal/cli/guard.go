package cli

import (
	"reflect"
	"runtime/debug"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// guard runs a model and its commands so that a panic ends the program in
// good order. Bubble Tea restores the terminal after a panic as well, but it
// prints the panic's value and stack there, and the value can hold anything.
type guard struct {
	model tea.Model
	quit  func() // ends the program; blocks until its loop takes the message

	mu      sync.Mutex
	crashed bool
	value   any    // of the first panic
	stack   []byte // of the first panic
}

// crash returns the first panic.
func (g *guard) crash() (value any, stack []byte, crashed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.value, g.stack, g.crashed
}

// catch keeps a panic and ends the program. It is deferred.
func (g *guard) catch() {
	value := recover()
	if value == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.crashed {
		g.crashed, g.value, g.stack = true, value, debug.Stack()
		go g.quit()
	}
}

// Init implements tea.Model.
func (g *guard) Init() (cmd tea.Cmd) {
	defer g.catch()
	return g.wrap(g.model.Init())
}

// Update implements tea.Model. After a panic the model is left alone.
func (g *guard) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	next = g // also when the rest does not come to pass
	if _, _, crashed := g.crash(); crashed {
		return next, nil
	}
	defer g.catch()
	g.model, cmd = g.model.Update(msg)
	return next, g.wrap(cmd)
}

// View implements tea.Model.
func (g *guard) View() (view tea.View) {
	if _, _, crashed := g.crash(); crashed {
		return tea.View{}
	}
	defer g.catch()
	return g.model.View()
}

// wrap guards a command and, when it stands for several, each of them.
func (g *guard) wrap(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.catch()
		msg = cmd()
		// tea.Batch and tea.Sequence answer with a slice of commands; the type
		// of the latter is not exported.
		if several := reflect.ValueOf(msg); several.Kind() == reflect.Slice && several.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range several.Len() {
				one := several.Index(i)
				one.Set(reflect.ValueOf(g.wrap(one.Interface().(tea.Cmd))))
			}
		}
		return msg
	}
}
