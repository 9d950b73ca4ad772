package editor_test

import (
	"fmt"
	"strings"
	"testing"

	"banter/tui/editor"
)

// TestTheViewFollowsTheCaret checks the rows, and where more text follows.
func TestTheViewFollowsTheCaret(t *testing.T) {
	e := editor.New()
	for i := range 9 {
		play(e, fmt.Sprint("line", i, "<nl>"))
	}
	for _, test := range []struct {
		keys         string
		height       int
		first        string
		y            int
		above, below bool
	}{
		{"", 3, "line7", 2, true, false},
		{"<up>", 3, "line7", 1, true, false},
		{"<up><up>", 3, "line6", 0, true, true},
		{"<alt+<>", 3, "line0", 0, false, true},
		{"<down><down>", 3, "line0", 2, false, true},
		{"<down>", 3, "line1", 2, true, true},
		{"<alt+>>", 99, "line0", 9, false, false},
		{"", 1, "", 0, true, false},
		{"<alt+<>", 1, "line0", 0, false, true},
	} {
		playAll(e, test.keys)
		v := e.View(20, test.height, nil)
		if v.Rows[0] != test.first || v.Y != test.y || v.Above != test.above || v.Below != test.below {
			t.Errorf("%s, height %d: %q, caret in row %d, above %v, below %v", test.keys, test.height, v.Rows[0], v.Y, v.Above, v.Below)
		}
	}
	playAll(e, "<alt+>>")
	e.View(20, 3, nil)
	e.Set("short")
	if v := e.View(20, 3, nil); v.Above || v.Below || len(v.Rows) != 1 || v.X != 5 {
		t.Errorf("less text: %+v", v)
	}
}

// TestUpAndDownKeepTheColumn checks short lines, wide characters and the ends of
// the text.
func TestUpAndDownKeepTheColumn(t *testing.T) {
	for keys, want := range map[string]string{
		"abcdef<nl>漢字漢<nl>abcdef<left><up><up>x":      "abcdex|f\n漢字漢\nabcdef",
		"abcdef<nl>漢字漢<nl>abcdef<left><up>x":          "abcdef\n漢字x|漢\nabcdef",
		"abcdef<nl>a<nl>abcdef<up><left><right><up>x": "ax|bcdef\na\nabcdef", // a move sets the column
		"abcdef<nl>a<nl>abcdef<up>y<up>x":             "abx|cdef\nay\nabcdef",
		"abc<up>x":                                    "abcx|",
		"abc<down>x":                                  "abcx|",
		"<down><up>x":                                 "x|",
	} {
		e := editor.New()
		e.View(20, 9, nil)
		play(e, keys)
		if got := shown(e, 20, 9); got != want {
			t.Errorf("%s: got %q, want %q", keys, got, want)
		}
	}
	e := editor.New()
	if e.Up() || e.Down() {
		t.Error("there is no other row in nothing")
	}
	play(e, "a<nl>b")
	if !e.Up() || e.Up() || !e.Down() || e.Down() {
		t.Error("two rows are one step each way")
	}
}

// TestCaretAtTheEdgeOfARow checks that at a wrap the caret is on the row below.
func TestCaretAtTheEdgeOfARow(t *testing.T) {
	e := editor.New()
	play(e, "abcdefgh")
	for i, want := range []string{"abcd\nefgh|", "abcd\nefg|h", "abcd\nef|gh", "abcd\ne|fgh", "abcd\n|efgh", "abc|d\nefgh"} {
		if got := shown(e, 4, 5); got != want {
			t.Errorf("%d to the left: got %q, want %q", i, got, want)
		}
		play(e, "<left>")
	}
	playAll(e, "<alt+>><up>")
	if got, want := shown(e, 4, 5), "abc|d\nefgh"; got != want {
		t.Errorf("up from the end: got %q, want %q", got, want)
	}
	if h := e.Height(4, 9); h != 2 {
		t.Errorf("height %d", h)
	}
	if h := e.Height(0, 99); h != 8 {
		t.Errorf("height %d without a width", h)
	}
	if h := editor.New().Height(4, 9); h != 1 {
		t.Errorf("height %d of nothing", h)
	}
}

func TestTabsAndBlanksAtTheEdge(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"ab      cd", 4, "ab  \ncd"},
		{"abcd efgh", 4, "abcd\nefgh"},
		{"abc defg", 5, "abc \ndefg"},
		{"a\tb", 5, "a    \nb"},
		{"\t", 2, "  "},
		{"a 漢字", 5, "a \n漢字"},
		{"漢", 1, "漢"},
		{"one-two three", 7, "one-two\nthree"},
	} {
		e := editor.New()
		e.Insert(test.text)
		if got := strings.Join(e.View(test.width, 9, nil).Rows, "\n"); got != test.want {
			t.Errorf("%q at %d: got %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

func TestAccentsJoinAcrossEdits(t *testing.T) {
	e := editor.New()
	play(e, "a<nl>")
	e.Insert("\u0301b")
	play(e, "<home><backspace><backspace>") // the accent joins the a, and goes with it
	if got := shown(e, 9, 2); got != "|b" {
		t.Errorf("got %q", got)
	}
	e.Load("ab")
	play(e, "<left>")
	e.Insert("\u0301")
	if got := shown(e, 9, 2); got != "a\u0301|b" {
		t.Errorf("got %q", got)
	}
}
