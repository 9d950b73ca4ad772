package keys_test

import (
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"banter/internal/display/keys"
)

const pasted = "\x1b[200~one\r\ntwo\x1b[201~"

func TestPastes(t *testing.T) {
	const second = time.Second
	for _, test := range []struct {
		name   string
		pieces []piece
		want   string
	}{
		{"whole", at(pasted), `paste "one\r\ntwo"`},
		{"between keys", at("a" + pasted + "b\r"), `"a" paste "one\r\ntwo" "b" enter`},
		{"two", at(pasted + pasted), `paste "one\r\ntwo" paste "one\r\ntwo"`},
		{"empty", at("\x1b[200~\x1b[201~a"), `"a"`},
		{"not UTF-8", at("\x1b[200~a\xff\xfeb\x1b[201~"), `paste "ab"`},
		{"no end", at("\x1b[200~one\rtwo"), `paste "one\rtwo"`},
		{"no end, then text", []piece{{0, "\x1b[200~one"}, {2 * second, "x"}}, `paste "one" "x"`},
		{"no end, then Ctrl+C", []piece{{0, "\x1b[200~one"}, {second / 2, "\x03"}}, `paste "one" ctrl+c`},
		{"no end, then an encoded Ctrl+C", []piece{{0, "\x1b[200~one"}, {second / 2, "\x1b[1089::99;5u"}}, `paste "one" ctrl+c`},
		{"no end, then xterm's Ctrl+C", []piece{{0, "\x1b[200~one"}, {second / 2, "\x1b[27;5;99~"}}, `paste "one" ctrl+c`},
		{"a control in it", at("\x1b[200~a\x03b\x1b[201~"), `paste "a\x03b"`},
		{"an end without a start", at("a\x1b[201~b"), `"a" "b"`},
		{"half of the end", []piece{{0, "\x1b[200~one\x1b[20"}, {2 * second, "1~"}}, `paste "one"`},
		{"a start in two pieces", []piece{{0, "\x1b"}, {second / 2, "[200~one\rtwo\x1b[201~"}}, `esc paste "one\rtwo"`},
		{"a pause in the middle", []piece{{0, "\x1b[200~one\r"}, {3 * second, "two\r\x1b[201~x"}}, `paste "one\r" paste "two\r" "x"`},
		{"a long pause in a long one", []piece{{0, "\x1b[200~one\r"}, {3 * second, "a long line of it\rand more\r"}, {second / 2, "end\r\x1b[201~"}}, `paste "one\r" paste "a long line of it\rand more\rend\r"`},
		{"a pause, then another paste", []piece{{0, "\x1b[200~one\r"}, {3 * second, pasted}}, `paste "one\r" paste "one\r\ntwo"`},
	} {
		if got := joined(read(t, local, test.pieces...)); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// TestPastesInPieces checks that a paste is one message wherever it is cut.
func TestPastesInPieces(t *testing.T) {
	for _, pause := range pauses {
		for i := 1; i < len(pasted); i++ {
			got := joined(read(t, local, piece{0, pasted[:i]}, piece{pause, pasted[i:]}))
			if want := `paste "one\r\ntwo"`; strings.TrimPrefix(got, "esc ") != want {
				t.Errorf("cut at %d for %v: got %s, want %s", i, pause, got, want)
			}
		}
		if got := joined(read(t, remote, each(pasted, pause)...)); got != `paste "one\r\ntwo"` {
			t.Errorf("byte by byte every %v: got %s", pause, got)
		}
	}
}

// BenchmarkPaste8MB reads a paste in pieces of 4 KB.
func BenchmarkPaste8MB(b *testing.B) {
	text := "\x1b[200~" + strings.Repeat("0123456789abcdef 0123456789abcdef\r\n", 8<<20/35) + "\x1b[201~"
	for b.Loop() {
		size := 0
		r := keys.New(local, func(msg tea.Msg) {
			if paste, ok := msg.(uv.PasteEvent); ok {
				size = len(paste.Content)
			}
		})
		if err := r.Read(io.MultiReader(strings.NewReader(text))); err != nil || size != len(text)-12 {
			b.Fatal(err, size)
		}
	}
}

// BenchmarkKey reads a chord.
func BenchmarkKey(b *testing.B) {
	n := 0
	r := keys.New(local, func(tea.Msg) { n++ })
	if err := r.Read(strings.NewReader(strings.Repeat("\x1b[1089::99;5u", b.N))); err != nil || n != b.N {
		b.Fatal(err, n)
	}
}
