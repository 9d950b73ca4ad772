package editor_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
	"banter/tui/keymap"
)

// newVi returns an editor with the keys of vi and a text with the caret in it, in normal
// mode.
func newVi(t *testing.T, text string) *editor.Editor {
	t.Helper()
	t.Cleanup(func() { _ = keymap.Rebind(nil) })
	if err := keymap.Rebind(map[string][]string{"preset": {"vi"}}); err != nil {
		t.Fatal(err)
	}
	e := editor.New()
	c := caseOf(text, "")
	e.Load(strings.Join(c.Lines, "\n"))
	typeVi(e, "\x1b")
	e.PutCaret(c.Line-1, c.Lines[c.Line-1][:c.Col-1])
	return e
}

// typeVi sends keys to an editor, one by one.
func typeVi(e *editor.Editor, keys string) {
	for _, r := range keys {
		switch r {
		case '\x1b':
			e.Press(tea.KeyPressMsg{Code: tea.KeyEscape})
		case '\r':
			e.Press(tea.KeyPressMsg{Code: tea.KeyEnter})
		case '\b':
			e.Press(tea.KeyPressMsg{Code: tea.KeyBackspace})
		case '\x12':
			e.Press(tea.KeyPressMsg{Code: 'r', Mod: tea.ModCtrl})
		case '\n':
			e.Newline()
		default:
			e.Press(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

// viOnPurpose are the commands whose result is another one than that of vim, and why. What
// the chat does with Enter is not seen here.
var viOnPurpose = []struct {
	row      viRow
	vim, why string
}{
	{viRow{"|👨‍👩‍👧 x", "x", "| x"}, "|\u200d👩‍👧 x", "what a person sees as one character is one"},
	{viRow{"one\nt|wo\nthree", "cjx<Esc>u", "one\nt|wo\nthree"}, "one\ntwo\nt|hree", "undo puts the caret where the change began"},
}

func TestVi(t *testing.T) {
	rows := viRows
	for _, purpose := range viOnPurpose {
		rows = append(rows[:len(rows):len(rows)], purpose.row)
	}
	for _, row := range rows {
		e := newVi(t, row.text)
		first := e.Text()
		typeVi(e, viNames.Replace(row.keys))
		if got := e.WithCaret(caretMark); got != row.want {
			t.Errorf("%q, keys %s: got %q, want %q", row.text, row.keys, got, row.want)
		}
		if mode, typed := e.Mode(); mode != "NORMAL" || typed != "" {
			t.Errorf("%q, keys %s: the mode is %s %s", row.text, row.keys, mode, typed)
		}
		for e.Undo() {
		}
		if e.Text() != first {
			t.Errorf("%q, keys %s: undone: %q", row.text, row.keys, e.Text())
		}
	}
}

// TestViIsAsVim plays the same commands in vim.
func TestViIsAsVim(t *testing.T) {
	var cases []viCase
	for _, row := range viRows {
		cases = append(cases, caseOf(row.text, row.keys))
	}
	for _, purpose := range viOnPurpose {
		cases = append(cases, caseOf(purpose.row.text, purpose.row.keys))
	}
	results := playInVim(t, cases)
	for i, row := range viRows {
		if got := results[i].marked(); got != row.want {
			t.Errorf("%q, keys %s: vim has %q, the table %q", row.text, row.keys, got, row.want)
		}
	}
	for i, purpose := range viOnPurpose {
		if got := results[len(viRows)+i].marked(); got != purpose.vim {
			t.Errorf("%q, keys %s: vim has %q, not %q (%s)", purpose.row.text, purpose.row.keys, got, purpose.vim, purpose.why)
		}
	}
}

// TestViBesideOtherKeys mixes commands of vi with the mouse, pastes, the keys of readline and
// what the chat does.
func TestViBesideOtherKeys(t *testing.T) {
	for _, test := range []struct {
		name, text string
		do         func(e *editor.Editor)
		want, mode string
	}{
		{"the mouse selects", "|one two", func(e *editor.Editor) { e.Click(4, 0); e.Drag(6, 0); typeVi(e, "d") }, "one |o", "NORMAL"},
		{"the mouse selects backwards", "|one two", func(e *editor.Editor) { e.Click(6, 0); e.Drag(5, 0); e.Drag(4, 0); typeVi(e, "d") }, "one |o", "NORMAL"},
		{"the mouse and a motion", "|one two", func(e *editor.Editor) { e.SelectWord(0, 0); typeVi(e, "lly") }, "|one two", "NORMAL"},
		{"a click behind the text", "|one", func(e *editor.Editor) { e.Click(9, 0) }, "on|e", "NORMAL"},
		{"a click ends the selection", "|one", func(e *editor.Editor) { typeVi(e, "v"); e.Click(1, 0) }, "o|ne", "NORMAL"},
		{"a paste goes behind the caret", "on|e", func(e *editor.Editor) { e.Paste(editor.Clip(" two")) }, "one tw|o", "NORMAL"},
		{"a paste replaces what is selected", "|one two", func(e *editor.Editor) { typeVi(e, "ve"); e.Paste(editor.Clip("1")) }, "1| two", "NORMAL"},
		{"a new line is o", "|one\ntwo", func(e *editor.Editor) { e.Newline(); play(e, "x") }, "one\nx|\ntwo", "INSERT"},
		{"a text of the chat is typed", "|one", func(e *editor.Editor) { e.Insert("x") }, "x|one", "INSERT"},
		{"a text of the chat is not repeated", "|one", func(e *editor.Editor) { typeVi(e, "x"); e.Set("another"); typeVi(e, "0.") }, "|nother", "NORMAL"},
		{"what was sent is gone", "|one", func(e *editor.Editor) { typeVi(e, "yy2d"); e.Reset() }, "|", "INSERT"},
		{"registers stay", "|one", func(e *editor.Editor) { typeVi(e, "yiw"); e.Reset(); typeVi(e, "\x1bp") }, "on|e", "NORMAL"},
		{"readline in normal mode", "one tw|o", func(e *editor.Editor) { play(e, "<ctrl+w>") }, "one |o", "NORMAL"},
		{"readline ends visual mode", "one tw|o", func(e *editor.Editor) { typeVi(e, "v"); play(e, "<ctrl+u>") }, "one t|w", "NORMAL"},
		{"readline moves select", "one tw|o", func(e *editor.Editor) { typeVi(e, "v"); play(e, "<home>"); typeVi(e, "d") }, "|", "NORMAL"},
		{"an insertion is one step", "|", func(e *editor.Editor) { play(e, "ione two<nl>three<backspace><ctrl+z>") }, "|", "INSERT"},
		{"a move parts it", "|", func(e *editor.Editor) { play(e, "ione<left>two<ctrl+z>") }, "on|e", "INSERT"},
		{"and its last part is repeated", "|", func(e *editor.Editor) { play(e, "ione<left>two"); typeVi(e, "\x1b0.") }, "tw|oontwoe", "NORMAL"},
		{"what was cut comes back", "|", func(e *editor.Editor) { play(e, "ione two<ctrl+w>x <yank><alt+y>") }, "one x two|", "INSERT"},
		{"R over a line end", "|abcd\ne", func(e *editor.Editor) { typeVi(e, "Rx\nyz\x1b") }, "x\ny|zd\ne", "NORMAL"},
		{"keys at once", "|one two", func(e *editor.Editor) { e.Press(tea.KeyPressMsg{Text: "wcwnew words"}) }, "one new words|", "INSERT"},
		{"no command", "|one", func(e *editor.Editor) { typeVi(e, "Zdqgzx") }, "|ne", "NORMAL"},
		{"a folded paste is a character", "|", func(e *editor.Editor) { e.Paste(editor.Clip(strings.Repeat("x\n", 20))); typeVi(e, "0xu$D") }, "|", "NORMAL"},
	} {
		e := newVi(t, test.text)
		e.View(20, 5, func(label string) string { return label })
		test.do(e)
		checkView(t, e, 20)
		mode, _ := e.Mode()
		if got := e.WithCaret(caretMark); got != test.want || mode != test.mode {
			t.Errorf("%s: %s %q, want %s %q", test.name, mode, got, test.mode, test.want)
		}
	}
}

// TestViAsksTheChat checks what commands ask of the parent, and which keys are its own.
func TestViAsksTheChat(t *testing.T) {
	for _, test := range []struct {
		text, keys string
		want       editor.Request
	}{
		{"one\n|two", "j", editor.LaterInput},
		{"one\n|two", "3j", editor.LaterInput},
		{"|one\ntwo", "k", editor.EarlierInput},
		{"|one\ntwo", "j", editor.NoRequest},
		{"|one", "dj", editor.NoRequest},
		{"|one", "vj", editor.NoRequest},
		{"|one", ":", editor.OpenCommands},
		{"|one", "V:", editor.OpenCommands},
		{"|one", `"+yy`, editor.CopyRegister},
		{"|one", `v"*y`, editor.CopyRegister},
		{"|one", `"+dd`, editor.CopyRegister},
		{"|one", `"+p`, editor.AskToClipboard},
		{"|one", `ve"*p`, editor.AskToClipboard},
	} {
		e := newVi(t, test.text)
		typeVi(e, test.keys)
		if got := e.Request(); got != test.want || e.Request() != editor.NoRequest {
			t.Errorf("%q, keys %s: asks for %d, want %d", test.text, test.keys, got, test.want)
		}
	}
	enter, escape, redo := tea.KeyPressMsg{Code: tea.KeyEnter}, tea.KeyPressMsg{Code: tea.KeyEscape}, tea.KeyPressMsg{Code: 'r', Mod: tea.ModCtrl}
	for keys, want := range map[string][3]bool{"": {false, false, true}, "i": {false, true, false}, "d": {true, true, true}, "v": {true, true, true}, "dd": {}} {
		e := newVi(t, "|one")
		typeVi(e, keys)
		if got := [3]bool{e.Takes(enter), e.Takes(escape), e.Takes(redo)}; got != want {
			t.Errorf("after %q: takes Enter, Esc, Ctrl+R: %v, want %v", keys, got, want)
		}
	}
}

func TestViPutsTheClipboard(t *testing.T) {
	for _, test := range []struct{ text, keys, clipboard, want string }{
		{"|one", `"+p`, "two", "otw|one"},
		{"|one", `"+P`, "two\n", "|two\none"},
		{"|one two", `viw"+p`, "x", "|x two"},
		{"|one two", `"+yw"+P`, "", "one| one two"},
		{"|one", `"+2p`, "a\x1b[31mb", "oaba|bne"},
		{"|one", `"+p`, "", "|one"},
	} {
		e := newVi(t, test.text)
		typeVi(e, test.keys)
		if e.PutClipboard(editor.Clip(test.clipboard)) == (test.want == test.text) {
			t.Errorf("%s: it reports the opposite of what it did", test.keys)
		}
		if got := e.WithCaret(caretMark); got != test.want {
			t.Errorf("%s: got %q, want %q", test.keys, got, test.want)
		}
	}
}
