package tui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
)

// tricks are what a model, a server or a file might try on a terminal.
var tricks = []string{
	"\x1b]52;c;ZXZpbA==\x07", "\x1b]52;c;ZXZpbA==\x1b\\", "\x1b]0;evil\x07", "\x1b]2;evil\x1b\\", "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
	"\x1b]9;evil\x07", "\x1b]9;4;1;50\x07", "\x1b]777;notify;a;b\x07", "\x1b]99;;evil\x1b\\", "\x1b]10;#ff0000\x07", "\x1b]4;1;red\x07", "\x1b]1337;File=:AAAA\x07", "\x1b]7501;x\x07",
	"\x1bPq#0~\x1b\\", "\x1bPtmux;\x1b\x1b]52;c;ZXZpbA==\x07\x1b\\", "\x1bP$qm\x1b\\", "\x1bP+q544e\x1b\\", "\x1b_Gf=100;AAAA\x1b\\", "\x1bXsos\x1b\\", "\x1b^pm\x1b\\",
	"\x1b[2J\x1b[H", "\x1b[3J", "\x1b[31m", "\x1b[8mhidden", "\x1b[5mblink", "\x1b[?1049l", "\x1b[?25l", "\x1b[?2004l", "\x1b[6n", "\x1b[21t", "\x1b[5i", "\x1bc", "\x1b#8", "\x1b(0", "\x1b7\x1b8", "\x1b[1;1r", "\x1b[4h", "\x1b[!p",
	"\u009b31m", "\u009d52;c;ZXZpbA==\u009c", "\u0090q\u009c", "\u009fG\u009c", "\u0098x\u009c", "\u009ey\u009c", "\u0085", "\x9b2J", "\x9d52;c;ZXZpbA==\x9c", "\xc2", "\x1b\xc2\x9b",
	"&#27;[2J", "&#x1b;]52;c;ZXZpbA==&#7;", "&#155;2J", "&#x9d;52;c;AA==&#x9c;", "&#8238;evil", "&ZeroWidthSpace;&NewLine;", "`&#27;[2J`",
	"safe\rEVIL", "safe\b\b\b\bEVIL", "\x0b\x0c", "\u202eevil\u202c", "\u2066evil\u2069", "\u200e\u200f\u061c", "\U000e0041\U000e0042\U000e007f", "\u2028\u2029", "\ufeff\u200b\u2060\u00ad", "\u115f\u3164", "\x00\x01\x07\x0e\x0f\x7f",
	"[x](javascript:alert)", "[x](file:///etc/passwd)", "[x](ssh://a)", "[x](http://a\x1b]52;c;ZXZpbA==\x07b)", "[x](http://a&#27;]52;c;AA==&#7;b)", "<http://a\x07b>", "![\x1b[2J](http://a/\u009b)", "[bank.com](http://evil.example)",
	"```\x1b]0;evil\x07\n\x1b[2J\x9b\n```", "~~~ \x1b]52;c;AA==\x07 x\ncode\n~~~", "|\x1b[2J|\u009b|\n|-|-|\n|\u202e|\x07|", "$\\text{\x1b[2J}$ $\\alpha\x1b\\$", "# \x1b]2;evil\x07", "[^1]\n\n[^1]: \x1b[2J", "<b>\x1b[2J</b>\n<!-- \x1b]52;c;AA==\x07 -->",
	"\u0090q\u009c \u009fG\u009c \u0098x\u009c \u07dey\u009c \u0085 \x9b2J\x9b\x9d52;c;ZXZpbA==\x9c \xc2 \x1b\xc2  &#27;[2J", // found by the fuzzer
	"e" + strings.Repeat("\u0301", 300), strings.Repeat("> ", 200) + "\x1b[2J", strings.Repeat("👩‍", 40),
}

// attack plays one person's session in which every foreign text is hostile, and
// returns what reached the terminal.
func attack(t *testing.T, text string, cut int) (output []byte) {
	synctest.Test(t, func(t *testing.T) {
		d := comeBack(t, desktop{options: func(o *Options) {
			o.Model = text
			o.SaveCopy = func(context.Context, string) (string, error) { return "/" + text, nil }
			o.Clipboard = func(context.Context, string) (string, error) { return "", errors.New(text) }
		}}, history.Message{Role: history.User, Text: text}, history.Message{Text: text, Model: text, Effort: text, Status: history.Failed, Error: text})
		d.Wait(100 * time.Millisecond)
		synctest.Wait() // the program rests; its model may be read
		err := d.model.db.Create(t.Context(), history.Conversation{ID: history.NewID(), Title: text, Updated: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		d.Press("f5", "f6", "home", "end")
		d.ask("x")
		d.back.question(t)
		for part := range slices.Chunk([]byte(text), max(cut, 1)) { // split anywhere
			d.back.say(string(part))
		}
		d.Wait(time.Second)
		d.Press("f5")
		d.back.say(text)
		d.Wait(time.Second)
		d.back.faults <- &codex.Error{Code: codex.CodeServer, Sentence: text, Hint: text}
		d.Wait(time.Second)
		d.Press("pgup", "f3")
		d.Paste(text)
		d.Press("enter", "n", "esc", "end")
		d.Paste(text)
		d.Press("ctrl+c", "f4", "tab", "esc", "ctrl+r")
		d.Wait(time.Second)
		d.Press("esc", "ctrl+o", "esc", "ctrl+n")
		d.Wait(time.Second)
		output = d.Output()
		if copied := d.Copied(); len(copied) > 0 {
			t.Errorf("the clipboard was written: %q", copied)
		}
		d.leave()
	})
	return output
}

// check fails for everything in output that is not on the list.
func check(t *testing.T, output []byte) {
	t.Helper()
	seen := inspect(output)
	if seen.copies > 0 {
		t.Errorf("%d sequences write the clipboard", seen.copies)
	}
	for i, fault := range seen.faults {
		if i == 10 {
			t.Fatalf("and %d more", len(seen.faults)-i)
		}
		t.Errorf("reached the terminal: %s", fault)
	}
}

func TestHostileTextIsOnlyText(t *testing.T) {
	check(t, attack(t, strings.Join(tricks, "\n\n"), 1))
	check(t, attack(t, strings.Join(tricks, " "), 7))
}

// TestTheInspectorSeesAttacks keeps the tests above from passing because their
// parser is blind.
func TestTheInspectorSeesAttacks(t *testing.T) {
	for _, attack := range []string{
		"\x1b]52;c;ZXZpbA==\x07", "\x1b]9;evil\x07", "\x1b]777;notify;a;b\x1b\\", "\x1b]8;;javascript:x\x1b\\", "\x1b]2;a\u202eb\x07", "\x1b]2;a\u009cb\x07", "\x1b]2;a\xffb\x9cb\x07", "\x1b]8;;http://Ü\u202e\x07", "\x1b]11;#000\x07",
		"\x1bPq#0~\x1b\\", "\x1b_Gf=100;AAAA\x1b\\", "\x1bXs\x1b\\", "\x1b^p\x1b\\", "\x1b[3J", "\x1b[6n", "\x1b[21t", "\x1b[?5h", "\x1b[8m", "\x1b[1;5m", "\x1bc", "\x1b#8",
		"\x1b[2J", "\x1b[3;4A", "\x1b[6 q", "\x1b(0", "\x1b7", "\r", "\b", "\t", "\u202e", "\u009b31m", "\x07", "\x00", "\U000e0041", "\u200b",
	} {
		if seen := inspect([]byte("text" + attack + "text")); len(seen.faults) == 0 && seen.copies == 0 {
			t.Errorf("%q is not seen", attack)
		}
	}
	ours := "\x1b[?1049h\x1b[?2004h\x1b[1;31mtext\x1b[m\x1b]8;id=1;https://example.org/a\x07link\x1b]8;;\x07\x1b[2;5H\x1b[K\x1b]2;title\x07\x1b]2;Über Ϝ\x07\x1b]11;?\x07漢字 👩‍👩‍👧"
	if seen := inspect([]byte(ours)); len(seen.faults) > 0 {
		t.Errorf("refused: %q", seen.faults)
	}
}
