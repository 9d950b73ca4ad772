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

// playVi returns the text and the caret after keys.
func playVi(t *testing.T, text, keys string) string {
	t.Helper()
	e := newVi(t, text)
	typeVi(e, viNames.Replace(keys))
	return e.WithCaret(caretMark)
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
