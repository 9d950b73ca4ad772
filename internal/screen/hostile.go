package screen

import (
	"strings"
	"testing"
)

// Tricks are what a model, a server or a file might try on a terminal.
var Tricks = []string{
	"\x1b]52;c;ZXZpbA==\x07", "\x1b]52;c;ZXZpbA==\x1b\\", "\x1b]0;evil\x07", "\x1b]2;evil\x1b\\", "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
	"\x1b]9;evil\x07", "\x1b]9;4;1;50\x07", "\x1b]777;notify;a;b\x07", "\x1b]99;;evil\x1b\\", "\x1b]10;#ff0000\x07", "\x1b]4;1;red\x07", "\x1b]1337;File=:AAAA\x07", "\x1b]7501;x\x07",
	"\x1bPq#0~\x1b\\", "\x1bPtmux;\x1b\x1b]52;c;ZXZpbA==\x07\x1b\\", "\x1bP$qm\x1b\\", "\x1bP+q544e\x1b\\", "\x1b_Gf=100;AAAA\x1b\\", "\x1bXsos\x1b\\", "\x1b^pm\x1b\\",
	"\U0010eeee\u0305\u0305", "&#x10EEEE;\u0305", "banter-picture:1:0", "[x](banter-picture:1:0)", "\x1b]8;;banter-picture:1:0\x1b\\  \x1b]8;;\x1b\\",
	"\x1b[2J\x1b[H", "\x1b[3J", "\x1b[31m", "\x1b[8mhidden", "\x1b[5mblink", "\x1b[?1049l", "\x1b[?25l", "\x1b[?2004l", "\x1b[6n", "\x1b[21t", "\x1b[5i", "\x1bc", "\x1b#8", "\x1b(0", "\x1b7\x1b8", "\x1b[1;1r", "\x1b[4h", "\x1b[!p",
	"\u009b31m", "\u009d52;c;ZXZpbA==\u009c", "\u0090q\u009c", "\u009fG\u009c", "\u0098x\u009c", "\u009ey\u009c", "\u0085", "\x9b2J", "\x9d52;c;ZXZpbA==\x9c", "\xc2", "\x1b\xc2\x9b",
	"&#27;[2J", "&#x1b;]52;c;ZXZpbA==&#7;", "&#155;2J", "&#x9d;52;c;AA==&#x9c;", "&#8238;evil", "&ZeroWidthSpace;&NewLine;", "`&#27;[2J`",
	"safe\rEVIL", "safe\b\b\b\bEVIL", "\x0b\x0c", "\u202eevil\u202c", "\u2066evil\u2069", "\u200e\u200f\u061c", "\U000e0041\U000e0042\U000e007f", "\u2028\u2029", "\ufeff\u200b\u2060\u00ad", "\u115f\u3164", "\x00\x01\x07\x0e\x0f\x7f",
	"[x](javascript:alert)", "[x](file:///etc/passwd)", "[x](ssh://a)", "[x](http://a\x1b]52;c;ZXZpbA==\x07b)", "[x](http://a&#27;]52;c;AA==&#7;b)", "<http://a\x07b>", "![\x1b[2J](http://a/\u009b)", "[bank.com](http://evil.example)",
	"```\x1b]0;evil\x07\n\x1b[2J\x9b\n```", "~~~ \x1b]52;c;AA==\x07 x\ncode\n~~~", "|\x1b[2J|\u009b|\n|-|-|\n|\u202e|\x07|", "$\\text{\x1b[2J}$ $\\alpha\x1b\\$", "# \x1b]2;evil\x07", "[^1]\n\n[^1]: \x1b[2J", "<b>\x1b[2J</b>\n<!-- \x1b]52;c;AA==\x07 -->",
	"\u0090q\u009c \u009fG\u009c \u0098x\u009c \u07dey\u009c \u0085 \x9b2J\x9b\x9d52;c;ZXZpbA==\x9c \xc2 \x1b\xc2  &#27;[2J", // found by the fuzzer
	"e" + strings.Repeat("\u0301", 300), strings.Repeat("> ", 200) + "\x1b[2J", strings.Repeat("👩‍", 40),
}

// CheckOutput fails for everything in output that is not on the list.
func CheckOutput(t *testing.T, output []byte) {
	t.Helper()
	seen := Inspect(output)
	if seen.Copies > 0 {
		t.Errorf("%d sequences write the clipboard", seen.Copies)
	}
	for i, fault := range seen.Faults {
		if i == 10 {
			t.Fatalf("and %d more", len(seen.Faults)-i)
		}
		t.Errorf("reached the terminal: %s", fault)
	}
}
