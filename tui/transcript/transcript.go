package transcript

import (
	"slices"
	"strings"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
	"banter/tui/markdown"
	"banter/tui/style"
)

// Transcript is what was said, as a list that is laid out lazily: only what is
// on the screen becomes rows. It keeps the reader's place while text arrives
// below and when the window changes, and follows the text only while the
// reader is at its end.
//
// Its items are the finished messages, then the answer being written, then an
// error. A blank row parts one from the next.
type Transcript struct {
	messages []history.Message
	live     *live // nil: no answer is being written
	problem  Problem
	retrying *codex.Retrying // the question is being asked again; or nil
	beats    int             // of the dots, since they were there

	layout  style.Layout
	height  int
	styles  *style.Styles
	Zone    *time.Location // in which times are shown
	cache   rowCache
	Mode    Mode
	whole   map[string]bool          // long questions that are not folded, by id
	thought map[string]time.Duration // how long the model thought before answers of this run, by id

	find      *ShownMatches // lit, or nil
	selection selection     // lit
	pointed   *pointed      // behind the accent bar, or nil
	Mouse     bool          // the mouse is ours
	drag      drag          // what the pressed button does
	edges     int           // times that the pointer went to the edge
	gripped   *int          // row of the thumb's top while the mouse holds it, or nil
	sums      []int         // weights of the messages before every weighed-th one, and of all; empty: not known

	follow bool
	held   bool  // the mouse is on the text, which must not follow for so long
	top    place // first row on the screen; kept up to date while following too

	changes int // counts what a drawing depends on
	drawn   drawing
}

// place is a row of an item. The bytes of the source that the row shows find
// it again when the item is laid out anew.
type place struct {
	item, row int
	key       rowKey // what the row was counted in; zero: not from a drawing
	offset    int
}

// live is the answer being written.
type live struct {
	message   history.Message
	rewritten int
	doc       *markdown.Document // nil until it is first on the screen
	opts      markdown.Options   // of doc
	fed       int                // bytes of the text that doc has
	raw       *plainText         // the same in the raw view; nil until it is shown
	rawStyles *style.Styles      // of raw
	head      []markdown.Line    // above the text
	headKey   rowKey             // of head
}

// resize renders the answer with opts from now on.
func (a *live) resize(opts markdown.Options) {
	switch {
	case a.doc == nil:
		a.doc = markdown.New(opts)
	case a.opts != opts:
		a.doc.Resize(opts)
	}
	a.opts = opts
}

// drawing is the newest view and what it was made from.
type drawing struct {
	changes int
	layout  style.Layout
	height  int
	styles  *style.Styles
	rows    []string
	places  []place // of the rows that show an item
}

func New(zone *time.Location, mode Mode) *Transcript {
	return &Transcript{follow: true, changes: 1, cache: rowCache{limit: cacheLimit}, Zone: zone, Mode: mode, whole: make(map[string]bool), thought: make(map[string]time.Duration)}
}

func IsAnswer(m history.Message) bool { return m.Role != history.User }

// Set takes a newer state of the conversation. It costs the same whatever the
// length of the conversation.
func (t *Transcript) Set(state session.State, p Problem) {
	t.changes++
	t.timeThinking(state)
	if len(t.messages) != len(state.Messages) || len(t.messages) > 0 && &t.messages[0] != &state.Messages[0] {
		t.sums = t.sums[:0]
	}
	t.messages, t.problem, t.retrying = state.Messages, p, state.Retrying
	answer := state.Answer
	if answer == nil && state.Waiting {
		answer = &history.Message{Role: history.Assistant}
	}
	switch old := t.live; {
	case answer == nil:
		t.live = nil
		t.retire(old)
	case old == nil:
		t.beats = 0
		t.live = &live{message: *answer, rewritten: state.Rewritten}
	case old.message.ID != answer.ID || old.rewritten != state.Rewritten || len(answer.Text) < old.fed:
		t.live = &live{message: *answer, rewritten: state.Rewritten}
	default:
		old.message = *answer
	}
	if t.top.item >= t.Count() {
		t.follow = true // the branch is another one
	}
}

// retire keeps the rows of an answer that has just ended: what stays on the
// screen is what was drawn, not drawn again.
func (t *Transcript) retire(old *live) {
	if old == nil || old.doc == nil || len(t.messages) == 0 || t.Mode.Raw {
		return
	}
	item := len(t.messages) - 1
	last := &t.messages[item]
	if last.ID != old.message.ID || len(last.Text) < old.fed || last.Text[:old.fed] != old.message.Text[:old.fed] {
		return
	}
	old.resize(t.options())
	old.doc.Append(last.Text[old.fed:])
	old.doc.Finish()
	key := t.itemKey(item)
	t.cache.put(key, slices.Concat(t.thinkingHead(last), old.doc.Lines(), t.tail(last, key.marked)))
}

// Count returns how many items there are.
func (t *Transcript) Count() int {
	n := len(t.messages)
	if t.live != nil {
		n++
	}
	if t.problem != (Problem{}) {
		n++
	}
	return n
}

// View returns exactly height rows. It is drawn again only when something of
// it has changed.
func (t *Transcript) View(st *style.Styles, l style.Layout, height int) []string {
	d := drawing{changes: t.changes, layout: l, height: height, styles: st}
	if old := t.drawn; old.rows != nil && old.changes == d.changes && old.layout == l && old.height == height && old.styles == st {
		return old.rows
	}
	t.layout, t.height, t.styles = l, height, st
	d.rows, d.places = make([]string, 0, height), make([]place, 0, height)
	t.settle()
	t.checkSelection()
	at := t.top
	for ; at.item < t.Count() && len(d.rows) < height; at.item, at.row = at.item+1, 0 {
		t.drawItem(&d, at)
	}
	for len(d.rows) < height {
		d.rows = append(d.rows, "")
	}
	t.drawn = d
	if t.barred() {
		t.drawBar(d.rows)
	}
	return d.rows
}

// drawItem appends the rows of an item from at on, and the blank one behind it.
func (t *Transcript) drawItem(d *drawing, at place) {
	lines := t.rows(at.item)
	for i := at.row; i <= len(lines) && len(lines) > 0 && len(d.rows) < d.height; i++ {
		text := ""
		if i < len(lines) {
			text = t.drawRow(at.item, i, lines[i])
		}
		d.rows = append(d.rows, text)
		d.places = append(d.places, place{item: at.item, row: i})
	}
}

// drawRow draws one row with what stands left of it: the accent bar beside what
// is chosen, else beside what the person wrote.
func (t *Transcript) drawRow(item, row int, line markdown.Line) string {
	text := t.lights(item, row, line.Text)
	chosen := t.pointed.has(item, line)
	bar := ""
	switch {
	case chosen:
		bar = t.styles.Accent.Render(t.styles.Bar)
	case !t.Mode.Raw && item < len(t.messages) && !IsAnswer(t.messages[item]):
		bar = t.styles.Accent.Render(t.styles.Bar)
		if t.pointed != nil {
			bar = t.styles.Dim.Render(t.styles.Thumb)
		}
	case text == "":
		return ""
	default:
		return strings.Repeat(" ", t.layout.Left()) + text
	}
	return strings.Repeat(" ", t.layout.Pad) + bar + " " + text
}
