// Package transcript shows what was said in a conversation. Package chat gives
// it the state of a session, its mouse messages and the reader's commands; it
// returns what the mouse picked, for the chat to copy.
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

// Transcript is a lazy list of what was said: it lays out only what is on the
// screen. It keeps the reader's place while text arrives below and when the
// window changes, and follows new text only while the reader is at the end.
//
// Its items are the finished messages, then the answer that is being written,
// then an error. A blank row separates two items. Only the goroutine of Bubble
// Tea may use it.
type Transcript struct {
	messages []history.Message
	partial  *partialAnswer // the answer that is being written, or nil
	problem  Problem
	search   *codex.Search   // what the model is doing on the web; or nil
	retrying *codex.Retrying // the question is being asked again; or nil
	frame    string          // of Dots
	spins    int             // number of frames since the dots appeared
	waiting  bool            // no text has arrived since the question was sent
	compacts bool            // the model is writing a summary
	earlier  bool            // messages before the first one are still being read
	siblings func(history.Message) (place, count int)

	layout style.Layout
	height int
	styles *style.Styles
	zone   *time.Location // in which times are shown
	cache  rowCache
	mode   Mode
	whole  map[string]bool       // by message ID: long questions that are not folded
	webs   map[string]*webAnswer // by ID of answers

	fileTexts   map[string]FileText // by hash
	wantedFiles []string            // hashes of the files whose texts are to be read
	pictures    pictures

	matches   *ShownMatches // highlighted, or nil
	selection selection     // highlighted
	choice    *choiceMark   // marked with the accent bar, or nil
	mouse     bool          // the program gets the mouse
	wheelRows int           // rows that a notch of the wheel scrolls
	hover     hover         // marked under the pointer
	drag      drag          // what the pressed mouse button does
	edges     int           // counts the pointer's visits to the edge
	gripped   *int          // row of the thumb's top while the mouse holds it, or nil
	sums      []int         // sums of weights, see weigh; empty: unknown

	waits  func() // a move to texts that are being read, or nil
	lacks  lacks
	follow bool
	held   bool  // do not follow: the mouse button is down on the text
	top    place // first row on the screen; kept up to date while following too

	changes int // counts what a drawing depends on
	drawn   drawing

	inline  bool // its rows are printed; see [Transcript.Print]
	printed printed
}

// place is a row of an item. It is restored after a re-layout by the bytes of the
// source that the row shows.
type place struct {
	item, row int
	key       rowKey // the layout that row belongs to; zero: not from a drawing
	offset    int
}

// partialAnswer is the answer that is being written.
type partialAnswer struct {
	message   history.Message
	rewritten int
	doc       *markdown.Document // nil until it is first on the screen
	opts      markdown.Options   // of doc
	fed       int                // bytes of the text in doc
	raw       *plainText         // the answer in the raw view; nil until it is shown
	rawStyles *style.Styles      // of raw
	head      []markdown.Line    // above the text
	headKey   rowKey             // of head
}

// resize makes doc, or renders it again if opts have changed.
func (a *partialAnswer) resize(opts markdown.Options) {
	switch {
	case a.doc == nil:
		a.doc = markdown.New(opts)
	case a.opts != opts:
		a.doc.Resize(opts)
	}
	a.opts = opts
}

// drawing is the newest view and what it depends on.
type drawing struct {
	changes int
	layout  style.Layout
	height  int
	styles  *style.Styles
	rows    []string
	places  []place // of the rows that show an item
}

// New returns an empty transcript, which shows times in zone.
func New(zone *time.Location) *Transcript {
	return &Transcript{follow: true, wheelRows: style.WheelRows, changes: 1, cache: rowCache{limit: cacheLimit}, zone: zone, whole: make(map[string]bool), webs: make(map[string]*webAnswer), fileTexts: make(map[string]FileText)}
}

// Cleared returns an empty transcript with the time zone, mode and mouse of t.
func (t *Transcript) Cleared() *Transcript {
	cleared := New(t.zone)
	cleared.mode, cleared.mouse, cleared.inline, cleared.wheelRows = t.mode, t.mouse, t.inline, t.wheelRows
	cleared.pictures.terminal = t.pictures.terminal
	cleared.styles, cleared.layout, cleared.height = t.styles, t.layout, t.height // it can scroll before it is drawn
	return cleared
}

// IsAnswer reports whether m is an answer and not a question.
func IsAnswer(m history.Message) bool { return m.Role != history.User }

// Set replaces what is shown with a newer state of the conversation and a
// problem. Its cost does not depend on the length of the conversation.
func (t *Transcript) Set(state session.State, p Problem) {
	t.changes++
	if len(t.messages) != len(state.Messages) || len(t.messages) > 0 && &t.messages[0] != &state.Messages[0] {
		t.sums = t.sums[:0]
	}
	t.makeRoom(state)
	t.messages, t.problem, t.retrying, t.search = state.Messages, p, state.Retrying, state.Search
	t.waiting, t.siblings, t.compacts = state.Waiting, state.Siblings, state.Compacting
	answer := state.Answer
	if answer == nil && state.Waiting {
		answer = &history.Message{Role: history.Assistant}
	}
	switch old := t.partial; {
	case answer == nil:
		t.partial = nil
		t.retire(old)
	case old == nil:
		t.frame, t.spins = "", 0
		t.partial = &partialAnswer{message: *answer, rewritten: state.Rewritten}
	case old.message.ID != answer.ID || old.rewritten != state.Rewritten || len(answer.Text) < old.fed:
		t.partial = &partialAnswer{message: *answer, rewritten: state.Rewritten}
	default:
		old.message = *answer
	}
	if t.top.item >= t.Count() {
		t.follow = true // the branch is another one
	}
	t.moveAgain()
}

// retire moves the rows of an answer that has just ended to the cache, so that
// the answer is not rendered again.
func (t *Transcript) retire(old *partialAnswer) {
	if old == nil || old.doc == nil || len(t.messages) == 0 || t.mode.Raw {
		return
	}
	item := len(t.messages) - 1
	last := &t.messages[item]
	if last.ID != old.message.ID || len(last.Text) < old.fed || last.Text[:old.fed] != old.message.Text[:old.fed] {
		return
	}
	if t.webOf(last).numbered.Has() {
		return // its rows get numbers
	}
	old.resize(t.options())
	old.doc.Append(last.Text[old.fed:])
	old.doc.Finish()
	key := t.itemKey(item)
	t.cache.put(key, slices.Concat(t.thinkingHead(last), old.doc.Lines(), t.rowsBelow(last, key.marked)))
}

// Count returns the number of items.
func (t *Transcript) Count() int {
	n := len(t.messages)
	if t.partial != nil {
		n++
	}
	if t.problem != (Problem{}) {
		n++
	}
	return n
}

// View returns exactly height rows. It draws them only if something has changed.
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
	if t.hasBar() {
		t.drawBar(d.rows)
	}
	return d.rows
}

// Resize is View for a screen that does not show the transcript: it can scroll before
// it is drawn.
func (t *Transcript) Resize(st *style.Styles, l style.Layout, height int) {
	t.layout, t.height, t.styles = l, height, st
}

// drawItem appends the rows of an item from at on, and the blank row after it.
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

// drawRow draws one row and what is left of it: the accent bar beside what is
// chosen, or beside questions if nothing is; and the sign of a bookmark.
func (t *Transcript) drawRow(item, row int, line markdown.Line) string {
	text := t.highlight(item, row, line.Text)
	switch {
	case row == 0 && !t.mode.Raw && t.bookmarked(item):
		return t.barred(t.styles.Accent.Render(t.styles.Bookmark), text)
	case t.choice.has(item, line):
		return t.barred(t.styles.Accent.Render(t.styles.Bar), text)
	case t.choice != nil && t.isQuestion(item):
		return t.barred(t.styles.Dim.Render(t.styles.Thumb), text)
	}
	return t.unchosen(item, text)
}

// unchosen draws a row while nothing is chosen.
func (t *Transcript) unchosen(item int, text string) string {
	switch {
	case t.isQuestion(item):
		return t.barred(t.styles.Accent.Render(t.styles.Bar), text)
	case text == "":
		return ""
	}
	return strings.Repeat(" ", t.layout.Left()) + text
}

// isQuestion reports whether an item is a question, which has a bar unless the source
// is shown.
func (t *Transcript) isQuestion(item int) bool {
	return !t.mode.Raw && item < len(t.messages) && !IsAnswer(t.messages[item])
}

func (t *Transcript) barred(bar, text string) string {
	return strings.Repeat(" ", t.layout.Pad) + bar + " " + text
}
