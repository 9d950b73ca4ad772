package tui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/tui/editor"
)

// finder is the search in the conversation. It looks through what was written,
// off the UI's goroutine, and counts what each message has; where in a message
// that is, is found again for those on the screen.
type finder struct {
	field   field
	walking bool // the query is done: n and N go on
	back    reading
	job     *job // of the newest search
	needle  needle
	counts  []int32 // matches of each message; nil before the first answer
	total   int
	item    int // message with the match that the reader is at
	nth     int // which of its matches
}

// foundMsg is the answer of a search.
type foundMsg struct {
	job    *job
	needle needle
	counts []int32
	total  int
}

func (c *chat) finding() bool { return c.finder != nil }

// typesQuery reports whether keys go into the query.
func (c *chat) typesQuery() bool { return c.finding() && !c.finder.walking }

// walks reports whether letters go from match to match.
func (c *chat) walks() bool { return c.finding() && c.finder.walking }

func (c *chat) canFind() bool { return !c.blank() && !c.finding() }

func (c *chat) canFindIdle() bool { return c.canFind() && (c.choosing() || c.idleInput()) }

// openFind begins a search, or changes the query of the one there is.
func openFind(c *chat) (tea.Cmd, chatEvent) {
	if c.finding() {
		c.finder.walking = false
		return nil, nil
	}
	c.endModes()
	c.finder = &finder{back: c.transcript.reading()}
	return nil, nil
}

// search looks for the query anew.
func (c *chat) search() tea.Cmd {
	f := c.finder
	if f.job != nil {
		f.job.stop()
	}
	j, n, messages := newJob(), newNeedle(f.field.text()), c.state.Messages
	f.job = j
	if n.text == "" {
		f.needle, f.counts, f.total = n, nil, 0
		c.transcript.showMatches(nil)
		c.transcript.goBack(f.back)
		return nil
	}
	return c.work.do(func(context.Context) tea.Msg { return countMatches(j, n, messages) })
}

func countMatches(j *job, n needle, messages []history.Message) tea.Msg {
	msg := foundMsg{job: j, needle: n, counts: make([]int32, len(messages))}
	for i := range messages {
		if j.ctx.Err() != nil {
			return nil
		}
		count := n.count(messages[i].Text)
		msg.counts[i] = int32(count)
		msg.total += count
	}
	return msg
}

// found takes the answer of a search. A new query goes to its first match from
// where the reader was, an old one stays at the match it is at.
func (c *chat) found(msg foundMsg) tea.Cmd {
	f := c.finder
	if f == nil || msg.job != f.job {
		return nil
	}
	again := f.needle.text == msg.needle.text && f.total > 0
	f.needle, f.counts, f.total = msg.needle, msg.counts, msg.total
	switch {
	case f.total == 0:
		c.transcript.showMatches(nil)
		c.transcript.goBack(f.back)
	case again:
		c.showMatch()
	default:
		f.first(c.transcript)
		c.showMatch()
	}
	return nil
}

// first goes to the first match from the reader's place on, from the start if
// there is none.
func (f *finder) first(t *transcript) {
	from := min(f.back.top.item, len(f.counts))
	for k := range len(f.counts) + 1 {
		item := (from + k) % len(f.counts)
		for nth, s := range f.matches(t, item) {
			if k == 0 && s.from < f.back.top.offset {
				continue
			}
			f.item, f.nth = item, nth
			return
		}
	}
}

// matches returns the matches of a message.
func (f *finder) matches(t *transcript, item int) []span {
	if item >= len(f.counts) || f.counts[item] == 0 {
		return nil
	}
	return f.needle.all(t.source(item))
}

// walkMatches goes to the next match in a direction, and around the ends.
func walkMatches(direction int) func(*chat) (tea.Cmd, chatEvent) {
	return func(c *chat) (tea.Cmd, chatEvent) {
		f := c.finder
		if f.total == 0 {
			return nil, nil
		}
		f.nth += direction
		for f.nth < 0 || f.nth >= int(f.counts[f.item]) {
			f.item = (f.item + direction + len(f.counts)) % len(f.counts)
			f.nth = 0
			if direction < 0 {
				f.nth = int(f.counts[f.item]) - 1
			}
		}
		c.showMatch()
		return nil, nil
	}
}

// showMatch lights all matches and brings the one that the reader is at.
func (c *chat) showMatch() {
	f := c.finder
	all := f.matches(c.transcript, f.item)
	if f.nth >= len(all) {
		return
	}
	c.transcript.showMatches(&shownMatches{needle: f.needle, upTo: len(f.counts), item: f.item, at: all[f.nth]})
	c.transcript.bringBytes(f.item, all[f.nth])
}

// enterFind ends the typing of the query, and then the search: at the match.
func enterFind(c *chat) (tea.Cmd, chatEvent) {
	f := c.finder
	if !f.walking && f.field.text() != "" {
		f.walking = true
		return nil, nil
	}
	c.endFind()
	return nil, nil
}

// leaveFind goes back to where the reader was.
func leaveFind(c *chat) (tea.Cmd, chatEvent) {
	c.transcript.goBack(c.finder.back)
	c.endFind()
	return nil, nil
}

func (c *chat) endFind() {
	if c.finder.job != nil {
		c.finder.job.stop()
	}
	c.finder = nil
	c.transcript.showMatches(nil)
}

// typeQuery takes a key or a paste for the query.
func (c *chat) typeQuery(msg tea.Msg) tea.Cmd {
	f := c.finder
	was := f.field.text()
	f.field, _ = f.field.update(msg)
	if f.field.text() == was {
		return nil
	}
	return c.search()
}

// searchAgain follows a conversation that has changed under a search.
func (c *chat) searchAgain() tea.Cmd {
	if !c.finding() || c.finder.counts == nil || len(c.finder.counts) == len(c.state.Messages) {
		return nil
	}
	return c.search()
}

// place says which match the reader is at: "2/3".
func (f *finder) place() string {
	switch {
	case f.counts == nil || f.field.text() == "":
		return ""
	case f.total == 0:
		return "not found"
	}
	n := f.nth + 1
	for _, count := range f.counts[:f.item] {
		n += int(count)
	}
	return fmt.Sprintf("%s/%s", editor.Count(n), editor.Count(f.total))
}

// findRow draws the query in place of the input and says where the caret is,
// or -1 while the letters walk.
func (c *chat) findRow(st *styles, l layout) (row string, caret int) {
	f := c.finder
	const label = "Find "
	place := f.place()
	width := max(l.measure-len(label)-ansi.StringWidth(place)-len(gap), 1)
	drawn, caret := f.field.view(st, width)
	ink := st.dim
	if f.total == 0 {
		ink = st.warning
	}
	row = spread(l.measure, st.accent.Render(label)+drawn, ink.Render(place))
	if f.walking {
		caret = -1
	} else {
		caret += len(label)
	}
	return strings.Repeat(" ", l.left()) + ansi.Truncate(row, l.measure, ""), caret
}
