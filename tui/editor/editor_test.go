package editor_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/tui/editor"
)

// play sends keys to an editor: names between < and >, the rest as text.
func play(e *editor.Editor, keys string) {
	for keys != "" {
		if name, rest, ok := strings.Cut(keys[1:], ">"); ok && keys[0] == '<' {
			press(e, name)
			keys = rest
			continue
		}
		r := []rune(keys)[0]
		e.Press(tea.KeyPressMsg{Text: string(r), Code: r})
		keys = keys[len(string(r)):]
	}
}

func press(e *editor.Editor, name string) {
	switch name {
	case "nl":
		e.Newline()
		return
	case "up":
		e.Up()
		return
	case "down":
		e.Down()
		return
	case "yank":
		e.Yank()
		return
	}
	key := tea.KeyPressMsg{}
	for {
		mod, rest, ok := strings.Cut(name, "+")
		if !ok || rest == "" {
			break
		}
		key.Mod |= map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[mod]
		name = rest
	}
	codes := map[string]rune{
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "tab": tea.KeyTab, "space": tea.KeySpace,
	}
	if code, ok := codes[name]; ok {
		key.Code = code
	} else {
		key.Code = []rune(name)[0]
	}
	e.Press(key)
}

// shown returns the view with a bar at the caret.
func shown(e *editor.Editor, width, height int) string {
	v := e.View(width, height, func(label string) string { return label })
	row := v.Rows[v.Y]
	v.Rows[v.Y] = ansi.Cut(row, 0, v.X) + "|" + ansi.Cut(row, v.X, width)
	return strings.Join(v.Rows, "\n")
}

func TestKeys(t *testing.T) {
	tests := []struct{ name, keys, want string }{
		{"typing", "hello", "hello|"},
		{"left and insert", "helo<left>l", "hell|o"},
		{"home and end of line", "ab<nl>cd<home>x<end>y", "ab\nxcdy|"},
		{"left goes over line ends", "ab<nl><left>c", "abc|\n"},
		{"backspace joins lines", "ab<nl>cd<home><backspace>", "ab|cd"},
		{"delete joins lines", "ab<nl>cd<up><end><delete>", "ab|cd"},
		{"delete at the end does nothing", "ab<delete>", "ab|"},
		{"backspace at the start does nothing", "ab<home><backspace>", "|ab"},
		{"word left", "one two-three<alt+b>x", "one two-x|three"},
		{"word left over punctuation", "one, two<alt+b><alt+b>x", "x|one, two"},
		{"word right", "one two<home><alt+f>x", "onex| two"},
		{"ctrl+left", "one two<ctrl+left>x", "one x|two"},
		{"kill word before takes punctuation along", "one two-three<ctrl+w>", "one |"},
		{"alt+backspace stops at punctuation", "one two-three<alt+backspace>", "one two-|"},
		{"kill word behind", "one two<home><alt+d>", "| two"},
		{"kill to start", "one two<alt+b><ctrl+u>", "|two"},
		{"kill to end", "one two<alt+b><ctrl+k>", "one |"},
		{"kill to end takes the line end", "ab<nl>cd<up><end><ctrl+k>", "ab|cd"},
		{"kill to start takes the line end", "ab<nl>cd<home><ctrl+u>", "ab|cd"},
		{"yank", "one two<ctrl+w><home><yank>", "two|one "},
		{"kills in a row are yanked together", "one two three<ctrl+w><ctrl+w><yank>", "one two three|"},
		{"kills forward too", "one two<home><alt+d><alt+d><end>:<yank>", ":one two|"},
		{"a move parts kills", "one two<ctrl+w><home><right><ctrl+u><end><yank>", "ne o|"},
		{"transpose", "ab<ctrl+t>", "ba|"},
		{"transpose inside", "abc<left><ctrl+t>", "acb|"},
		{"undo takes a word", "one two<ctrl+z>", "one|"},
		{"undo twice", "one two<ctrl+z><ctrl+z>", "|"},
		{"redo", "one two<ctrl+z><alt+z>", "one two|"},
		{"undo of a kill", "one two<ctrl+u><ctrl+z>", "one two|"},
		{"undo of a run of backspaces", "abc<backspace><backspace><ctrl+z>", "abc|"},
		{"typing ends redo", "one<ctrl+z>x<alt+z>", "x|"},
		{"up keeps the column", "abcdef<nl>ab<nl>abcdef<up><up>x", "abcdefx|\nab\nabcdef"},
		{"an accent joins its letter", "e\u0301<backspace>", "|"},
		{"controls do not get in", "a\x1b[31m\u202eb\x07", "ab|"},
		{"start of the text", "a<nl>b<alt+<>x", "x|a\nb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := editor.New()
			e.View(20, 5, nil)
			if strings.Contains(tt.keys, "\x1b") {
				e.Insert(tt.keys)
			} else {
				play(e, tt.keys)
			}
			if got := shown(e, 20, 5); got != tt.want {
				t.Errorf("after %q:\ngot  %q\nwant %q", tt.keys, got, tt.want)
			}
		})
	}
}

func TestWrapsAtWordsAndScrollsWithTheCaret(t *testing.T) {
	e := editor.New()
	play(e, "one two three four five")
	if got, want := shown(e, 9, 9), "one two \nthree \nfour five|"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if h := e.Height(9, 2); h != 2 {
		t.Errorf("height is %d, want the limit of 2", h)
	}
	if got, want := shown(e, 9, 2), "three \nfour five|"; got != want {
		t.Errorf("two rows: got %q, want %q", got, want)
	}
	play(e, "<up><up>")
	if got, want := shown(e, 9, 2), "one two| \nthree "; got != want {
		t.Errorf("scrolled up: got %q, want %q", got, want)
	}
	play(e, "<ctrl+k>") // only one logical line: the rest goes
	if got, want := shown(e, 9, 2), "one two|"; got != want {
		t.Errorf("cut: got %q, want %q", got, want)
	}
}

func TestHardWrapAndWideCells(t *testing.T) {
	e := editor.New()
	play(e, "abcdefghij漢字漢字")
	if got, want := shown(e, 5, 9), "abcde\nfghij\n漢字\n漢字|"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, row := range e.View(1, 30, nil).Rows {
		if row == "" {
			t.Errorf("a row of nothing at width 1")
		}
	}
}

func TestPasteIsOneEditWithItsBytesKept(t *testing.T) {
	e := editor.New()
	play(e, "x")
	e.Paste(editor.Clip("a\r\n\tb\rc\x1b]52;c;evil\x07"))
	if got, want := e.Text(), "xa\n\tb\nc"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !e.Undo() || e.Text() != "x" {
		t.Errorf("after undo: %q, want x", e.Text())
	}
}

func TestLargePasteFoldsAndIsSentInFull(t *testing.T) {
	big := strings.Repeat("line\n", 5000)
	e := editor.New()
	play(e, "see ")
	e.Paste(editor.Clip(big))
	play(e, " there")
	if got, want := shown(e, 60, 5), "see [pasted 5,000 lines] there|"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if e.Text() != "see "+big+" there" {
		t.Errorf("the text lost something of the paste")
	}
	play(e, "<alt+b><left><tab>")
	if h := e.Height(60, 6000); h != 5001 {
		t.Errorf("opened it has %d rows, want 5001", h)
	}
	if e.Text() != "see "+big+" there" {
		t.Errorf("opening changed the text")
	}
	play(e, "<ctrl+z><backspace>")
	if got, want := e.Text(), "see  there"; got != want {
		t.Errorf("backspace over the fold: %q, want %q", got, want)
	}
}

func TestFoldWiderThanTheInput(t *testing.T) {
	e := editor.New()
	e.Paste(editor.Clip(strings.Repeat("x", 2000)))
	if got, want := shown(e, 8, 5), "[pasted |"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDraftThatWasTypedIsNotFolded(t *testing.T) {
	e := editor.New()
	draft := strings.Repeat("typed\n", 30)
	e.Load(draft)
	if h := e.Height(40, 99); h != 31 {
		t.Errorf("%d rows, want 31", h)
	}
	if e.CanUndo() || e.Text() != draft {
		t.Errorf("a loaded draft can be undone, or is not what was saved")
	}
}

func TestBackslashEnter(t *testing.T) {
	e := editor.New()
	play(e, `one\`)
	if !e.Continue() || e.Text() != "one\n" {
		t.Errorf("got %q, want a new line in place of the backslash", e.Text())
	}
	if e.Continue() {
		t.Errorf("continued without a backslash")
	}
}

func TestClustersAreNeverCut(t *testing.T) {
	e := editor.New()
	e.Insert("a👨‍👩‍👧b")
	play(e, "<left><backspace>")
	if got := shown(e, 20, 1); got != "a|b" {
		t.Errorf("got %q, want a|b", got)
	}
}

func TestSnapshotStaysWhileTypingGoesOn(t *testing.T) {
	e := editor.New()
	play(e, "one<nl>two")
	s := e.Snapshot()
	play(e, "<up>X<nl><down>Y")
	if got := s.Text(); got != "one\ntwo" {
		t.Errorf("the snapshot became %q", got)
	}
}

func TestWrapRowsJoinedAreTheLine(t *testing.T) {
	line := "wide 漢字 and a 👨‍👩‍👧 family, tabs\tand  blanks   at the end   "
	for width := 1; width < 60; width++ {
		rows := editor.Wrap(line, width)
		if strings.Join(rows, "") != line {
			t.Fatalf("width %d: rows joined are not the line: %q", width, rows)
		}
	}
}
