package display

import (
	"io"
	"strings"
	"time"
)

// An inline view is not drawn for resizeTime after the terminal got another size,
// because more changes often follow, and what is printed for one of them stays so. The
// cursor stays at the top of the view for settleTime: tmux reports a second change, which
// it has made already, a quarter of a second after the first, and later on a busy
// machine. See [region.downward].
const (
	resizeTime = 300 * time.Millisecond
	settleTime = time.Second
)

// underWay is longer than a terminal takes to read what was written.
const underWay = 100 * time.Millisecond

// resize notes a new size of the terminal.
func (r *renderer) resize(width, height int) {
	r.mu.Lock()
	if r.width > 0 && (width != r.width || height != r.height) {
		r.resized = time.Now()
		r.wakeUp() // for lift
	}
	r.width, r.height = width, height
	r.mu.Unlock()
	r.change(func(f *frame) { f.width, f.height, f.redraws = width, height, f.redraws+1 })
}

// unsettled returns how long the cursor of an inline view must not leave its top. The
// caller holds mu.
func (r *renderer) unsettled() time.Duration {
	if !r.inline || r.resized.IsZero() {
		return 0
	}
	return max(settleTime-time.Since(r.resized), 0)
}

// lift removes an inline view whose cursor is below its top from a terminal that has got
// another size, before more changes move it.
func (r *renderer) lift() {
	r.drawing.Lock()
	defer r.drawing.Unlock()
	r.mu.Lock()
	f, width, resized := r.next, r.width, r.unsettled() > 0
	r.mu.Unlock()
	live := &r.screen.live
	if !resized || r.away || !r.screen.entered || live.atTop() {
		return
	}
	if r.size != nil {
		width, _ = r.size()
	}
	// The terminal may have read the last frame after the change, and not wrapped its
	// rows. Then a row may remain; no printed row is lost.
	live.rewraps = r.rewraps && time.Since(r.wrote) > underWay
	var out strings.Builder
	r.screen.lift(&out, width, f.sync)
	live.rewraps = r.rewraps
	_, _ = io.WriteString(r.out, out.String())
}

// outdated reports whether an inline frame is for an earlier size of the terminal, which
// has moved its rows. The caller holds mu.
func (r *renderer) outdated() bool {
	if r.size == nil {
		return false
	}
	width, height := r.size()
	return width != r.next.width || height != r.next.height
}
