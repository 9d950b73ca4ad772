package keys

import (
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// AfterEsc is an ESC byte before a control character. It is a chord such as Alt+Enter,
// or the Esc key and soon after it another key, such as Ctrl+C. Only the keys that the
// program has tell them apart.
type AfterEsc struct{ Chord, Key uv.KeyPressEvent }

// Esc returns the Esc key.
func (AfterEsc) Esc() uv.KeyPressEvent { return uv.KeyPressEvent{Code: uv.KeyEscape} }

// afterEsc returns the message of the two bytes of seq.
func (r *Reader) afterEsc(seq []byte) (msg AfterEsc) {
	msg.Chord, _ = r.decode(seq)[0].(uv.KeyPressEvent)
	msg.Key, _ = r.decode(seq[1:])[0].(uv.KeyPressEvent)
	return msg
}

// control reports whether a byte is one of the controls of ASCII.
func control(b byte) bool { return b < ' ' || b == ansi.DEL }
