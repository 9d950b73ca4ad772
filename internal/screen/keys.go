package screen

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// named has the sequences of keys that have a name. Chords that plain xterm sends
// like other keys are in the form of the kitty protocol.
var named = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f", "delete": "\x1b[3~",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "insert": "\x1b[2~",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f11": "\x1b[23~",
	"shift+tab": "\x1b[Z", "shift+enter": "\x1b[13;2u", "ctrl+enter": "\x1b[13;5u", "alt+enter": "\x1b\r",
	"alt+backspace": "\x1b\x7f", "ctrl+backspace": "\x1b[127;5u",
	"ctrl+space": "\x00", "ctrl+_": "\x1f",
}

// modified has xterm's codes of the modifiers of cursor keys.
var modified = map[string]int{"shift": 2, "alt": 3, "ctrl": 5, "ctrl+shift": 6}

// Type sends text key by key, as a person types it.
func (t *Terminal) Type(text string) {
	for _, r := range text {
		t.send(string(r))
	}
	t.Wait(settle)
}

// Press sends keys by name: enter, shift+enter, esc, ctrl+o, alt+f, ctrl+up, f1,
// pgdown, or any single character. It panics if it does not know a name, since
// that is a mistake in the test.
func (t *Terminal) Press(keys ...string) {
	for _, key := range keys {
		t.send(sequence(key))
		t.Wait(settle)
	}
}

// Paste sends text as a bracketed paste.
func (t *Terminal) Paste(text string) {
	t.send(ansi.BracketedPasteStart + text + ansi.BracketedPasteEnd)
	t.Wait(settle)
}

// Raw sends bytes unchanged, such as a late answer to a query.
func (t *Terminal) Raw(data string) {
	t.send(data)
	t.Wait(settle)
}

// Wheel turns the mouse wheel over column x of row y, both from 0: up for
// notches > 0, down for notches < 0.
func (t *Terminal) Wheel(x, y, notches int) {
	button := 64
	if notches < 0 {
		button, notches = 65, -notches
	}
	for range notches {
		t.send(fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1))
	}
	t.Wait(settle)
}

// Click presses and releases the left button over a cell.
func (t *Terminal) Click(x, y int) {
	t.send(fmt.Sprintf("\x1b[<0;%d;%dM\x1b[<0;%d;%dm", x+1, y+1, x+1, y+1))
	t.Wait(settle)
}

// Drag presses the left button over one cell, moves to another and releases.
func (t *Terminal) Drag(x0, y0, x1, y1 int) {
	t.send(fmt.Sprintf("\x1b[<0;%d;%dM", x0+1, y0+1))
	t.send(fmt.Sprintf("\x1b[<32;%d;%dM", x1+1, y1+1))
	t.send(fmt.Sprintf("\x1b[<0;%d;%dm", x1+1, y1+1))
	t.Wait(settle)
}

// send writes to the program's input. It does not lock mu: the program, which reads
// the input, may be writing to the screen.
func (t *Terminal) send(data string) {
	if t.Done() {
		return
	}
	_, _ = io.WriteString(t.em.InputPipe(), data)
}

// sequence returns what a terminal sends for a key. It panics for an unknown name.
func sequence(key string) string {
	if s, ok := named[key]; ok {
		return s
	}
	if len([]rune(key)) == 1 {
		return key
	}
	mod, base, _ := cutLast(key, "+")
	if s, ok := named[base]; ok && modified[mod] != 0 && strings.HasPrefix(s, "\x1b[") {
		return withModifier(s, modified[mod])
	}
	if len(base) == 1 && mod == "ctrl" {
		return string(rune(base[0] & 0x1f))
	}
	if len(base) == 1 && mod == "alt" {
		return "\x1b" + base
	}
	panic("screen: unknown key " + key)
}

// withModifier returns CSI 1;5A for CSI A and CSI 5;5~ for CSI 5~.
func withModifier(s string, code int) string {
	body, last := s[2:len(s)-1], s[len(s)-1:]
	if body == "" {
		body = "1"
	}
	return fmt.Sprintf("\x1b[%s;%d%s", body, code, last)
}

// cutLast is [strings.Cut] around the last sep.
func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// clipboard decodes the data of an OSC 52, which has the form 52;c;BASE64.
func clipboard(data []byte) (string, bool) {
	fields := bytes.SplitN(data, []byte(";"), 3)
	if len(fields) != 3 || string(fields[2]) == "?" {
		return "", false
	}
	text, err := base64.StdEncoding.DecodeString(string(fields[2]))
	return string(text), err == nil
}
