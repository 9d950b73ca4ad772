// Package display runs a Bubble Tea program and draws what it shows.
//
// Bubble Tea's own renderer looks at the screen at a fixed rate: a key waits
// for its next tick, it wakes up while nothing moves, and it parses and hashes
// the whole screen for a word more. Here a view is drawn when it comes, at most
// once in [frameTime], and costs the rows that differ. Messages, commands and
// the decoding of keys are still Bubble Tea's.
//
// Of a [tea.View] it honours Content, Cursor, WindowTitle, MouseMode and
// ReportFocus. The program always has the alternate screen, bracketed paste
// and keys that can be told apart.
package display

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"reflect"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"banter/internal/crash"
)

// Options says where a program runs.
type Options struct {
	In      io.Reader
	Out     io.Writer
	Environ []string
	// Width and Height are the size of an Out that is no terminal and cannot
	// be asked.
	Width, Height int
	Profile       colorprofile.Profile // colours of the terminal; zero: found out
}

// A Program is a model on a terminal.
type Program struct {
	opts    Options
	tea     *tea.Program
	painter *painter
	console uv.Console // nil: Out is no terminal
	input   input
	unwatch func()     // ends what watch has begun
	faults  chan error // holds why the program must end, if it must
	back    sync.Once  // gives the terminal back
}

// New returns a program that is not running yet.
func New(model tea.Model, opts Options) *Program {
	p := &Program{opts: opts, painter: newPainter(opts.Out, opts.Environ), unwatch: func() {}, faults: make(chan error, 1)}
	p.console = console(opts)
	if p.console != nil {
		if w, h, err := p.console.GetSize(); err == nil {
			p.opts.Width, p.opts.Height = w, h
		}
	}
	p.opts.Width, p.opts.Height = sized(opts.Environ, p.opts.Width, p.opts.Height)
	if opts.Profile == colorprofile.Unknown {
		opts.Profile = colorprofile.Detect(opts.Out, opts.Environ)
	}
	p.painter.resize(p.opts.Width, p.opts.Height)
	p.painter.colors(opts.Profile)
	p.tea = tea.NewProgram(&stage{model: model, painter: p.painter},
		tea.WithInput(nil), tea.WithOutput(opts.Out), tea.WithEnvironment(opts.Environ), tea.WithColorProfile(opts.Profile),
		tea.WithWindowSize(p.opts.Width, p.opts.Height), tea.WithoutSignalHandler(), tea.WithoutCatchPanics(), tea.WithFilter(p.filter),
		// The ticker goes on without a renderer; once a second is the least.
		tea.WithoutRenderer(), tea.WithFPS(1))
	return p
}

// console returns what sets up the terminal, or nil if there is none.
func console(opts Options) uv.Console {
	in, readable := opts.In.(*os.File)
	out, writable := opts.Out.(*os.File)
	if !readable || !writable || !term.IsTerminal(out.Fd()) {
		return nil
	}
	return uv.NewConsole(in, out, opts.Environ)
}

// Run runs the program until it ends and gives the terminal back. The errors
// are those of [tea.Program.Run] and of the terminal. A panic of the model or
// its commands goes to the handler of package crash, which must end the program.
func (p *Program) Run() (tea.Model, error) {
	crash.Go(p.painter.run)
	defer p.restore()
	if err := p.begin(); err != nil {
		return nil, err
	}
	p.unwatch = p.watch()
	final, err := p.tea.Run()
	if s, ok := final.(*stage); ok {
		final = s.model
	}
	select {
	case fault := <-p.faults:
		err = cmp.Or(err, fault)
	default:
	}
	return final, err
}

// begin takes the terminal, unless the program was started in the background:
// then watch takes it when the program comes to the foreground.
func (p *Program) begin() error {
	if p.console != nil && !p.foreground() {
		p.painter.pause()
		return nil
	}
	if err := p.raw(); err != nil {
		return err
	}
	return p.listen()
}

// fail ends the program with err.
func (p *Program) fail(err error) {
	select {
	case p.faults <- err:
	default:
	}
	p.Quit()
}

// Send hands the program a message. It is safe for concurrent use, like the
// rest of the methods but for Run.
func (p *Program) Send(msg tea.Msg) { p.tea.Send(msg) }

// Quit ends the program as soon as it has handled what came before.
func (p *Program) Quit() { p.tea.Quit() }

// Kill ends the program at once, and gives the terminal back even if the model
// hangs.
func (p *Program) Kill() {
	p.tea.Kill()
	p.restore()
}

func (p *Program) raw() error {
	if p.console == nil {
		return nil
	}
	if _, err := p.console.MakeRaw(); err != nil {
		return fmt.Errorf("set up terminal: %w", err)
	}
	return nil
}

func (p *Program) restore() {
	p.back.Do(func() {
		p.unwatch() // nothing else takes the terminal from here on
		p.hush()
		p.painter.stop()
		p.cooked()
	})
}

func (p *Program) cooked() {
	if p.console != nil {
		_ = p.console.Restore() // there is nobody left to tell
	}
}

// askSize tells the program the size of the window.
func (p *Program) askSize() {
	if w, h, err := p.console.GetSize(); err == nil {
		p.tea.Send(tea.WindowSizeMsg{Width: w, Height: h})
	}
}

// filter takes what Bubble Tea would do on the terminal behind the painter's
// back. It runs on the program's goroutine.
func (p *Program) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		msg.Width, msg.Height = sized(p.opts.Environ, msg.Width, msg.Height)
		return msg
	case tea.RawMsg:
		p.painter.write(fmt.Sprint(msg.Msg))
		return nil
	case tea.SuspendMsg:
		if p.console != nil {
			stopGroup()
		}
		return nil
	}
	switch {
	case msg == tea.RequestBackgroundColor():
		p.painter.write(ansi.RequestBackgroundColor)
	case msg == tea.ClearScreen():
		p.painter.redraw()
	case reflect.TypeOf(msg) == clipboardType:
		p.painter.write(ansi.SetSystemClipboard(reflect.ValueOf(msg).String()))
	default:
		return msg
	}
	return nil
}

// clipboardType is the type of what [tea.SetClipboard] sends, a string.
var clipboardType = reflect.TypeOf(tea.SetClipboard("")())
