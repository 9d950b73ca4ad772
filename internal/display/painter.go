package display

import (
	"io"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/crash"
)

// frameTime is the least time between two drawings. The first view after a rest
// is drawn at once; those that come within this time of it are drawn together.
const frameTime = 4 * time.Millisecond

// stopTime is how long the end waits for a terminal that takes no more output.
const stopTime = 3 * time.Second

// painter draws the newest view on a goroutine of its own, so that a slow
// terminal holds up nothing but the drawing. Its methods are safe for
// concurrent use.
type painter struct {
	out   io.Writer
	asks  bool // the terminal may be asked what it can do
	wake  chan struct{}
	quit  chan struct{} // closed by stop
	ended chan struct{} // closed by run

	mu      sync.Mutex // guards all below
	next    frame
	clean   bool           // next has been drawn
	changes []func(*frame) // wait for a view that knows of them
	queued  string         // to be written as it is

	drawing sync.Mutex // guards all below; held while output is written; locked before mu
	screen  screen
	away    bool // the terminal is somebody else's
}

// frame is what is to be on the terminal.
type frame struct {
	view          tea.View
	width, height int
	profile       colorprofile.Profile
	sync          bool // the terminal shows a frame as a whole when it is marked
	clusters      bool // the terminal counts cells by grapheme cluster
	redraws       int  // counts what is known to have spoiled the screen
}

func newPainter(out io.Writer, environ []string) *painter {
	return &painter{
		out: out, asks: answers(environ), clean: true,
		wake: make(chan struct{}, 1), quit: make(chan struct{}), ended: make(chan struct{}),
	}
}

// run draws until stop.
func (p *painter) run() {
	defer close(p.ended)
	var drawn time.Time
	for {
		select {
		case <-p.quit:
			return
		case <-p.wake:
		}
		if rest := frameTime - time.Since(drawn); rest > 0 {
			select {
			case <-p.quit:
				return
			case <-time.After(rest):
			}
		}
		p.flush()
		drawn = time.Now()
	}
}

// stop gives the screen back. It does not wait long for a terminal that takes
// no more output.
func (p *painter) stop() {
	close(p.quit)
	gone := crash.Go(func() {
		<-p.ended
		p.leave()
	})
	select {
	case <-gone:
	case <-time.After(stopTime):
	}
}

// change is made of the next frame with the next view. The one that is there
// was made for the frame as it is: in a window of another size it would be seen
// for a moment, cut off.
func (p *painter) change(f func(*frame)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changes = append(p.changes, f)
}

func (p *painter) stir() {
	select {
	case p.wake <- struct{}{}:
	default: // it will wake anyway
	}
}

// show makes view the next to be drawn. Nothing is drawn before there is
// something to show.
func (p *painter) show(view tea.View) {
	p.mu.Lock()
	defer p.mu.Unlock()
	changed := len(p.changes) > 0
	for _, change := range p.changes {
		change(&p.next)
	}
	p.changes = nil
	if view.Content != "" && !sameView(&p.next.view, &view) {
		p.next.view, changed = view, true
	}
	if changed {
		p.clean = false
		p.stir()
	}
}

func sameView(a, b *tea.View) bool {
	return a.Content == b.Content && a.WindowTitle == b.WindowTitle && a.MouseMode == b.MouseMode && a.ReportFocus == b.ReportFocus &&
		(a.Cursor == b.Cursor || a.Cursor != nil && b.Cursor != nil && *a.Cursor == *b.Cursor)
}

func (p *painter) resize(width, height int) {
	p.change(func(f *frame) { f.width, f.height, f.redraws = width, height, f.redraws+1 })
}

func (p *painter) colors(profile colorprofile.Profile) {
	p.change(func(f *frame) {
		if f.profile != profile {
			f.profile, f.redraws = profile, f.redraws+1
		}
	})
}

// redraw draws everything anew.
func (p *painter) redraw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next.redraws++
	p.clean = false
	p.stir()
}

// mode takes what the terminal says that it can do.
func (p *painter) mode(msg tea.ModeReportMsg) {
	switch {
	case msg.Mode == ansi.ModeSynchronizedOutput && msg.Value == ansi.ModeReset:
		p.change(func(f *frame) { f.sync = true })
	case msg.Mode == ansi.ModeUnicodeCore && msg.Value != ansi.ModeNotRecognized && msg.Value != ansi.ModePermanentlyReset:
		p.change(func(f *frame) { f.clusters, f.redraws = true, f.redraws+1 })
	}
}

// write sends a sequence of ours that draws nothing, between two frames.
func (p *painter) write(sequence string) {
	p.mu.Lock()
	p.queued += sequence
	p.mu.Unlock()
	p.stir()
}

// flush writes what is queued and draws the next frame if it differs.
func (p *painter) flush() {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	if p.away {
		return
	}
	p.mu.Lock()
	f, queued, clean := p.next, p.queued, p.clean
	p.queued, p.clean = "", true
	p.mu.Unlock()

	var out strings.Builder
	if !clean && f.view.Content != "" && f.width > 0 && f.height > 0 {
		p.enter(&out)
		p.screen.draw(&out, f)
	}
	out.WriteString(queued)
	if out.Len() > 0 {
		// Who reads no more has hung up: the program is told by a signal.
		_, _ = io.WriteString(p.out, out.String())
	}
}

// enter takes the terminal over.
func (p *painter) enter(out *strings.Builder) {
	if p.screen.entered {
		return
	}
	p.screen = screen{entered: true}
	out.WriteString(enterSequence)
	if p.asks {
		out.WriteString(ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore)
	}
}

// pause ends drawing until comeBack, and leaves the terminal unchanged.
func (p *painter) pause() {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	p.away = true
}

// comeBack takes the terminal over again after leave or pause.
func (p *painter) comeBack() {
	p.drawing.Lock()
	p.away = false
	p.drawing.Unlock()
	p.redraw()
}

// leave gives the terminal back, as it was. A view that has come shortly
// before, or comes after, is not drawn on what is then the shell's.
func (p *painter) leave() {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	p.away = true
	if !p.screen.entered {
		return
	}
	var out strings.Builder
	p.screen.leave(&out)
	p.screen = screen{}
	_, _ = io.WriteString(p.out, out.String())
}
