// Package screen runs a Bubble Tea program on a terminal in memory: tests and
// pictures press keys and read the cells that a person would see.
//
// Inside testing/synctest time is fake, so a session of hours takes
// milliseconds and always gives the same screen. Outside it everything works
// too, in real time. A [Terminal] is for one goroutine, the one that plays
// the person.
package screen

import (
	"bytes"
	"image/color"
	"io"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"banter/internal/crash"
	"banter/internal/display"
)

// Options describe a terminal. The zero value is a dark terminal of 80x24 cells
// with true color.
type Options struct {
	Width, Height int
	Light         bool                 // the background is white instead of near-black
	Profile       colorprofile.Profile // colors that the terminal can show; zero: true color
	Env           []string             // environment of the program; nil: an xterm with true color
	Inline        bool                 // the program is drawn below the terminal's earlier text
	Graphics      Graphics             // the images that the terminal says it can show
	Real          bool                 // time is real: Close does not wait for outstanding ticks
}

// Dark and Light are the backgrounds that terminals report.
var (
	Dark  = color.RGBA{0x16, 0x18, 0x1d, 0xff}
	Light = color.RGBA{0xfd, 0xfc, 0xf9, 0xff}
)

// A Terminal is a running program and the screen that it draws on.
type Terminal struct {
	program  *display.Program
	light    bool
	real     bool
	newLines bool // a line feed makes a new line
	done     <-chan struct{}
	final    tea.Model
	err      error

	mu     sync.Mutex // guards the rest: the program writes while the test reads
	em     *vt.Emulator
	output bytes.Buffer
	title  string
	clip   []string
}

// settle is the time from a key to reading the screen: a few frames, and longer
// than an ESC byte takes to become the Esc key.
const settle = 120 * time.Millisecond

// restTime is longer than nearly every tick of the program. It is not longer than
// necessary: while it passes, a session that is still open looks at its file every 400 ms,
// which was most of the cost of a test.
const restTime = time.Minute

// Start runs model on a new terminal.
func Start(model tea.Model, opts Options) *Terminal {
	if opts.Width == 0 {
		opts.Width, opts.Height = 80, 24
	}
	if opts.Profile == colorprofile.Unknown {
		opts.Profile = colorprofile.TrueColor
	}
	if opts.Env == nil {
		opts.Env = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"}
	}
	t := &Terminal{light: opts.Light, real: opts.Real, em: vt.NewEmulator(opts.Width, opts.Height)}
	t.prepare()
	t.answerGraphics(opts.Graphics)
	t.program = display.New(model, display.Options{
		In: t.em, Out: t, Environ: opts.Env, Width: opts.Width, Height: opts.Height, Profile: opts.Profile, Inline: opts.Inline,
	})
	t.done = crash.Go(func() { t.final, t.err = t.program.Run() })
	t.Wait(settle)
	return t
}

// prepare sets up the emulator.
func (t *Terminal) prepare() {
	if t.light {
		t.em.SetDefaultBackgroundColor(Light)
		t.em.SetDefaultForegroundColor(Dark)
	} else {
		t.em.SetDefaultBackgroundColor(Dark)
		t.em.SetDefaultForegroundColor(Light)
	}
	t.em.SetCallbacks(vt.Callbacks{
		Title: func(s string) { t.title = s },
	})
	t.em.RegisterOscHandler(52, func(data []byte) bool {
		if text, ok := clipboard(data); ok {
			t.clip = append(t.clip, text)
		}
		return true
	})
}

// Write receives the program's output. Tests do not call it.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.output.Write(p)
	if t.newLines {
		_, err := t.em.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
		return len(p), err
	}
	return t.em.Write(p)
}

// Wait sleeps for d.
func (t *Terminal) Wait(d time.Duration) { time.Sleep(d) }

// WaitFor waits until the screen shows text, at most limit, and reports whether it
// does.
func (t *Terminal) WaitFor(text string, limit time.Duration) bool {
	for passed := time.Duration(0); passed < limit; passed += 20 * time.Millisecond {
		if strings.Contains(t.Text(), text) {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return strings.Contains(t.Text(), text)
}

// Send sends the program a message, such as one that no key makes.
func (t *Terminal) Send(msg tea.Msg) {
	t.program.Send(msg)
	t.Wait(settle)
}

// Resize changes the size of the window.
func (t *Terminal) Resize(width, height int) {
	t.mu.Lock()
	t.em.Resize(width, height)
	t.mu.Unlock()
	t.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Rows returns the rows of the screen without blanks at their ends.
func (t *Terminal) Rows() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	rows := strings.Split(ansi.Strip(t.em.Render()), "\n")
	for i, row := range rows {
		rows[i] = strings.TrimRight(row, " \r")
	}
	return rows
}

// Text returns the screen as one string, without blanks and empty rows at the end.
func (t *Terminal) Text() string { return strings.TrimRight(strings.Join(t.Rows(), "\n"), "\n") }

// Everything returns the rows of the scrollback and of the screen as one string, without
// blanks at their ends and empty rows at the end.
func (t *Terminal) Everything() string {
	t.mu.Lock()
	var rows []string
	for _, line := range t.em.Scrollback().Lines() {
		rows = append(rows, strings.TrimRight(line.String(), " "))
	}
	t.mu.Unlock()
	return strings.TrimRight(strings.Join(append(rows, t.Rows()...), "\n"), "\n")
}

// Cell returns a copy of the cell in column x of row y, both from 0.
func (t *Terminal) Cell(x, y int) uv.Cell {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.em.CellAt(x, y); c != nil {
		return *c
	}
	return uv.Cell{}
}

// Size returns the size of the window in cells.
func (t *Terminal) Size() (width, height int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.em.Width(), t.em.Height()
}

// Cursor returns the position of the cursor and whether it is visible.
func (t *Terminal) Cursor() (x, y int, visible bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.em.CursorPosition()
	return p.X, p.Y, !t.em.CursorHidden()
}

// Output returns all bytes that the program has written.
func (t *Terminal) Output() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.output.Bytes())
}

// Title returns the window title.
func (t *Terminal) Title() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.title
}

// Copied returns the texts that the program has put on the clipboard through OSC
// 52, oldest first.
func (t *Terminal) Copied() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.clip...)
}

// AltScreen reports whether the terminal shows the alternate screen.
func (t *Terminal) AltScreen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.em.IsAltScreen()
}

// Done reports whether the program has ended.
func (t *Terminal) Done() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// Close ends the program if it is still running, waits for it, and returns its
// last model and its error.
func (t *Terminal) Close() (tea.Model, error) {
	t.program.Quit()
	<-t.done
	if !t.real {
		time.Sleep(restTime) // outstanding ticks hold goroutines
	}
	// Emulator.Close sets a flag that its Read reads without a lock. Closing the
	// pipe ends the program's reader without that race.
	if pipe, ok := t.em.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
	return t.final, t.err
}
