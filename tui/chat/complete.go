package chat

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/internal/attach"
	"banter/internal/filetree"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// finder finds files for the path that is being written before the caret. It walks
// the present folder in the background and shows what it has found so far.
type finder struct {
	tree  *filetree.Tree
	walk  *task.Task
	query string
	busy  bool // a search is under way
	again bool // the query was changed meanwhile
}

// offered is the most files that are offered at once.
const offered = 6

// refind is the pause between two searches while the walk goes on.
const refind = 100 * time.Millisecond

type (
	// filesFoundMsg is the result of a search.
	filesFoundMsg struct {
		by    *finder
		query string
		paths []string
		whole bool // all files are known
	}
	// filesWalkedMsg ends the walk.
	filesWalkedMsg struct{ by *finder }
)

// typed is edited after a key: it also begins to complete the path before the
// caret.
func (c *Chat) typed() tea.Cmd {
	f := &c.files
	if _, ref, ok := attach.Unfinished(c.editor.WordBefore()); ok && f.finder == nil && !f.declined && c.mode == nil {
		by := &finder{tree: filetree.New("."), walk: c.tasks.Task(), query: ref}
		f.finder = by
		walk := c.tasks.Do(func(context.Context) tea.Msg {
			by.tree.Walk(by.walk.Ctx)
			return filesWalkedMsg{by}
		})
		return tea.Batch(walk, c.edited())
	}
	return c.edited()
}

// goOnCompleting searches for the path before the caret, or ends that if it is
// none any more.
func (c *Chat) goOnCompleting() tea.Cmd {
	f := &c.files
	_, ref, ok := attach.Unfinished(c.editor.WordBefore())
	switch {
	case !ok:
		c.endFinder()
		f.declined = false
	case f.finder != nil:
		f.finder.query = ref
		return c.findFiles(0)
	}
	return nil
}

// findFiles searches after a pause, unless a search is under way.
func (c *Chat) findFiles(pause time.Duration) tea.Cmd {
	by := c.files.finder
	if by.busy {
		by.again = true
		return nil
	}
	by.busy, by.again = true, false
	query := by.query
	return c.tasks.Do(func(context.Context) tea.Msg {
		if pause > 0 {
			select {
			case <-time.After(pause):
			case <-by.walk.Ctx.Done():
			}
		}
		paths, whole := by.tree.Find(by.walk.Ctx, query, offered)
		return filesFoundMsg{by, query, paths, whole}
	})
}

// filesFound offers what was found.
func (c *Chat) filesFound(msg filesFoundMsg) tea.Cmd {
	by := c.files.finder
	if by == nil || msg.by != by {
		return nil
	}
	by.busy = false
	m, open := c.mode.(*completion)
	switch {
	case len(msg.paths) == 0:
		if open {
			c.endMode()
		}
	case open:
		m.offer(msg.paths)
	case c.mode == nil:
		m = &completion{chat: c}
		m.offer(msg.paths)
		c.enterMode(m)
	}
	switch {
	case by.again:
		return c.findFiles(0)
	case !msg.whole:
		return c.findFiles(refind)
	}
	return nil
}

// filesWalked searches once more, now in all files.
func (c *Chat) filesWalked(msg filesWalkedMsg) tea.Cmd {
	if msg.by != c.files.finder {
		return nil
	}
	return c.findFiles(0)
}

// endFinder ends the walk and forgets the files.
func (c *Chat) endFinder() {
	if _, open := c.mode.(*completion); open {
		c.endMode()
	}
	c.stopFinder()
}

func (c *Chat) stopFinder() {
	if f := c.files.finder; f != nil {
		f.walk.Stop()
		c.files.finder = nil
	}
}

// completion is the mode that offers files for the path before the caret. Typing
// goes to the input.
type completion struct {
	chat   *Chat
	paths  []string
	chosen int
	moved  bool // the person chose it
}

// offer shows other paths and keeps the chosen one if it is among them.
func (m *completion) offer(paths []string) {
	was := ""
	if m.chosen > 0 {
		was = m.paths[m.chosen]
	}
	m.paths, m.chosen = paths, 0
	for i, path := range paths {
		if path == was {
			m.chosen = i
		}
	}
}

func (m *completion) actions() []action {
	return []action{
		{Binding: keymap.PrevFile, do: m.move(-1)},
		{Binding: keymap.NextFile, do: m.move(1), hint: always},
		{Binding: keymap.TakeFile, do: m.take, hint: always},
		{Binding: keymap.TakeFileOnEnter, when: m.incomplete, do: m.take},
		{Binding: keymap.LeaveFiles, do: m.decline, hint: always},
	}
}

// press types into the input.
func (m *completion) press(key tea.KeyPressMsg) (tea.Cmd, bool) {
	if !m.chat.editor.Press(key) {
		return nil, false
	}
	return m.chat.typed(), true
}

func (m *completion) update(tea.Msg) (tea.Cmd, bool)                      { return nil, false }
func (m *completion) changed(int) tea.Cmd                                 { return nil }
func (m *completion) row(*style.Styles, style.Layout) (string, int, bool) { return "", 0, false }
func (m *completion) end()                                                {}

// leave closes the list, as the person asked for.
func (m *completion) leave() {
	m.chat.files.declined = true
	m.chat.stopFinder()
}

func (m *completion) move(step int) func(*Chat) (tea.Cmd, Event) {
	return func(*Chat) (tea.Cmd, Event) {
		m.moved = true
		m.chosen = (m.chosen + step + len(m.paths)) % len(m.paths)
		return nil, nil
	}
}

// incomplete reports whether Enter takes the chosen path: it is not in the input
// yet, and the person chose it or wrote a part of it. Otherwise Enter sends: the
// word after the @ may be no file.
func (m *completion) incomplete(c *Chat) bool {
	_, ref, _ := attach.Unfinished(c.editor.WordBefore())
	path := m.paths[m.chosen]
	return ref != path && (m.moved || strings.Contains(strings.ToLower(path), strings.ToLower(ref)))
}

// take puts the chosen path into the input.
func (m *completion) take(c *Chat) (tea.Cmd, Event) {
	before, _, _ := attach.Unfinished(c.editor.WordBefore())
	c.editor.ReplaceWordBefore(before + attach.Quote(m.paths[m.chosen]) + " ")
	return c.edited(), nil
}

// decline closes the list for this path.
func (m *completion) decline(c *Chat) (tea.Cmd, Event) {
	c.leaveMode()
	return nil, nil
}

// rows draws the offered files.
func (m *completion) rows(st *style.Styles, l style.Layout) []string {
	var rows []string
	for i, path := range m.paths {
		path = termsafe.Line(path)
		dir, name := "", path
		if at := strings.LastIndexByte(path, '/'); at >= 0 {
			dir, name = path[:at+1], path[at+1:]
		}
		row := "  " + st.Dim.Render(dir) + st.Text.Render(name)
		if i == m.chosen {
			row = st.Accent.Render(st.Bar) + " " + st.Dim.Render(dir) + st.Strong.Render(name)
		}
		rows = append(rows, strings.Repeat(" ", l.Left())+st.Cut(row, l.Measure))
	}
	return rows
}

// offeredRows draws the files that are offered for the path before the caret.
func (c *Chat) offeredRows(st *style.Styles, l style.Layout) []string {
	if m, open := c.mode.(*completion); open {
		return m.rows(st, l)
	}
	return nil
}
