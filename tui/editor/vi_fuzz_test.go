package editor_test

import (
	"strings"
	"testing"

	"banter/tui/editor"
)

// longestPlay is the most keys of a play: the editor goes back 200 steps.
const longestPlay = 150

// FuzzVi plays keys of vi on a text. The caret stays in the text and on the screen, what is
// copied is safe, and undoing everything brings the first text back.
func FuzzVi(f *testing.F) {
	for _, row := range viRows {
		f.Add(strings.Replace(row.text, caretMark, "", 1), viNames.Replace(row.keys))
	}
	f.Add("👨‍👩‍👧 x\n\n漢字", "wdawyypVGJ.u\x12gvoc\u0301x\x1b3.")
	f.Add("one\ntwo", "2ifoo\n\x1b9999p\"+yyqvipP\"+p%gJ2R\u0301\u0301\b\b\bxy\x1b..uu")
	f.Fuzz(func(t *testing.T, text, keys string) {
		e := newVi(t, "|")
		e.Load(text)
		typeVi(e, "\x1b")
		first := e.Text()
		if len(keys) > longestPlay {
			keys = keys[:longestPlay]
		}
		for _, r := range keys {
			typeVi(e, string(r))
			if e.Request() == editor.AskToClipboard {
				e.PutClipboard(editor.Clip(text))
			}
			e.CheckCaret(t.Errorf)
			checkView(t, e, 20)
		}
		typeVi(e, "\x1b\x1b\x1b")
		if mode, _ := e.Mode(); mode != "NORMAL" {
			t.Errorf("the mode is %s", mode)
		}
		for e.Undo() {
			e.CheckCaret(t.Errorf)
		}
		if e.Text() != first {
			t.Errorf("undone: %q, was %q", e.Text(), first)
		}
	})
}
