package dialog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// treeView is the tree of a conversation: all versions of its messages, each below
// the one that it follows. Messages that only continue a branch are not indented, so
// that a long conversation stays narrow.
type treeView struct {
	overlay
	load   func(context.Context) ([]history.Message, error)
	now    time.Time
	shown  map[string]bool // by ID: the messages of the shown branch
	chosen string          // ID of the message to choose at first
	asking *task.Task
	rows   treeRows
	narrow bool // the rows of a narrow window are shown
}

// treeRows are the rows of a tree for wide and for narrow windows.
type treeRows struct{ wide, narrow []row }

// narrowTree is the width, in cells, below which rows have no room for the model and
// the time.
const narrowTree = 60

// treeLoaded is the result of a load.
type treeLoaded struct {
	task *task.Task
	rows treeRows
	err  error
}

// A Branch is what the chat shows of a conversation.
type Branch struct {
	IDs     []string // of the messages of the shown branch
	Reading string   // ID of the message to choose at first
}

// NewTree returns the tree of a conversation and the command that loads it. load
// returns all messages, parents before children, and is called outside the UI's
// goroutine.
func NewTree(load func(context.Context) ([]history.Message, error), now time.Time, shown Branch) (Dialog, tea.Cmd) {
	v := &treeView{
		overlay: newOverlay("Versions", "Reading the conversation", "Nothing was asked yet."),
		load:    load, now: now, shown: map[string]bool{}, chosen: shown.Reading,
	}
	for _, id := range shown.IDs {
		v.shown[id] = true
	}
	return v, v.ask()
}

// ask starts a load.
func (v *treeView) ask() tea.Cmd {
	asking, load, now, shown := task.New(), v.load, v.now, v.shown
	v.asking = asking
	return func() tea.Msg {
		all, err := load(asking.Ctx)
		return treeLoaded{asking, newTreeRows(limbs(all), shown, now), err}
	}
}

func (v *treeView) Update(msg tea.Msg) (tea.Cmd, Event) {
	if loaded, ok := msg.(treeLoaded); ok {
		v.loaded(loaded)
		return nil, nil
	}
	pressed, _ := msg.(tea.KeyPressMsg)
	chosen := v.list.chosenRow()
	switch stroke := pressed.Keystroke(); {
	case leaves(msg):
		v.asking.Stop()
		return nil, Dismissed{}
	case keymap.ShowMessage.Is(stroke) && chosen.key != "":
		v.asking.Stop()
		return nil, MessageChosen{chosen.key}
	case keymap.LoadAgain.Is(stroke) && v.failure.Sentence != "":
		v.wait("Reading again")
		return v.ask(), nil
	default:
		v.overlay.update(msg)
	}
	return nil, nil
}

func (v *treeView) loaded(msg treeLoaded) {
	if msg.task != v.asking {
		return
	}
	msg.task.Stop()
	if msg.err != nil && len(msg.rows.wide) == 0 {
		v.fail(msg.err)
		return
	}
	v.rows = msg.rows
	v.fit(v.narrow)
	v.list.choose(v.chosen)
}

// A limb is a message of the tree and how its row is drawn.
type limb struct {
	*history.Message
	depth        int // number of parents with several children
	place, count int // among its siblings
}

// limbs returns the messages of a tree, each followed by all that follow it. The
// first message has no known parent.
func limbs(all []history.Message) []limb {
	known := make(map[string]bool, len(all))
	children := make(map[string][]*history.Message, len(all))
	for i := range all {
		m := &all[i]
		known[m.ID] = true
		parent := m.Parent
		if !known[parent] {
			parent = ""
		}
		children[parent] = append(children[parent], m)
	}
	ordered := make([]limb, 0, len(all))
	var stack []limb
	push := func(parent string, depth int) {
		siblings := children[parent]
		if len(siblings) > 1 {
			slices.SortFunc(siblings, func(a, b *history.Message) int { return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID)) })
			depth++
		}
		for i := len(siblings) - 1; i >= 0; i-- {
			stack = append(stack, limb{siblings[i], depth, i + 1, len(siblings)})
		}
	}
	push("", 0)
	for len(stack) > 0 {
		next := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		ordered = append(ordered, next)
		push(next.ID, next.depth)
	}
	return ordered
}

// The most of a row that depends on a message.
const (
	deepest    = 8   // steps of indentation
	firstWords = 100 // cells of its text
	// TreeBytes is how many bytes of each text the tree shows at most.
	TreeBytes = 4 * firstWords
)

// newTreeRows makes the rows of a tree. Those of the shown branch are bright.
func newTreeRows(ordered []limb, shown map[string]bool, now time.Time) treeRows {
	rows := treeRows{make([]row, len(ordered)), make([]row, len(ordered))}
	for i, l := range ordered {
		name := strings.Repeat("  ", min(l.depth, deepest))
		if l.count > 1 {
			name = strings.Repeat("  ", min(l.depth, deepest)-1) + fmt.Sprintf("%d/%d ", l.place, l.count)
		}
		r := row{key: l.ID, name: name + author(l.Message), about: opening(l.Message), facts: style.Ago(l.Created, now)}
		if shown[l.ID] {
			r.lit = style.Span{To: len(r.about)}
			r.facts = "shown   " + r.facts
		}
		rows.wide[i] = r
		r.name, r.facts = name+role(l.Message), ""
		rows.narrow[i] = r
	}
	return rows
}

// role returns whether a message is the person's or an answer.
func role(m *history.Message) string {
	switch {
	case m.IsSummary():
		return "summary"
	case m.Role == history.User:
		return "you"
	}
	return "answer"
}

// author returns who wrote a message.
func author(m *history.Message) string {
	if model := termsafe.Line(m.Model); model != "" && m.Role == history.Assistant && !m.IsSummary() {
		return model
	}
	return role(m)
}

// opening returns the first words of a message, without marks of markdown, or how an
// empty answer ended.
func opening(m *history.Message) string {
	text := m.Text
	if len(text) > TreeBytes {
		text = strings.ToValidUTF8(text[:TreeBytes], "")
	}
	var words []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") || !strings.ContainsFunc(line, isWord) {
			continue
		}
		if strings.HasPrefix(line, "|") { // a row of a table
			line = strings.Join(strings.Fields(strings.ReplaceAll(line, "|", " ")), " ")
		}
		words = append(words, history.Preview(line))
	}
	if len(words) > 0 {
		return ansi.Truncate(termsafe.Line(strings.Join(words, " ")), firstWords, "")
	}
	if text = strings.TrimSpace(text); text != "" {
		return ansi.Truncate(termsafe.Line(text), firstWords, "")
	}
	return "(" + string(m.Status) + ")"
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// fit shows the rows for a narrow window, or for a wide one.
func (v *treeView) fit(narrow bool) {
	rows := v.rows.wide
	if v.narrow = narrow; narrow {
		rows = v.rows.narrow
	}
	if rows != nil {
		v.setRows(rows)
	}
}

func (v *treeView) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	if narrow := width < narrowTree; narrow != v.narrow {
		v.fit(narrow)
	}
	o := v.overlay
	o.keys = v.keys()
	return o.view(st, width, height)
}

func (v *treeView) keys() []key.Binding {
	switch {
	case v.failure.Sentence != "":
		return []key.Binding{keymap.LoadAgain.Key(), keymap.CloseDialog.Key()}
	case len(v.list.hits) == 0:
		return []key.Binding{keymap.CloseDialog.Key()}
	}
	return []key.Binding{keymap.ShowMessage.Key(), keymap.CloseDialog.Key()}
}
