package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
	"banter/tui/transcript"
)

// search is the mode that finds text in the conversation. It counts the matches of
// each message outside the UI's goroutine; the transcript finds those on the
// screen itself.
type search struct {
	chat    *Chat
	field   style.TextField
	walking bool                // the query is complete: letters walk
	back    transcript.Position // the reader's place before the mode
	task    *task.Task          // the newest count
	matcher transcript.Matcher
	counts  []int32 // matches of each message; nil before the first count
	total   int
	item    int         // message of the current match
	nth     int         // index of the current match in it
	goal    *matchPlace // go there first, and not to the first match; or nil
}

// matchPlace is a message, and the first byte of a match in it.
type matchPlace struct{ item, from int }

// foundMsg is the result of a count.
type foundMsg struct {
	task    *task.Task
	matcher transcript.Matcher
	counts  []int32
	total   int
}

// canFind reports whether there is text to search.
func (c *Chat) canFind() bool { return !c.Blank() }

// findsIdle reports whether a key that moves the caret opens the search instead.
func (c *Chat) findsIdle() bool { return c.canFind() && (c.mode != nil || c.editor.Empty()) }

func openSearch(c *Chat) (tea.Cmd, Event) {
	c.enterMode(&search{chat: c, back: c.transcript.Position()})
	return nil, nil
}

func (s *search) actions() []action {
	if s.walking {
		return []action{
			{Binding: keymap.WalkNext, do: s.walk(1), hint: always},
			{Binding: keymap.WalkPrev, do: s.walk(-1), hint: always},
			{Binding: keymap.StayAtMatch, do: s.stay, hint: always},
			{Binding: keymap.ChangeQuery, do: s.changeQuery},
			{Binding: keymap.PrevMatch, do: s.walk(-1)},
			{Binding: keymap.NextMatch, do: s.walk(1)},
			{Binding: keymap.LeaveSearch, do: leaveMode, hint: always},
		}
	}
	return []action{
		{Binding: keymap.PrevMatch, do: s.walk(-1)},
		{Binding: keymap.NextMatch, do: s.walk(1)},
		{Binding: keymap.EndQuery, do: s.endQuery, hint: always},
		{Binding: keymap.LeaveSearch, do: leaveMode, hint: always},
	}
}

// press types into the query. After the query, a key without an action ends the
// search.
func (s *search) press(key tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.walking {
		return nil, false
	}
	return s.typed(key), true
}

func (s *search) update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case foundMsg:
		s.found(msg)
		return nil, true
	case tea.PasteMsg:
		if !s.walking {
			return s.typed(msg), true
		}
	}
	return nil, false
}

// typed changes the query by a key or a paste.
func (s *search) typed(msg tea.Msg) tea.Cmd {
	was := s.field.Text()
	s.field, _ = s.field.Update(msg)
	if s.field.Text() == was {
		return nil
	}
	return s.start()
}

// changed counts again if the conversation has another message.
func (s *search) changed(before int) tea.Cmd {
	s.item += before
	s.back = s.back.Shifted(before)
	if s.counts == nil || len(s.counts) == len(s.chat.state.Messages) {
		return nil
	}
	return s.start()
}

// start counts the matches of the query.
func (s *search) start() tea.Cmd {
	s.stop()
	count, matcher, messages := task.New(), transcript.NewMatcher(s.field.Text()), s.chat.state.Messages
	s.task = count
	if matcher.Text == "" {
		s.matcher, s.counts, s.total = matcher, nil, 0
		s.chat.transcript.ShowMatches(nil)
		s.chat.transcript.GoTo(s.back)
		return nil
	}
	return s.chat.tasks.Do(func(context.Context) tea.Msg { return countMatches(count, matcher, messages) })
}

func (s *search) stop() {
	if s.task != nil {
		s.task.Stop()
	}
}

// countMatches counts the matches in each message. It returns nil if the task was
// stopped.
func countMatches(counting *task.Task, matcher transcript.Matcher, messages []history.Message) tea.Msg {
	msg := foundMsg{task: counting, matcher: matcher, counts: make([]int32, len(messages))}
	for i := range messages {
		if counting.Ctx.Err() != nil {
			return nil
		}
		count := matcher.Count(messages[i].Text)
		msg.counts[i] = int32(count)
		msg.total += count
	}
	return msg
}

// found takes the result of a count. A new query goes to the first match from the
// reader's place on; the same query stays at its current match.
func (s *search) found(msg foundMsg) {
	if msg.task != s.task {
		return
	}
	again := s.matcher.Text == msg.matcher.Text && s.total > 0
	s.matcher, s.counts, s.total = msg.matcher, msg.counts, msg.total
	if s.total == 0 {
		s.chat.transcript.ShowMatches(nil)
		s.chat.transcript.GoTo(s.back)
		return
	}
	if !again {
		s.first(s.chat.transcript)
	}
	s.show()
}

// first goes to the first match from the reader's place on, or to the first of all.
func (s *search) first(t *transcript.Transcript) {
	if goal := s.goal; goal != nil {
		s.goal, s.item = nil, goal.item
		s.nth = max(0, slices.IndexFunc(s.matches(t, s.item), func(m style.Span) bool { return m.From >= goal.from }))
		if s.counts[s.item] > 0 {
			return
		}
	}
	from := min(s.back.Item(), len(s.counts))
	for k := range len(s.counts) + 1 {
		item := (from + k) % len(s.counts)
		for nth, match := range s.matches(t, item) {
			if k == 0 && match.From < s.back.Offset() {
				continue
			}
			s.item, s.nth = item, nth
			return
		}
	}
}

// matches returns the matches of a message.
func (s *search) matches(t *transcript.Transcript, item int) []style.Span {
	if item >= len(s.counts) || s.counts[item] == 0 {
		return nil
	}
	return s.matcher.All(t.Source(item))
}

// walk returns an action that goes to the next match in a direction, and from the
// last to the first.
func (s *search) walk(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(*Chat) (tea.Cmd, Event) {
		if s.total == 0 {
			return nil, nil
		}
		s.nth += direction
		for s.nth < 0 || s.nth >= int(s.counts[s.item]) {
			s.item = (s.item + direction + len(s.counts)) % len(s.counts)
			s.nth = 0
			if direction < 0 {
				s.nth = int(s.counts[s.item]) - 1
			}
		}
		s.show()
		return nil, nil
	}
}

// show highlights all matches and scrolls to the current one.
func (s *search) show() {
	t := s.chat.transcript
	all := s.matches(t, s.item)
	if s.nth >= len(all) {
		return
	}
	t.ShowMatches(&transcript.ShownMatches{Matcher: s.matcher, UpTo: len(s.counts), Item: s.item, At: all[s.nth]})
	t.ScrollToBytes(s.item, all[s.nth])
}

// endQuery completes the query, after which letters walk. An empty query ends the
// search.
func (s *search) endQuery(c *Chat) (tea.Cmd, Event) {
	if s.field.Text() == "" {
		return s.stay(c)
	}
	s.walking = true
	return nil, nil
}

func (s *search) changeQuery(*Chat) (tea.Cmd, Event) {
	s.walking = false
	return nil, nil
}

// stay ends the search at the current match.
func (s *search) stay(c *Chat) (tea.Cmd, Event) {
	c.endMode()
	return nil, nil
}

func (s *search) end() {
	s.stop()
	s.chat.transcript.ShowMatches(nil)
}

func (s *search) leave() {
	s.chat.transcript.GoTo(s.back)
	s.end()
}

// counter returns the number of the current match and of all: "2/3".
func (s *search) counter() string {
	switch {
	case s.counts == nil || s.field.Text() == "":
		return ""
	case s.total == 0:
		return "not found"
	}
	n := s.nth + 1
	for _, count := range s.counts[:s.item] {
		n += int(count)
	}
	return fmt.Sprintf("%s/%s", style.Count(n), style.Count(s.total))
}

// row draws the query in place of the input. The caret is hidden while letters walk.
func (s *search) row(st *style.Styles, l style.Layout) (row string, caret int, ok bool) {
	const label = "Find "
	counter := s.counter()
	width := max(l.Measure-len(label)-ansi.StringWidth(counter)-len(style.Gap), 1)
	drawn, caret := s.field.View(st, width)
	draw := st.Dim
	if s.total == 0 {
		draw = st.Warning
	}
	row = style.Spread(l.Measure, st.Accent.Render(label)+drawn, draw.Render(counter))
	if s.walking {
		caret = -1
	} else {
		caret += len(label)
	}
	return strings.Repeat(" ", l.Left()) + ansi.Truncate(row, l.Measure, ""), caret, true
}
