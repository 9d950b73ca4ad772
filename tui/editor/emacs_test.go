package editor_test

import (
	"strings"
	"testing"

	"banter/tui/editor"
)

// run plays keys, and the commands whose keystrokes are two in a row.
func run(e *editor.Editor, keys string) {
	for i, part := range strings.Split(keys, "^X") {
		if i > 0 {
			e.Run("ctrl+x ctrl+" + part[:1])
			part = part[1:]
		}
		play(e, part)
	}
}

func TestEmacsKeys(t *testing.T) {
	for _, test := range []struct{ keys, want string }{
		{"one two<ctrl+w>x<ctrl+u><ctrl+y>", "one x|"},
		{"one two<ctrl+w>x<ctrl+u><ctrl+y><alt+y>", "two|"},
		{"one two<ctrl+w>x<ctrl+u><ctrl+y><alt+y><alt+y>", "one x|"},
		{"one two<ctrl+w>x<ctrl+u><ctrl+y><alt+y><ctrl+z>", "|"},
		{"one two<ctrl+w>x<ctrl+u>y<ctrl+y><left><alt+y>", "yone |x"}, // no yank just before
		{"one<ctrl+w><ctrl+y><alt+y>", "one|"},
		{"a b c<ctrl+w><left><ctrl+w>x<ctrl+y><alt+y>", "a xc| "},

		{"one two^Xt", "two one|"},
		{"one two three<alt+b><alt+b>^Xt", "two one| three"},
		{"one, two.^Xt", "two, one|."},
		{"one<nl>two^Xt", "two\none|"},
		{"one^Xt", "one|"},
		{"^Xt", "|"},
		{"one two<home><right>^Xt", "o|ne two"},

		{"one two<home><alt+u>", "ONE| two"},
		{"one two<home><alt+u><alt+l><alt+b><alt+l>", "ONE two|"},
		{"ONE tWO<home><alt+c><alt+c>", "One Two|"},
		{"élan straße<home><alt+u><alt+u>", "ÉLAN STRAßE|"},
		{"one<alt+u>", "one|"},
		{"one two<home><alt+u><ctrl+z>", "|one two"},

		{"one two<home><ctrl+space><alt+f><ctrl+w><end><ctrl+y>", " twoone|"},
		{"one two<home><ctrl+space><alt+f><alt+w><end><ctrl+y>", "one twoone|"},
		{"one two<home><ctrl+space><alt+f>^Xxx", "x| two"},
		{"one two<ctrl+space><alt+b>^Xx<backspace>", "one |"},
		{"one<nl>two<ctrl+space><up><ctrl+w>", "one|"},
		{"one two<ctrl+space>x<left><left><ctrl+w>", "one |ox"}, // text ends the selecting
	} {
		e := editor.New()
		e.View(20, 5, nil)
		run(e, test.keys)
		if got := shown(e, 20, 5); got != test.want {
			t.Errorf("%s: got %q, want %q", test.keys, got, test.want)
		}
	}
}

// The text that a second yank takes the place of may have joined its neighbors.
func TestYankPopBesideAnAccent(t *testing.T) {
	e := editor.New()
	play(e, "x<ctrl+w>a")
	e.Insert("\u0301")
	play(e, "<ctrl+u>e<ctrl+y><alt+y>")
	if got := e.Text(); got != "ex" {
		t.Errorf("got %q", got)
	}
	play(e, "<alt+y><ctrl+z>")
	if got := e.Text(); got != "e" {
		t.Errorf("undone: %q", got)
	}
}

// A selection that the caret makes is forgotten when the text is sent.
func TestMarkIsForgotten(t *testing.T) {
	e := editor.New()
	play(e, "one<ctrl+space><left>")
	if !e.Marked() || e.Selected() != "e" {
		t.Errorf("selected %q", e.Selected())
	}
	e.Unselect()
	if play(e, "<left>"); e.Marked() || e.Selected() != "" {
		t.Errorf("selected %q", e.Selected())
	}
	play(e, "<ctrl+space>")
	if e.Reset(); e.Marked() {
		t.Error("the mark is still there")
	}
}
