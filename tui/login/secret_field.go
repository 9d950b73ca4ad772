package login

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/tui/keymap"
	"banter/tui/style"
)

// An secretField is one line that is nobody's to see: a passphrase, or an address
// with a sign-in's code in it. It is drawn as dots. What is taken out of it is
// gone: nothing can be put back, copied, or called up again.
type secretField struct{ typed auth.Secret }

// entryBytes bounds an entry; the addresses of sign-ins have some hundred.
const maxSecretBytes = 8 << 10

// update handles a key or a paste and reports whether it was one for an entry.
func (e secretField) update(msg tea.Msg) (secretField, bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return e.insert(msg.Content), true
	case tea.KeyPressMsg:
		return e.press(msg)
	}
	return e, false
}

func (e secretField) press(key tea.KeyPressMsg) (secretField, bool) {
	switch stroke := key.Keystroke(); {
	case keymap.DeleteBack.Is(stroke):
		rest, _ := style.CutLastCluster(e.typed.Reveal())
		return secretField{auth.NewSecret(rest)}, true
	case keymap.DeleteToStart.Is(stroke), keymap.DeleteWordBack.Is(stroke):
		return secretField{}, true
	}
	if key.Text == "" {
		return e, false
	}
	return e.insert(key.Text), true
}

// insert adds text at the end, without line breaks and what else cannot be
// typed in a line.
func (e secretField) insert(text string) secretField {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
	before := e.typed.Reveal()
	if len(before)+len(text) > maxSecretBytes {
		return e
	}
	return secretField{auth.NewSecret(before + text)}
}

// view draws a dot a character and a caret, in width cells.
func (e secretField) view(st *style.Styles, width int) string {
	if width <= 0 {
		return ""
	}
	dots := 0
	for rest := e.typed.Reveal(); rest != ""; dots++ {
		_, rest = style.CutFirstCluster(rest)
	}
	return st.Text.Render(strings.Repeat(st.Dot, min(dots, width-1))) + st.Caret
}
