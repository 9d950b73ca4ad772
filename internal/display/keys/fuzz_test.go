package keys

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// recorder returns a reader and its messages: text unchanged, others in braces.
func recorder() (*Reader, *strings.Builder) {
	var sent strings.Builder
	return New(nil, func(msg tea.Msg) {
		if key, ok := msg.(uv.KeyPressEvent); ok && key.Text != "" {
			sent.WriteString(key.Text)
			return
		}
		fmt.Fprintf(&sent, "{%v}", msg)
	}), &sent
}

// FuzzReader checks that bytes mean the same in all pieces that arrive without
// a pause, and that a key after a long rest is that key.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"a\x1b[A\x1bOP\x1b[[A", "\x1b[<0;10;5M\x1b[M !!\x1b]11;rgb:1/2/3\x07", "\x1b[200~one\rtwo\x1b[201~x", "\x1b\x1b[A\x1b\x1bO", "é漢\x1bя\x1b[1092::97;5u", "\x1b[7$\x1b[27;5;99~\x1b[1;5", "\x1bP1+r\x1b\\\x1b_Gi=1\x1b\\", "\x1b[200~no end \x1b[20",
	} {
		f.Add(seed, uint8(1))
		f.Add(seed, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		if text == "" {
			return
		}
		now := time.Unix(0, 0)
		whole, wholeSent := recorder()
		whole.feed([]byte(text), now)
		pieces, piecesSent := recorder()
		for piece := range slices.Chunk([]byte(text), int(size)%5+1) {
			pieces.feed(piece, now)
		}
		// A read that is Ctrl+C alone ends a paste.
		if got, want := piecesSent.String(), wholeSent.String(); got != want && !strings.Contains(got+want, "{ctrl+c}") {
			t.Errorf("%q in pieces of %d: got %q, want %q", text, int(size)%5+1, got, want)
		}
		for _, r := range []*Reader{whole, pieces} {
			for i := 0; r.wait() > 0; i++ {
				if i > 3 {
					t.Fatalf("%q: it waits without end", text)
				}
				now = now.Add(r.wait())
				r.expire(now)
			}
			wholeSent.Reset()
			piecesSent.Reset()
			r.feed([]byte("x"), now.Add(lateTime+time.Second))
			if got := wholeSent.String() + piecesSent.String(); got != "x" {
				t.Errorf("%q, and then x: got %q", text, got)
			}
		}
	})
}
