package keys_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"banter/internal/crash"
	"banter/internal/display/keys"
)

// A piece is a number of bytes that arrive at once after a pause.
type piece struct {
	pause time.Duration
	bytes string
}

// at returns one piece that arrives at once.
func at(bytes string) []piece { return []piece{{0, bytes}} }

// each returns the bytes of text one by one, with a pause before each but the
// first.
func each(text string, pause time.Duration) (pieces []piece) {
	for i := range len(text) {
		pieces = append(pieces, piece{pause, text[i : i+1]})
	}
	pieces[0].pause = 0
	return pieces
}

// Environments of a program that reads a terminal.
var (
	local  = []string{"TERM=xterm-256color"}
	remote = []string{"TERM=xterm-256color", "SSH_TTY=/dev/pts/1"}
)

// read returns the messages of pieces up to a second and a half after the last.
func read(t *testing.T, environ []string, pieces ...piece) (events []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		out, in := io.Pipe()
		r := keys.New(environ, func(msg tea.Msg) { events = append(events, described(msg)) })
		ended := crash.Go(func() {
			if err := r.Read(out); err != nil {
				t.Error(err)
			}
		})
		for _, p := range pieces {
			time.Sleep(p.pause)
			if _, err := io.WriteString(in, p.bytes); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		time.Sleep(1500 * time.Millisecond)
		synctest.Wait()
		in.Close()
		<-ended
	})
	return events
}

// described returns text in quotes, a chord as its keystroke, and the kind of other
// messages.
func described(msg tea.Msg) string {
	switch msg := msg.(type) {
	case uv.KeyPressEvent:
		if msg.Text != "" {
			return fmt.Sprintf("%q", msg.Text)
		}
		return uv.Key(msg).Keystroke()
	case keys.AfterEsc:
		return uv.Key(msg.Chord).Keystroke()
	case uv.PasteEvent:
		return fmt.Sprintf("paste %q", msg.Content)
	case uv.MouseEvent:
		return fmt.Sprintf("%s@%d,%d", msg, msg.Mouse().X, msg.Mouse().Y)
	case uv.PasteStartEvent, uv.PasteEndEvent:
		return ""
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", msg), "uv.")
}

// joined puts events into one line.
func joined(events []string) string {
	return strings.Join(strings.Fields(strings.Join(events, " ")), " ")
}

// TestText checks that text arrives unchanged, and at once if a program typed it.
func TestText(t *testing.T) {
	long := "a sentence that is dictated"
	for text, want := range map[string]string{
		"a":                     `"a"`,
		"aB":                    `"a" "B"`,
		"é漢👨‍👩‍👧":               fmt.Sprintf("%q %q %q", "é", "漢", "👨‍👩‍👧"),
		"a\rb\t\x7f":            `"a" enter "b" tab backspace`,
		long:                    `"` + long + `"`,
		long + "\r" + long:      `"` + long + `" enter "` + long + `"`,
		"jjjjjjjjjjjjjjjjjjjjj": strings.TrimSpace(strings.Repeat(`"j" `, 21)), // a key that is held down
		"a\x1b[[Z\x1b\x1b[[Z\x1b[99z\x1b[1;5\x1b[?9;9xb": `"a" "b"`, // unknown sequences
		"\xff\x80\xc3(a": `"(" "a"`,
		"\x1b]99;" + strings.Repeat("1", 1<<17) + "\ax": `"x"`,
		"\x1b[32;2u":            `" "`,
		"\x1b[27;2;32~":         `" "`,
		"\x1b[97:65:113;2;198u": `"Æ"`,
		"\x1b[97:65;2u":         `"A"`,
		"\x1b[1092:1060:97;2u":  `"Ф"`,
		"\x1b[57400;129u":       `"1"`, // the number pad, with Num Lock
	} {
		if got := joined(read(t, local, at(text)...)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	for _, pause := range []time.Duration{10 * time.Millisecond, 500 * time.Millisecond} {
		if got, want := joined(read(t, local, each("é漢x", pause)...)), `"é" "漢" "x"`; got != want {
			t.Errorf("byte by byte: got %s, want %s", got, want)
		}
	}
}

// TestEscAndText checks that text after the Esc key is typed, however fast.
func TestEscAndText(t *testing.T) {
	for _, text := range []string{"hello", "Oh no", "OK", "[x] done", "[link](there)", "]", "P", "a[A"} {
		for _, pause := range []time.Duration{80 * time.Millisecond, 200 * time.Millisecond, 2 * time.Second} {
			want := "esc"
			for _, c := range text {
				want += fmt.Sprintf(" %q", string(c))
			}
			if got := joined(read(t, local, append(at("\x1b"), each(" "+text, pause)[1:]...)...)); got != want {
				t.Errorf("%q every %v: got %s, want %s", text, pause, got, want)
			}
		}
	}
	for _, test := range []struct{ bytes, want string }{
		{"\x1b\x1b", "esc esc"},
		{"\x1b", "esc"},
		{"\x1b[27u", "esc"},
	} {
		for _, environ := range [][]string{local, remote} {
			if got := joined(read(t, environ, at(test.bytes)...)); got != test.want {
				t.Errorf("%q: got %s, want %s", test.bytes, got, test.want)
			}
		}
	}
}

// TestTheEscKeyIsQuick checks its delay on this machine and over ssh.
func TestTheEscKeyIsQuick(t *testing.T) {
	if got := joined(read(t, local, at("\x1b\x1b[A\x1b\x1b[[A")...)); got != "alt+up alt+f1" {
		t.Errorf("Alt: got %s", got)
	}
	for _, environ := range [][]string{local, remote} {
		if got := joined(read(t, environ, piece{0, "\x1b"}, piece{60 * time.Millisecond, "\x1b[A"}, piece{time.Second, "\x1b"}, piece{100 * time.Millisecond, "\x1b"})); got != "esc up esc esc" {
			t.Errorf("%v: got %s", environ, got)
		}
	}
	for want, environ := range map[string][]string{`esc "x"`: local, "alt+x": remote} {
		if got := joined(read(t, environ, piece{0, "\x1b"}, piece{60 * time.Millisecond, "x"})); got != want {
			t.Errorf("%v: got %s, want %s", environ, got, want)
		}
	}
}

func (p piece) String() string { return fmt.Sprintf("%v %q", p.pause, p.bytes) }

// TestControlsAfterEsc checks that each control after an ESC byte is a chord and a key,
// however fast the two arrive.
func TestControlsAfterEsc(t *testing.T) {
	for c := range byte(0x80) {
		if c >= ' ' && c != 0x7f || c == 0x1b {
			continue
		}
		for _, pause := range []time.Duration{0, 40 * time.Millisecond} {
			var got []keys.AfterEsc
			synctest.Test(t, func(t *testing.T) {
				out, in := io.Pipe()
				r := keys.New(local, func(msg tea.Msg) {
					if after, ok := msg.(keys.AfterEsc); ok {
						got = append(got, after)
					}
				})
				ended := crash.Go(func() { _ = r.Read(out) })
				for _, b := range []byte{0x1b, c} {
					_, _ = in.Write([]byte{b})
					time.Sleep(pause)
				}
				in.Close()
				<-ended
			})
			if len(got) != 1 || got[0].Chord.Code == 0 || got[0].Key.Mod&tea.ModAlt != 0 || got[0].Key.Code == 0 {
				t.Errorf("ESC and %#x after %v: %+v", c, pause, got)
			}
		}
	}
}
