package transcript

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A drag is what the pressed mouse button does.
type drag struct {
	kind  dragKind
	from  point // selecting and picking: where it began
	x, y  int   // the pointer
	moved bool
	// selecting: new text was followed when the drag began
	followed bool

	picked string // picking: the source

	hold int // scrolling: rows from the thumb's top to the pointer
}

type dragKind int

const (
	notDragging dragKind = iota
	selecting
	picking // a word or a line
	scrolling
)

// edgeMsg repeats while the pointer rests above or below the text.
type edgeMsg struct {
	of   *Transcript
	edge int
}

// edgeTime is the time between two rows that scroll in at the edge.
const edgeTime = 50 * time.Millisecond

// A Pick is what a click or a drag has picked for copying. It is zero if nothing
// was picked.
type Pick struct {
	Text  string  // selected source text
	Link  *Link   // whose target is to be shown
	Block *Choice // a block of code
}

// Update handles the mouse and the transcript's own messages, and ignores all
// others. The caller copies what was picked.
func (t *Transcript) Update(msg tea.Msg) (Pick, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		return Pick{}, t.wheel(msg)
	case tea.MouseClickMsg:
		t.Click(msg, 1)
	case tea.MouseMotionMsg:
		return Pick{}, t.motion(msg)
	case tea.MouseReleaseMsg:
		return t.release(msg), nil
	case edgeMsg:
		if msg.of == t && t.drag.kind == selecting && msg.edge == t.edges {
			return Pick{}, t.extend()
		}
	}
	return Pick{}, nil
}

// wheel scrolls, and extends the selection if one is being made.
func (t *Transcript) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	switch msg.Button {
	case tea.MouseWheelUp:
		t.scroll(-t.wheelRows)
	case tea.MouseWheelDown:
		t.scroll(t.wheelRows)
	}
	if t.drag.kind == selecting && t.drag.moved {
		t.View(t.styles, t.layout, t.height)
		return t.extend()
	}
	return nil
}

// click begins a selection or a drag of the scroll bar's thumb.
func (t *Transcript) click(msg tea.MouseClickMsg) {
	t.Unselect()
	if msg.Button != tea.MouseLeft || t.Count() == 0 {
		return
	}
	switch {
	case msg.Y < t.height && msg.X >= t.layout.Width-1 && t.hasBar():
		b := t.bar()
		t.drag = drag{kind: scrolling, hold: b.rows / 2}
		if msg.Y >= b.top && msg.Y < b.top+b.rows {
			t.drag.hold = msg.Y - b.top
		}
		t.gripBar(msg.Y - t.drag.hold)
	case msg.Y < t.height:
		if from, ok := t.pointAt(msg.X, msg.Y); ok {
			t.drag = drag{kind: selecting, from: from, x: msg.X, y: msg.Y, followed: t.Following()}
			t.hold()
		}
	case !t.Following() && msg.Y <= t.height+1: // the rule, which counts the rows below
		t.ToEnd()
	}
}

// motion continues the drag.
func (t *Transcript) motion(msg tea.MouseMotionMsg) tea.Cmd {
	d := &t.drag
	switch d.kind {
	case scrolling:
		t.gripBar(msg.Y - d.hold)
	case selecting, picking: // a drag extends no word
		at, _ := t.pointAt(msg.X, msg.Y)
		if !d.moved && at == d.from {
			return nil
		}
		d.kind, d.moved, d.x, d.y = selecting, true, msg.X, msg.Y
		t.edges++
		return t.extend()
	}
	return nil
}

// extend selects up to the pointer. It scrolls while the pointer is beyond the edge
// of the text.
func (t *Transcript) extend() tea.Cmd {
	d, step := &t.drag, 0
	switch {
	case d.y >= t.height:
		step = 1
	case d.y <= 0:
		step = -1
	}
	if step != 0 {
		t.scroll(step)
		t.View(t.styles, t.layout, t.height)
	}
	if to, ok := t.pointAt(d.x, d.y); ok {
		t.selectCells(d.from, to)
	}
	if step == 0 || step > 0 && !t.top.above(t.lowest()) || step < 0 && !(place{}).above(t.top) {
		return nil
	}
	edge := t.edges
	return tea.Tick(edgeTime, func(time.Time) tea.Msg { return edgeMsg{t, edge} })
}

// release ends the drag. A selection is then picked.
func (t *Transcript) release(msg tea.MouseReleaseMsg) Pick {
	d := t.drag
	t.drag = drag{}
	t.LetGo()
	if d.followed && !d.moved {
		t.ToEnd()
	}
	switch {
	case d.kind == scrolling:
		t.releaseBar()
	case d.kind == picking:
		return Pick{Text: d.picked}
	case d.kind == selecting && d.moved:
		if s := t.selection; s.on {
			return Pick{Text: t.between(s.from, s.to)}
		}
	case d.kind == selecting:
		return t.tap(msg.X, msg.Y)
	}
	return Pick{}
}

// tap handles a click without a drag: on a link it picks that, on the label of a block of code the
// block, on a row below the text of a folded question it unfolds the question.
func (t *Transcript) tap(x, y int) Pick {
	if l, at, ok := t.linkAt(x, y); ok {
		link := t.wholeLink(l, at)
		return Pick{Link: &link}
	}
	if item, block, ok := t.labelAt(y); ok {
		return Pick{Block: &Choice{item, block}}
	}
	if p, ok := t.pointAt(0, y); ok {
		if long, whole := t.folds(p.item); long && !whole && t.showsNoSource(p) {
			t.setWhole(p.item, true)
		}
	}
	return Pick{}
}

// showsNoSource reports whether a row shows nothing of the source.
func (t *Transcript) showsNoSource(p point) bool {
	lines := t.rows(p.item)
	return p.row < len(lines) && lines[p.row].Start == lines[p.row].End
}
