package keys_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// terminals has sequences of each kind of terminal and their meaning.
var terminals = map[string][]struct{ bytes, want string }{
	"kitty with alternate keys": {
		{"\x1b[99;5u", "ctrl+c"}, {"\x1b[1089::99;5u", "ctrl+c"}, {"\x1b[1092::97;5u", "ctrl+a"}, {"\x1b[1092:1060:97;6u", "ctrl+shift+a"},
		{"\x1b[1103::122;5u", "ctrl+z"}, {"\x1b[1103:1071:122;6u", "ctrl+shift+z"}, {"\x1b[945::97;5u", "ctrl+a"}, {"\x1b[969::118;3u", "alt+v"},
		{"\x1b[1513::97;5u", "ctrl+a"}, {"\x1b[39::119;5u", "ctrl+w"}, {"\x1b[47::113;5u", "ctrl+q"}, {"\x1b[1580::91;3u", "alt+["},
		{"\x1b[97::113;5u", "ctrl+a"}, // AZERTY
		{"\x1b[122::121;5u", "ctrl+z"}, {"\x1b[246::59;5u", "ctrl+ö"},
		{"\x1b[44:60;4u", "alt+<"}, {"\x1b[46:62;4u", "alt+>"}, {"\x1b[45:95;6u", "ctrl+_"}, {"\x1b[47;5u", "ctrl+/"}, {"\x1b[45:95;4u", "alt+_"},
		{"\x1b[1073:1041:44;4u", "alt+<"}, {"\x1b[1102:1070:46;4u", "alt+>"}, {"\x1b[60:62;4u", "alt+>"}, {"\x1b[60;3u", "alt+<"}, {"\x1b[55:47:55;6u", "ctrl+/"},
		{"\x1b[58:47:46;6u", "ctrl+/"}, {"\x1b[99;133u", "ctrl+c"}, {"\x1b[99;69u", "ctrl+c"},
		{"\x1b[13;2u", "shift+enter"}, {"\x1b[13;3u", "alt+enter"}, {"\x1b[127;5u", "ctrl+backspace"}, {"\x1b[9;2u", "shift+tab"}, {"\x1b[27u", "esc"},
		{"\x1b[1;5A", "ctrl+up"}, {"\x1b[A", "up"}, {"\x1b[5~", "pgup"}, {"\x1b[P", "f1"}, {"\x1b[57414u", "enter"}, {"\x1b[13~", "f3"},
		{"\x1b[64::113;7u", `"@"`}, {"\x1b[8364::101;7u", `"€"`}, {"\x1b[91::53;3u", `"["`}, {"\x1b[97;3;229u", `"å"`},
	},
	"kitty without alternate keys": {
		{"\x1b[1092;5u", "ctrl+a"}, {"\x1b[1089;5u", "ctrl+c"}, {"\x1b[1103;6u", "ctrl+shift+z"}, {"\x1b[963;5u", "ctrl+s"}, {"\x1b[1489;5u", "ctrl+c"},
		{"\x1b[12616;5u", "ctrl+w"}, {"\x1b[1608;5u", "ctrl+,"}, {"\x1b[1110;5u", "ctrl+s"},
		{"\x1b[44;4u", "alt+<"}, {"\x1b[46;4u", "alt+>"}, {"\x1b[45;6u", "ctrl+_"}, {"\x1b[1073;4u", "alt+<"},
		{"\x1b[64;7u", `"@"`}, {"\x1b[123;7u", `"{"`}, {"\x1b[8364;7u", `"€"`}, {"\x1b[261;7u", `"ą"`}, {"\x1b[64;3u", `"@"`}, {"\x1b[229;3u", `"å"`}, {"\x1b[8747;3u", `"∫"`},
		{"\x1b[97;7u", "ctrl+alt+a"}, {"\x1b[98;3u", "alt+b"}, {"\x1b[1092;7u", "ctrl+alt+a"},
	},
	"xterm, modifyOtherKeys 2": {
		{"\x1b[27;5;99~", "ctrl+c"}, {"\x1b[27;5;1089~", "ctrl+c"}, {"\x1b[27;6;90~", "ctrl+shift+z"}, {"\x1b[27;6;122~", "ctrl+shift+z"}, {"\x1b[27;5;67~", "ctrl+c"},
		{"\x1b[27;3;1080~", "alt+b"}, {"\x1b[27;5;963~", "ctrl+s"}, {"\x1b[27;5;1513~", "ctrl+a"}, {"\x1b[27;6;1071~", "ctrl+shift+z"},
		{"\x1b[27;4;60~", "alt+<"}, {"\x1b[27;4;62~", "alt+>"}, {"\x1b[27;3;60~", "alt+<"}, {"\x1b[27;6;95~", "ctrl+_"}, {"\x1b[27;5;47~", "ctrl+/"}, {"\x1b[27;4;95~", "alt+_"},
		{"\x1b[27;2;13~", "shift+enter"}, {"\x1b[27;5;9~", "ctrl+tab"}, {"\x1b[27;3;127~", "alt+backspace"}, {"\x1b[60;4u", "alt+<"},
		{"\x1b[27;7;64~", `"@"`}, {"\x1b[27;3;64~", `"@"`}, {"\x1b[27;7;8364~", `"€"`}, {"\x1b[27;2;65~", `"A"`},
	},
	"xterm, modifyOtherKeys 1": {
		{"\x03", "ctrl+c"}, {"\x1bb", "alt+b"}, {"\x1bи", "alt+b"}, {"\x1b<", "alt+<"}, {"\x1b_", "alt+_"}, {"\x1f", "ctrl+_"}, {"\x1b\r", "alt+enter"}, {"\x1b\x7f", "alt+backspace"},
		{"\x1b[1;2A", "shift+up"}, {"\x1b[1;3C", "alt+right"}, {"\x1bOP", "f1"}, {"\x1b[15~", "f5"}, {"\x1b[15;5~", "ctrl+f5"}, {"\x1b[3~", "delete"}, {"\x1b[H", "home"}, {"\x1bOH", "home"},
		{"\x1b[27;5;44~", "ctrl+,"}, {"\x1b[Z", "shift+tab"}, {"\x1b[<0;10;5M", "left@9,4"}, {"\x1b[<65;200;100M", "wheeldown@199,99"}, {"\x1b[M !!", "left@0,0"},
		{"\x1b[I", "FocusEvent"}, {"\x1b]11;rgb:1616/1818/1d1d\x1b\\", "BackgroundColorEvent"}, {"\x1b]11;rgb:1616/1818/1d1d\a", "BackgroundColorEvent"}, {"\x1b[?2026;2$y", "ModeReportEvent"}, {"\x1b[?1u", "KeyboardEnhancementsEvent"},
	},
	"Linux console": {
		{"\x1b[[A", "f1"}, {"\x1b[[B", "f2"}, {"\x1b[[C", "f3"}, {"\x1b[[D", "f4"}, {"\x1b[[E", "f5"}, {"\x1b[17~", "f6"}, {"\x1b[1~", "home"}, {"\x1b[4~", "end"}, {"\x1b[25~", "f13"},
	},
	"rxvt": {
		{"\x1b[a", "shift+up"}, {"\x1bOa", "ctrl+up"}, {"\x1bOd", "ctrl+left"}, {"\x1b\x1b[A", "alt+up"}, {"\x1b\x1bOa", "ctrl+alt+up"}, {"\x1b[7~", "home"}, {"\x1b[8~", "end"}, {"\x1b[7$", "shift+home"}, {"\x1b[7^", "ctrl+home"},
		{"\x1b[7@", "ctrl+shift+home"}, {"\x1b[11~", "f1"}, {"\x1b[23$", "shift+f11"}, {"\x1b[3^", "ctrl+delete"}, {"\x1b\x1b[3~", "alt+delete"},
	},
	"PuTTY": {
		{"\x1b[1~", "home"}, {"\x1b[4~", "end"}, {"\x1bOw", "end"}, {"\x1b[11~", "f1"}, {"\x1b[14~", "f4"}, {"\x1bOA", "up"}, {"\x1bOD", "left"}, {"\x1b[D", "left"}, {"\x1bOM", "enter"}, {"\x1b\x1b[B", "alt+down"}, {"\x1b[[C", "f3"},
	},
}

func environOf(terminal string, remote bool) []string {
	term := map[string]string{"rxvt": "rxvt-unicode", "PuTTY": "putty-256color", "Linux console": "linux"}[terminal]
	environ := []string{"TERM=" + term}
	if remote {
		environ = append(environ, "SSH_TTY=/dev/pts/1")
	}
	return environ
}

// TestTerminals checks each sequence alone and between two characters.
func TestTerminals(t *testing.T) {
	for name, table := range terminals {
		for _, test := range table {
			environ := environOf(name, false)
			if got := joined(read(t, environ, at(test.bytes)...)); got != test.want {
				t.Errorf("%s: %q is %s, want %s", name, test.bytes, got, test.want)
			}
			if got, want := joined(read(t, environ, at("1"+test.bytes+"y")...)), `"1" `+test.want+` "y"`; got != want {
				t.Errorf("%s: in text %q is %s, want %s", name, test.bytes, got, want)
			}
		}
	}
}

// TestLayouts checks chords with a mark on a key that has a letter on a US keyboard:
// the chord has the letter if the person writes in a script other than Latin.
func TestLayouts(t *testing.T) {
	for bytes, want := range map[string]string{
		"ש\x1b[39::119;5u":      `"ש" ctrl+w`, // Hebrew
		"x\x1b[39::113;5u":      `"x" ctrl+'`, // Dvorak
		"x\x1b[44:60:119;4u":    `"x" alt+<`,
		"\x1b[44:60:119;4u":     `alt+<`,
		"я\x1b[46:44:47;5u":     `"я" ctrl+/`, // Russian
		"x\x1b[46:44:47;5u":     `"x" ctrl+.`,
		"x\x1b[58:47:46;6u":     `"x" ctrl+/`, // AZERTY
		"яx\x1b[97::113;5u":     `"я" "x" ctrl+a`,
		"\x1b[1092::97;5u":      `ctrl+a`,
		"\x1b[1603:1611:59u":    `"ك"`,
		"\x1b[27;5;1603~":       `ctrl+;`,
		"\x1bя\x1b[98:66:98;3u": `alt+z alt+b`,
	} {
		if got := joined(read(t, local, at(bytes)...)); got != want {
			t.Errorf("%q is %s, want %s", bytes, got, want)
		}
	}
}

// pauses are the pauses between the pieces of a sequence.
var pauses = []time.Duration{10 * time.Millisecond, 60 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond}

// TestPieces checks that a sequence that arrives in two pieces, or byte by byte, is
// its key over ssh and on terminals that encode the Esc key. Elsewhere the ESC byte
// may become the Esc key, and the rest is dropped.
func TestPieces(t *testing.T) {
	for name, table := range terminals {
		for _, test := range table {
			for _, pause := range pauses {
				pieces := [][]piece{each(test.bytes, pause)}
				for i := 1; i < len(test.bytes); i++ {
					pieces = append(pieces, []piece{{0, test.bytes[:i]}, {pause, test.bytes[i:]}})
				}
				for _, p := range pieces {
					if got := joined(read(t, environOf(name, true), p...)); got != test.want {
						t.Errorf("%s over ssh: %v is %s, want %s", name, p, got, test.want)
					}
					encodes := append(at("\x1b[?5u"), p...)
					if got := joined(read(t, environOf(name, false), encodes...)[1:]); got != test.want {
						t.Errorf("%s that encodes Esc: %v is %s, want %s", name, p, got, test.want)
					}
					got := joined(read(t, environOf(name, false), p...))
					if got != test.want && !slices.Contains(onceGivenUp(test.bytes, test.want), got) {
						t.Errorf("%s: %v is %s, want %s", name, p, got, test.want)
					}
				}
			}
		}
	}
}

// onceGivenUp returns the allowed meanings of a sequence whose ESC byte has become
// the Esc key. None is text, unless the rest is a single character: a person who
// presses Esc and then that key sends the same bytes at the same pace.
func onceGivenUp(bytes, want string) []string {
	if plain, ok := strings.CutPrefix(want, "alt+"); ok && !strings.HasPrefix(bytes, "\x1b[") && !strings.HasPrefix(bytes, "\x1b\x1b") {
		r := strings.TrimPrefix(bytes, "\x1b")
		return []string{"esc " + plain, `esc "` + r + `"`}
	}
	if strings.HasPrefix(bytes, "\x1b\x1b") { // Esc, Esc and the rest, or Esc and the key without Alt
		return []string{"esc", "esc esc", "esc " + strings.Replace(want, "alt+", "", 1)}
	}
	return []string{"esc", "esc " + want} // an answer counts, if late
}

// TestWhatIsLostForGood checks that nothing of a key without an end is typed, that
// later text is, and that Ctrl+C works at any moment.
func TestWhatIsLostForGood(t *testing.T) {
	const second = time.Second
	for _, test := range []struct {
		name   string
		pieces []piece
		want   string
	}{
		{"the end of a key", []piece{{0, "\x1b[1;5"}, {2 * second, "A"}}, ""},
		{"the end of a click", []piece{{0, "\x1b[<0;1"}, {2 * second, "0;5M"}}, ""},
		{"most of a click, in pieces", []piece{{0, "\x1b["}, {2 * second, "<0;1"}, {2 * second, "0;5M"}}, ""},
		{"a key whose end never comes", []piece{{0, "\x1b[1;5"}, {5 * second, "A"}}, `"A"`},
		{"a word", []piece{{0, "\x1b[1;5"}, {2 * second, "h"}, {second, "i"}}, `"h" "i"`},
		{"Ctrl+C", []piece{{0, "\x1b[1;5"}, {second / 2, "\x03"}}, "ctrl+c"},
		{"Ctrl+C later", []piece{{0, "\x1b[1;5"}, {2 * second, "\x03"}}, "ctrl+c"},
		{"another key", []piece{{0, "\x1b[1;5"}, {second / 2, "\x1b[A"}}, "up"},
		{"an answer without an end", []piece{{0, "\x1b]11;rgb:16"}, {second / 2, "\r"}}, "enter"},
		{"an answer, late", []piece{{0, "\x1b]11;rgb:16"}, {2 * second, "16/1818/1d1d\a"}}, "BackgroundColorEvent"},
		{"half a character", []piece{{0, "\xd1"}, {2 * second, "a"}}, `"a"`},
	} {
		if got := joined(read(t, local, test.pieces...)); strings.TrimPrefix(got, "alt+[") != test.want && got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}
