package chat

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

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
	found
	item int         // message of the current match
	nth  int         // index of the current match in it
	goal *matchPlace // go there first, and not to the first match; or nil
}

// matchPlace is a message, and the first byte of a match in it.
type matchPlace struct{ item, from int }

// found is the result of a count.
type found struct {
	matcher transcript.Matcher
	counts  []int32 // matches of each message; nil before the first count
	total   int
	before  int // matches before the place where the search begins, in its message
}

type foundMsg struct {
	task *task.Task
	found
	err error
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
		return s.counted(msg), true
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
	count, matcher, messages, sess := task.New(), transcript.NewMatcher(s.field.Text()), s.chat.state.Messages, s.chat.sess
	s.task = count
	from := matchPlace{s.back.Item(), s.back.Offset()}
	if s.goal != nil {
		from = *s.goal
	}
	if matcher.Text == "" {
		s.found = found{matcher: matcher}
		s.chat.transcript.ShowMatches(nil)
		s.chat.transcript.GoTo(s.back)
		return nil
	}
	return s.chat.tasks.Do(func(context.Context) tea.Msg {
		result, err := countMatches(count.Ctx, matcher, textsOf(count.Ctx, sess, messages), from)
		if count.Ctx.Err() != nil {
			return nil
		}
		return foundMsg{count, result, err}
	})
}

func (s *search) stop() {
	if s.task != nil {
		s.task.Stop()
	}
}

// countMatches counts the matches in each text, until ctx ends.
func countMatches(ctx context.Context, matcher transcript.Matcher, texts iter.Seq2[string, error], from matchPlace) (found, error) {
	f := found{matcher: matcher, counts: []int32{}}
	for text, err := range texts {
		if err != nil || ctx.Err() != nil {
			return f, err
		}
		count := 0
		if len(f.counts) == from.item {
			all := matcher.All(text)
			count = len(all)
			f.before = len(slices.DeleteFunc(all, func(m style.Span) bool { return m.From >= from.from }))
		} else {
			count = matcher.Count(text)
		}
		f.counts = append(f.counts, int32(count))
		f.total += count
	}
	return f, nil
}

// counted takes the result of a count. A new query goes to the first match from the
// reader's place on; the same query stays at its current match.
func (s *search) counted(msg foundMsg) tea.Cmd {
	if msg.task != s.task {
		return nil
	}
	if msg.err != nil {
		s.chat.Fail(msg.err, nil)
		return nil
	}
	again := s.matcher.Text == msg.matcher.Text && s.total > 0
	s.found = msg.found
	if s.total == 0 {
		s.chat.transcript.ShowMatches(nil)
		s.chat.transcript.GoTo(s.back)
		return nil
	}
	if !again {
		s.first()
	}
	return s.show()
}

// first goes to the first match from the reader's place on, or to the first of all.
func (s *search) first() {
	from := s.back.Item()
	if s.goal != nil {
		from, s.goal = s.goal.item, nil
	}
	if from >= len(s.counts) { // the answer that is being written is not searched
		from = 0
	}
	if s.item, s.nth = from, s.before; s.nth < int(s.counts[from]) {
		return
	}
	for k := range len(s.counts) {
		s.item, s.nth = (from+1+k)%len(s.counts), 0
		if s.counts[s.item] > 0 {
			return
		}
	}
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
		return s.show(), nil
	}
}

// show highlights all matches and scrolls to the current one, once its text is in
// memory.
func (s *search) show() tea.Cmd {
	item, nth := s.item, s.nth
	return s.chat.withText(item, func() tea.Cmd {
		if item == s.item && nth == s.nth && s.chat.mode == s {
			s.light()
		}
		return nil
	})
}

func (s *search) light() {
	t := s.chat.transcript
	all := s.matcher.All(t.Source(s.item))
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
