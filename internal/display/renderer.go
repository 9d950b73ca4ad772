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
	"banter/internal/picture"
)

// frameTime is the shortest time between two frames. The first view after a rest
// is drawn at once; of those that follow within this time only the last is drawn.
const frameTime = 4 * time.Millisecond

// stopTime limits how long stop waits for a terminal that accepts no output.
const stopTime = 3 * time.Second

// renderer draws the newest view on a goroutine of its own, so that a slow
// terminal delays only the drawing. Its methods are safe for concurrent use.
type renderer struct {
	out     io.Writer
	asks    bool                       // the program may ask the terminal which modes it has
	inline  bool                       // views are drawn below what is printed, and not on the alternate screen
	rewraps bool                       // the terminal wraps rows again when its width changes
	size    func() (width, height int) // of the terminal now; nil: it is no real one
	askSize func()                     // sends the program that size
	query   string                     // about images; empty: nothing is asked about them
	wake    chan struct{}
	quit    chan struct{} // closed by stop
	ended   chan struct{} // closed by run

	mu      sync.Mutex // guards next to queued
	next    frame
	clean   bool           // next has been drawn
	changes []func(*frame) // apply to next together with the next view
	queued  string         // sequences to write unchanged
	resized time.Time      // when the size of the terminal changed
	width   int            // its newest size
	height  int

	drawing sync.Mutex // guards next to away; held during writes; locked before mu
	screen  screen
	wrote   time.Time // when the terminal was last written to
	away    bool      // the terminal belongs to another program
}

// frame is what the terminal should show.
type frame struct {
	view          tea.View
	printed       []string // rows to print above an inline view, once
	width, height int
	profile       colorprofile.Profile
	sync          bool // the terminal can show a marked frame as a whole
	clusters      bool // the terminal counts cells by grapheme cluster
	shapes        bool // the terminal has several shapes of the cursor
	pointer       string
	pictures      picture.Terminal
	redraws       int // number of events that may have changed the screen from outside
}

func newRenderer(out io.Writer, environ []string, images Images) *renderer {
	return &renderer{
		out: out, asks: answersModes(environ), rewraps: rewraps(environ), query: imageQueries(environ, images), clean: true, next: frame{shapes: reshapes(environ)},
		wake: make(chan struct{}, 1), quit: make(chan struct{}), ended: make(chan struct{}),
	}
}

// run draws views until stop.
func (r *renderer) run() {
	defer close(r.ended)
	var drawn time.Time
	var settled <-chan time.Time
	for {
		select {
		case <-r.quit:
			return
		case <-r.wake:
		case <-settled:
		}
		r.lift()
		for rest := r.rest(drawn); rest > 0; rest = r.rest(drawn) {
			select {
			case <-r.quit:
				return
			case <-time.After(rest):
			}
		}
		settled = r.flush()
		drawn = time.Now()
	}
}

// rest returns how long the next frame has to wait after one that was drawn.
func (r *renderer) rest(drawn time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	rest := frameTime - time.Since(drawn)
	if r.inline && !r.resized.IsZero() {
		rest = max(rest, resizeTime-time.Since(r.resized))
	}
	return rest
}

// stop ends run and gives the terminal back. It returns after stopTime if the
// terminal accepts no output.
func (r *renderer) stop() {
	close(r.quit)
	gone := crash.Go(func() {
		<-r.ended
		r.leave()
	})
	select {
	case <-gone:
	case <-time.After(stopTime):
	}
}

// change applies f to the frame together with the next view. Applying it to the
// current view would show, for a moment, a view that is laid out for the old
// size.
func (r *renderer) change(f func(*frame)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes = append(r.changes, f)
}

// wakeUp has run draw or write what is new.
func (r *renderer) wakeUp() {
	select {
	case r.wake <- struct{}{}:
	default: // run has not woken up since the last call
	}
}

// show makes view the next to be drawn, and prints rows above it. An empty view is
// not drawn.
func (r *renderer) show(view tea.View, printed ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	changed := len(r.changes) > 0 || len(printed) > 0
	r.next.printed = append(r.next.printed, printed...)
	for _, change := range r.changes {
		change(&r.next)
	}
	r.changes = nil
	if view.Content != "" && !sameView(&r.next.view, &view) {
		r.next.view, changed = view, true
	}
	if changed {
		r.clean = false
		r.wakeUp()
	}
}

func sameView(a, b *tea.View) bool {
	return a.Content == b.Content && a.WindowTitle == b.WindowTitle && (a.ProgressBar == nil) == (b.ProgressBar == nil) && a.MouseMode == b.MouseMode && a.ReportFocus == b.ReportFocus &&
		(a.Cursor == b.Cursor || a.Cursor != nil && b.Cursor != nil && *a.Cursor == *b.Cursor)
}

func (r *renderer) colors(profile colorprofile.Profile) {
	r.change(func(f *frame) {
		if f.profile != profile {
			f.profile, f.redraws = profile, f.redraws+1
		}
	})
}

// point changes the shape of the mouse pointer.
func (r *renderer) point(shape string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next.pointer != shape {
		r.next.pointer, r.clean = shape, false
		r.wakeUp()
	}
}

// redraw draws every row again.
func (r *renderer) redraw() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next.redraws++
	r.clean = false
	r.wakeUp()
}

// mode handles the terminal's answer to a question about a mode.
func (r *renderer) mode(msg tea.ModeReportMsg) {
	switch {
	case msg.Mode == ansi.ModeSynchronizedOutput && msg.Value == ansi.ModeReset:
		r.change(func(f *frame) { f.sync = true })
	case msg.Mode == ansi.ModeUnicodeCore && msg.Value != ansi.ModeNotRecognized && msg.Value != ansi.ModePermanentlyReset:
		r.change(func(f *frame) { f.clusters, f.redraws = true, f.redraws+1 })
	}
}

// pictures sets what images the terminal shows.
func (r *renderer) pictures(t picture.Terminal) { r.change(func(f *frame) { f.pictures = t }) }

// write queues a sequence that draws nothing. It is written between two frames.
func (r *renderer) write(sequence string) {
	r.mu.Lock()
	r.queued += sequence
	r.mu.Unlock()
	r.wakeUp()
}

// flush writes what is queued and draws the next frame if it differs. If the cursor of
// the frame has to wait, flush returns a channel that says when to call it again.
func (r *renderer) flush() (settled <-chan time.Time) {
	r.drawing.Lock()
	defer r.drawing.Unlock()
	if r.away {
		return nil
	}
	r.mu.Lock()
	f, queued, drawable := r.next, r.queued, !r.clean && r.next.drawable()
	if drawable && r.outdated() {
		drawable = false
		crash.Go(r.askSize)
	}
	r.queued = ""
	if drawable {
		r.next.printed, r.clean = nil, true
	}
	if wait := r.unsettled(); wait > 0 && f.view.Cursor != nil {
		f.view.Cursor, r.clean = nil, false
		settled = time.After(wait)
	}
	r.mu.Unlock()

	var out strings.Builder
	if drawable {
		r.enter(&out)
		r.screen.draw(&out, f)
	}
	out.WriteString(queued)
	if out.Len() > 0 {
		// If the terminal is gone, the program gets a signal.
		_, _ = io.WriteString(r.out, out.String())
		r.wrote = time.Now()
	}
	return settled
}

func (f *frame) drawable() bool { return f.view.Content != "" && f.width > 0 && f.height > 0 }

// enter takes the terminal over if the program does not have it.
func (r *renderer) enter(out *strings.Builder) {
	if r.screen.entered {
		return
	}
	r.screen = screen{inline: r.inline, live: region{rewraps: r.rewraps}, gallery: newGallery()}
	r.screen.enter(out)
	if r.asks {
		out.WriteString(ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore)
	}
	out.WriteString(r.query)
}

// pause ends drawing until comeBack and leaves the terminal unchanged.
func (r *renderer) pause() {
	r.drawing.Lock()
	defer r.drawing.Unlock()
	r.away = true
}

// comeBack takes the terminal over again after leave or pause.
func (r *renderer) comeBack() {
	r.drawing.Lock()
	r.away = false
	r.drawing.Unlock()
	r.redraw()
}

// leave gives the terminal back and ends drawing until comeBack: the screen then
// belongs to the shell. An inline program leaves what it has printed.
func (r *renderer) leave() { r.giveBack(true) }

// lose is leave if others have written on the terminal meanwhile: where the cursor
// of an inline program was is not known.
func (r *renderer) lose() { r.giveBack(false) }

func (r *renderer) giveBack(placed bool) {
	r.drawing.Lock()
	defer r.drawing.Unlock()
	r.away = true
	if !r.screen.entered {
		return
	}
	var out strings.Builder
	if r.inline && placed {
		r.mu.Lock()
		f := r.next
		r.next.printed = nil
		r.mu.Unlock()
		f.view = tea.View{}
		r.screen.clear(&out, f)
	}
	r.screen.leave(&out)
	r.screen = screen{}
	_, _ = io.WriteString(r.out, out.String())
}
