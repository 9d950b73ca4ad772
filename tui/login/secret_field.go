package login

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/tui/keymap"
	"banter/tui/style"
)

// A secretField is a line that no one may see: a passphrase, or an address with the
// code of a sign-in. It is drawn as dots. What was deleted from it cannot be
// restored or copied.
type secretField struct{ typed auth.Secret }

// maxSecretBytes bounds the text. The addresses of sign-ins have some hundred bytes.
const maxSecretBytes = 8 << 10

// update returns the field after a key or a paste, and reports whether a field
// handles such a message.
func (f secretField) update(msg tea.Msg) (secretField, bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return f.insert(msg.Content), true
	case tea.KeyPressMsg:
		return f.press(msg)
	}
	return f, false
}

func (f secretField) press(key tea.KeyPressMsg) (secretField, bool) {
	switch stroke := key.Keystroke(); {
	case keymap.DeleteBack.Is(stroke):
		rest, _ := style.CutLastCluster(f.typed.Reveal())
		return secretField{auth.NewSecret(rest)}, true
	case keymap.DeleteToStart.Is(stroke), keymap.DeleteWordBack.Is(stroke):
		return secretField{}, true
	}
	if key.Text == "" {
		return f, false
	}
	return f.insert(key.Text), true
}

// insert appends text without its control characters. A text that would be too long
// is ignored.
func (f secretField) insert(text string) secretField {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
	before := f.typed.Reveal()
	if len(before)+len(text) > maxSecretBytes {
		return f
	}
	return secretField{auth.NewSecret(before + text)}
}

// view draws a dot for each character and a caret, in at most width cells.
func (f secretField) view(st *style.Styles, width int) string {
	if width <= 0 {
		return ""
	}
	dots := 0
	for rest := f.typed.Reveal(); rest != ""; dots++ {
		_, rest = style.CutFirstCluster(rest)
	}
	return st.Text.Render(strings.Repeat(st.Dot, min(dots, width-1))) + st.Caret
}
