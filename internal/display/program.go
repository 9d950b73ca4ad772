// Package display runs a Bubble Tea program and draws what it shows.
//
// Bubble Tea's own renderer looks at the screen at a fixed rate: a key waits
// for its next tick, it wakes up while nothing moves, and it parses and hashes
// the whole screen for a word more. Here a view is drawn when it comes, at most
// once in [frameTime], and costs the rows that differ. Everything else
// (messages, commands, reading the terminal) is Bubble Tea's.
//
// Of a [tea.View] it honours Content, Cursor, WindowTitle, MouseMode and
// ReportFocus. The program always has the alternate screen, bracketed paste
// and keys that can be told apart.
package display

import (
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
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
	// Catch is deferred by what draws, to recover from a panic there; or nil.
	Catch func()
}

// A Program is a model on a terminal.
type Program struct {
	opts    Options
	tea     *tea.Program
	painter *painter
	console uv.Console // nil: Out is no terminal
	back    sync.Once  // gives the terminal back
}

// New returns a program that is not running yet.
func New(model tea.Model, opts Options) *Program {
	p := &Program{opts: opts, painter: newPainter(opts.Out, opts.Environ)}
	p.console = console(opts)
	if p.console != nil {
		if w, h, err := p.console.GetSize(); err == nil && w > 0 && h > 0 {
			p.opts.Width, p.opts.Height = w, h
		}
	}
	if opts.Profile == colorprofile.Unknown {
		opts.Profile = colorprofile.Detect(opts.Out, opts.Environ)
	}
	p.painter.resize(p.opts.Width, p.opts.Height)
	p.painter.colours(opts.Profile)
	p.tea = tea.NewProgram(&stage{model, p.painter},
		tea.WithInput(opts.In), tea.WithOutput(opts.Out), tea.WithEnvironment(opts.Environ), tea.WithColorProfile(opts.Profile),
		tea.WithWindowSize(p.opts.Width, p.opts.Height), tea.WithoutSignalHandler(), tea.WithFilter(p.filter),
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
// are those of [tea.Program.Run].
func (p *Program) Run() (tea.Model, error) {
	if err := p.raw(); err != nil {
		return nil, err
	}
	go p.painter.run(p.opts.Catch)
	stop := p.watch()
	defer p.restore()
	defer stop()
	final, err := p.tea.Run()
	if s, ok := final.(*stage); ok {
		final = s.model
	}
	return final, err
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
	case tea.RawMsg:
		p.painter.write(fmt.Sprint(msg.Msg))
		return nil
	case tea.SuspendMsg:
		if runtime.GOOS == "windows" || p.console == nil {
			return nil
		}
		p.painter.leave()
		p.cooked()
	case tea.ResumeMsg:
		_ = p.raw() // otherwise keys arrive by the line
		p.painter.comeBack()
		go p.askSize()
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

// stage stands between Bubble Tea and the model: it hands views to the painter
// and tells it what the terminal says.
type stage struct {
	model   tea.Model
	painter *painter
}

// Init implements tea.Model.
func (s *stage) Init() tea.Cmd { return s.model.Init() }

// Update implements tea.Model.
func (s *stage) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.painter.resize(msg.Width, msg.Height)
	case tea.ColorProfileMsg:
		s.painter.colours(msg.Profile)
	case tea.ModeReportMsg:
		s.painter.mode(msg)
	}
	var cmd tea.Cmd
	s.model, cmd = s.model.Update(msg)
	return s, cmd
}

// View implements tea.Model. What Bubble Tea gets is empty.
func (s *stage) View() tea.View {
	s.painter.show(s.model.View())
	return tea.View{}
}
