package chat

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
	"banter/tui/transcript"
)

// search is the mode that finds text in the conversation. It counts the
// matches of each message off the UI's goroutine; the transcript finds those on
// the screen again.
type search struct {
	chat    *Chat
	field   style.TextField
	walking bool // the query is done: n and N go on
	back    transcript.Position
	task    *task.Task // of the newest search
	matcher transcript.Matcher
	counts  []int32 // matches of each message; nil before the first answer
	total   int
	item    int // message with the match that the reader is at
	nth     int // which of its matches
}

// foundMsg is the answer of a search.
type foundMsg struct {
	task    *task.Task
	matcher transcript.Matcher
	counts  []int32
	total   int
}

func (c *Chat) canFind() bool { return !c.Blank() }

// findsIdle reports whether the key that moves the caret in a text finds
// instead.
func (c *Chat) findsIdle() bool { return c.canFind() && (c.mode != nil || c.editor.Empty()) }

func openSearch(c *Chat) (tea.Cmd, Event) {
	c.enterMode(&search{chat: c, back: c.transcript.Position()})
	return nil, nil
}

func (f *search) actions() []action {
	if f.walking {
		return []action{
			{Binding: keymap.WalkNext, do: f.walk(1), hint: always},
			{Binding: keymap.WalkPrev, do: f.walk(-1), hint: always},
			{Binding: keymap.StayAtMatch, do: f.stay, hint: always},
			{Binding: keymap.ChangeQuery, do: f.changeQuery},
			{Binding: keymap.PrevMatch, do: f.walk(-1)},
			{Binding: keymap.NextMatch, do: f.walk(1)},
			{Binding: keymap.LeaveSearch, do: leaveMode, hint: always},
		}
	}
	return []action{
		{Binding: keymap.PrevMatch, do: f.walk(-1)},
		{Binding: keymap.NextMatch, do: f.walk(1)},
		{Binding: keymap.EndQuery, do: f.endQuery, hint: always},
		{Binding: keymap.LeaveSearch, do: leaveMode, hint: always},
	}
}

// press types into the query. While letters walk, any other key ends the
// search.
func (f *search) press(key tea.KeyPressMsg) (tea.Cmd, bool) {
	if f.walking {
		return nil, false
	}
	return f.typed(key), true
}

func (f *search) update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case foundMsg:
		f.found(msg)
		return nil, true
	case tea.PasteMsg:
		if !f.walking {
			return f.typed(msg), true
		}
	}
	return nil, false
}

// typed changes the query by a key or a paste.
func (f *search) typed(msg tea.Msg) tea.Cmd {
	was := f.field.Text()
	f.field, _ = f.field.Update(msg)
	if f.field.Text() == was {
		return nil
	}
	return f.start()
}

// changed counts again in a conversation that has got another message.
func (f *search) changed() tea.Cmd {
	if f.counts == nil || len(f.counts) == len(f.chat.state.Messages) {
		return nil
	}
	return f.start()
}

// start counts the matches of the query.
func (f *search) start() tea.Cmd {
	f.stop()
	j, n, messages := task.New(), transcript.NewMatcher(f.field.Text()), f.chat.state.Messages
	f.task = j
	if n.Text == "" {
		f.matcher, f.counts, f.total = n, nil, 0
		f.chat.transcript.ShowMatches(nil)
		f.chat.transcript.GoTo(f.back)
		return nil
	}
	return f.chat.tasks.Do(func(context.Context) tea.Msg { return countMatches(j, n, messages) })
}

func (f *search) stop() {
	if f.task != nil {
		f.task.Stop()
	}
}

func countMatches(j *task.Task, n transcript.Matcher, messages []history.Message) tea.Msg {
	msg := foundMsg{task: j, matcher: n, counts: make([]int32, len(messages))}
	for i := range messages {
		if j.Ctx.Err() != nil {
			return nil
		}
		count := n.Count(messages[i].Text)
		msg.counts[i] = int32(count)
		msg.total += count
	}
	return msg
}

// found takes the answer of a search. A new query goes to its first match from
// where the reader was, an old one stays at the match it is at.
func (f *search) found(msg foundMsg) {
	if msg.task != f.task {
		return
	}
	again := f.matcher.Text == msg.matcher.Text && f.total > 0
	f.matcher, f.counts, f.total = msg.matcher, msg.counts, msg.total
	if f.total == 0 {
		f.chat.transcript.ShowMatches(nil)
		f.chat.transcript.GoTo(f.back)
		return
	}
	if !again {
		f.first(f.chat.transcript)
	}
	f.show()
}

// first goes to the first match from the reader's place on, from the start if
// there is none.
func (f *search) first(t *transcript.Transcript) {
	from := min(f.back.Item(), len(f.counts))
	for k := range len(f.counts) + 1 {
		item := (from + k) % len(f.counts)
		for nth, s := range f.matches(t, item) {
			if k == 0 && s.From < f.back.Offset() {
				continue
			}
			f.item, f.nth = item, nth
			return
		}
	}
}

// matches returns the matches of a message.
func (f *search) matches(t *transcript.Transcript, item int) []style.Span {
	if item >= len(f.counts) || f.counts[item] == 0 {
		return nil
	}
	return f.matcher.All(t.Source(item))
}

// walk returns what goes to the next match in a direction, and around the ends.
func (f *search) walk(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(*Chat) (tea.Cmd, Event) {
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
		f.show()
		return nil, nil
	}
}

// show lights all matches and brings the one that the reader is at.
func (f *search) show() {
	t := f.chat.transcript
	all := f.matches(t, f.item)
	if f.nth >= len(all) {
		return
	}
	t.ShowMatches(&transcript.ShownMatches{Matcher: f.matcher, UpTo: len(f.counts), Item: f.item, At: all[f.nth]})
	t.ScrollToBytes(f.item, all[f.nth])
}

// endQuery ends the typing of the query: letters walk from then on.
func (f *search) endQuery(c *Chat) (tea.Cmd, Event) {
	if f.field.Text() == "" {
		return f.stay(c)
	}
	f.walking = true
	return nil, nil
}

func (f *search) changeQuery(*Chat) (tea.Cmd, Event) {
	f.walking = false
	return nil, nil
}

// stay ends the search at the match.
func (f *search) stay(c *Chat) (tea.Cmd, Event) {
	c.endMode()
	return nil, nil
}

func (f *search) end() {
	f.stop()
	f.chat.transcript.ShowMatches(nil)
}

func (f *search) leave() {
	f.chat.transcript.GoTo(f.back)
	f.end()
}

// place says which match the reader is at: "2/3".
func (f *search) counter() string {
	switch {
	case f.counts == nil || f.field.Text() == "":
		return ""
	case f.total == 0:
		return "not found"
	}
	n := f.nth + 1
	for _, count := range f.counts[:f.item] {
		n += int(count)
	}
	return fmt.Sprintf("%s/%s", style.Count(n), style.Count(f.total))
}

// row draws the query in place of the input; the caret is hidden while letters
// walk.
func (f *search) row(st *style.Styles, l style.Layout) (row string, caret int, ok bool) {
	const label = "Find "
	place := f.counter()
	width := max(l.Measure-len(label)-ansi.StringWidth(place)-len(style.Gap), 1)
	drawn, caret := f.field.View(st, width)
	ink := st.Dim
	if f.total == 0 {
		ink = st.Warning
	}
	row = style.Spread(l.Measure, st.Accent.Render(label)+drawn, ink.Render(place))
	if f.walking {
		caret = -1
	} else {
		caret += len(label)
	}
	return strings.Repeat(" ", l.Left()) + ansi.Truncate(row, l.Measure, ""), caret, true
}
