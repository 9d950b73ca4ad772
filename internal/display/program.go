// Package display runs a Bubble Tea program and draws what it shows.
//
// Bubble Tea's own renderer draws at a fixed rate: a key waits for the next
// tick, ticks come while nothing changes, and one more word costs parsing and
// hashing the whole screen. This package draws a view when it arrives, at most
// once in [frameTime], and at the cost of the rows that differ. Messages and
// commands remain Bubble Tea's.
//
// It uses Content, Cursor, WindowTitle, MouseMode, ReportFocus and ProgressBar, as
// an indeterminate one, of a [tea.View]. The program always has bracketed paste and a
// different message for each chord, and the alternate screen unless it is inline.
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

// Options configure a Program.
type Options struct {
	In      io.Reader
	Out     io.Writer
	Environ []string
	// Width and Height are the size in cells if Out is no terminal.
	Width, Height int
	Profile       colorprofile.Profile // colors of the terminal; zero: detected
	// Inline shows the view in the last rows of the normal screen. The model should be a
	// Printer.
	Inline bool
	Images Images // none are shown inline
}

// A Printer is the model of an inline program.
type Printer interface {
	// Print returns the rows to print above the view that follows. They stay on the
	// terminal. It is called before each call of View, and once more with last set
	// when the program has ended, unless it crashed: then nothing else is drawn.
	Print(last bool) []string
}

// A Chorder is a model that has chords of Alt and a control character. Without one, or
// if it does not have the chord, the model gets the Esc key and then the other key.
type Chorder interface {
	HasChord(keystroke string) bool
}

// A Program is a model on a terminal.
type Program struct {
	opts     Options
	tea      *tea.Program
	renderer *renderer
	console  uv.Console // nil: Out is no terminal
	input    input
	unwatch  func()     // ends watch
	faults   chan error // has the reason if the program must end
	loans    chan Lend  // what the terminal is wanted for
	back     sync.Once  // gives the terminal back
}

// New returns a program that shows model. [Program.Run] runs it.
func New(model tea.Model, opts Options) *Program {
	if opts.Inline { // what is printed cannot be deleted, as an image must be
		opts.Images = ImagesOff
	}
	p := &Program{opts: opts, renderer: newRenderer(opts.Out, opts.Environ, opts.Images), unwatch: func() {}, faults: make(chan error, 1), loans: make(chan Lend, 1)}
	p.console = console(opts)
	if p.console != nil {
		if w, h, err := p.console.GetSize(); err == nil {
			p.opts.Width, p.opts.Height = w, h
		}
	}
	p.opts.Width, p.opts.Height = sized(opts.Environ, p.opts.Width, p.opts.Height)
	if opts.Inline && p.console != nil {
		p.renderer.size, p.renderer.askSize = p.size, p.askSize
	}
	if opts.Profile == colorprofile.Unknown {
		opts.Profile = colorprofile.Detect(opts.Out, opts.Environ)
	}
	p.renderer.inline = opts.Inline
	p.renderer.resize(p.opts.Width, p.opts.Height)
	p.renderer.colors(opts.Profile)
	p.tea = tea.NewProgram(&adapter{model: model, renderer: p.renderer, images: newImages(opts.Images), cell: p.cell},
		tea.WithInput(nil), tea.WithOutput(opts.Out), tea.WithEnvironment(opts.Environ), tea.WithColorProfile(opts.Profile),
		tea.WithWindowSize(p.opts.Width, p.opts.Height), tea.WithoutSignalHandler(), tea.WithoutCatchPanics(), tea.WithFilter(p.filter),
		// Bubble Tea ticks even without a renderer, at least once a second.
		tea.WithoutRenderer(), tea.WithFPS(1))
	return p
}

// console returns the console that sets up the terminal, or nil if opts have no
// terminal.
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
	crash.Go(p.renderer.run)
	defer p.restore()
	if err := p.begin(); err != nil {
		return nil, err
	}
	p.unwatch = p.watch()
	final, err := p.tea.Run()
	if s, ok := final.(*adapter); ok {
		if p.opts.Inline {
			s.show(true)
		}
		final = s.model
	}
	select {
	case fault := <-p.faults:
		err = cmp.Or(err, fault)
	default:
	}
	return final, err
}

// begin takes the terminal. If the program was started in the background, watch
// takes it when the program comes to the foreground.
func (p *Program) begin() error {
	if p.console != nil && !p.foreground() {
		p.renderer.pause()
		return nil
	}
	if err := p.raw(); err != nil {
		return err
	}
	return p.startReading()
}

// fail ends the program with err.
func (p *Program) fail(err error) {
	select {
	case p.faults <- err:
	default:
	}
	p.Quit()
}

// Send passes a message to the program. Like all methods except Run it is safe
// for concurrent use.
func (p *Program) Send(msg tea.Msg) { p.tea.Send(msg) }

// Quit ends the program after the messages that were sent before.
func (p *Program) Quit() { p.tea.Quit() }

// Kill ends the program at once. It gives the terminal back even if the model
// hangs.
func (p *Program) Kill() {
	p.tea.Kill()
	p.restore()
}

// raw sets the terminal up for the program.
func (p *Program) raw() error {
	if p.console == nil {
		return nil
	}
	if _, err := p.console.MakeRaw(); err != nil {
		return fmt.Errorf("set up terminal: %w", err)
	}
	return nil
}

// restore gives the terminal back, once.
func (p *Program) restore() {
	p.back.Do(func() {
		p.unwatch() // so that nothing takes the terminal again
		p.stopReading()
		p.renderer.stop()
		p.cooked()
	})
}

// cooked sets the terminal up as it was before raw.
func (p *Program) cooked() {
	if p.console != nil {
		_ = p.console.Restore() // the program is ending
	}
}

// size returns the size of the terminal.
func (p *Program) size() (width, height int) {
	width, height, _ = p.console.GetSize()
	return sized(p.opts.Environ, width, height)
}

// askSize sends the program the size of the window.
func (p *Program) askSize() {
	if w, h, err := p.console.GetSize(); err == nil {
		p.tea.Send(tea.WindowSizeMsg{Width: w, Height: h})
	}
}

// filter has the renderer do what Bubble Tea would do on the terminal itself. It
// runs on the program's goroutine.
func (p *Program) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		msg = p.window(msg)
		msg.Width, msg.Height = sized(p.opts.Environ, msg.Width, msg.Height)
		return msg
	case tea.RawMsg:
		p.renderer.write(fmt.Sprint(msg.Msg))
		return nil
	case Pointer:
		p.renderer.point(string(msg))
		return nil
	case Lend:
		p.lend(msg)
		return nil
	case tea.SuspendMsg:
		if p.console != nil {
			stopGroup()
		}
		return nil
	}
	switch {
	case msg == tea.RequestBackgroundColor():
		p.renderer.write(ansi.RequestBackgroundColor)
	case msg == tea.ClearScreen():
		p.renderer.redraw()
	case reflect.TypeOf(msg) == clipboardType:
		p.renderer.write(ansi.SetSystemClipboard(reflect.ValueOf(msg).String()))
	default:
		return msg
	}
	return nil
}

// clipboardType is the type of the message of [tea.SetClipboard], a string.
var clipboardType = reflect.TypeOf(tea.SetClipboard("")())
