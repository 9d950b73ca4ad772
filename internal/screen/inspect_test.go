package screen

import "testing"

// TestTheInspectorSeesAttacks keeps the tests above from passing because their
// parser is blind.
func TestTheInspectorSeesAttacks(t *testing.T) {
	for _, attack := range []string{
		"\x1b]52;c;ZXZpbA==\x07", "\x1b]9;evil\x07", "\x1b]777;notify;a;b\x1b\\", "\x1b]8;;javascript:x\x1b\\", "\x1b]2;a\u202eb\x07", "\x1b]2;a\u009cb\x07", "\x1b]2;a\xffb\x9cb\x07", "\x1b]8;;http://Ü\u202e\x07", "\x1b]11;#000\x07",
		"\x1bPq#0~\x1b\\", "\x1b_Gf=100;AAAA\x1b\\", "\x1bXs\x1b\\", "\x1b^p\x1b\\", "\x1b[3J", "\x1b[6n", "\x1b[21t", "\x1b[?5h", "\x1b[8m", "\x1b[1;5m", "\x1bc", "\x1b#8",
		"\x1b[2J", "\x1b[3;4A", "\x1b[6 q", "\x1b(0", "\x1b7", "\r", "\b", "\t", "\u202e", "\u009b31m", "\x07", "\x00", "\U000e0041", "\u200b",
	} {
		if seen := Inspect([]byte("text" + attack + "text")); len(seen.Faults) == 0 && seen.Copies == 0 {
			t.Errorf("%q is not seen", attack)
		}
	}
	for _, attack := range []string{"\x1b[1J", "\x1b[2J", "\x1b[3J", "\x1b[2A\x1b[2J"} {
		if seen := InspectInline([]byte(attack)); len(seen.Faults) == 0 {
			t.Errorf("inline, %q is not seen", attack)
		}
	}
	ours := "\x1b[?1049h\x1b[?2004h\x1b[1;31mtext\x1b[m\x1b]8;id=1;https://example.org/a\x07link\x1b]8;;\x07\x1b[2;5H\x1b[K\x1b]2;title\x07\x1b]2;Über Ϝ\x07\x1b]11;?\x07漢字 👩‍👩‍👧"
	if seen := Inspect([]byte(ours)); len(seen.Faults) > 0 {
		t.Errorf("refused: %q", seen.Faults)
	}
}
