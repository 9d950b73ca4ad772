package login

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
)

// typedAhead is text that the person types before the chat is ready, for its input.
type typedAhead struct {
	text   string
	held   tea.KeyPressMsg // the key whose letter is the only text; it acts after letterPause
	edits  int             // counts changes, so that a timer of an earlier letter does nothing
	secret bool            // a passphrase is typed on this screen: no key is text for the chat
}

// letterPause is how long the letter of a way to sign in must be the only text before
// it acts: a question may begin with it.
const letterPause = 300 * time.Millisecond

// letterHeld follows letterPause after a letter.
type letterHeld struct{ edits int }

func (a *typedAhead) add(text string) {
	a.text, a.held, a.edits = a.text+text, tea.KeyPressMsg{}, a.edits+1
}

// holds reports whether the text is only a letter that may act, or that key held down.
func (a *typedAhead) holds() bool { return a.held.Text != "" }

// clear forgets the text.
func (a *typedAhead) clear() { a.text, a.held, a.edits = "", tea.KeyPressMsg{}, a.edits+1 }

// Typed returns the text for the chat's input.
func (l Screen) Typed() string { return strings.TrimRight(l.ahead.text, "\n") }

// takesText reports whether text that is typed now is for the chat.
func (l Screen) takesText() bool {
	phases := []phase{busy, waiting, choosing, withheld, noticed, approved, failed}
	return !l.ahead.secret && slices.Contains(phases, l.phase)
}

// typeAhead handles a key that writes for the chat, or changes what was written. It
// reports false for all others.
func (l *Screen) typeAhead(key tea.KeyPressMsg) (tea.Cmd, bool) {
	a, stroke := &l.ahead, key.Keystroke()
	switch {
	case !l.takesText():
		return nil, false
	case key.Text != "":
		return l.write(key), true
	case a.text == "" || keymap.GotIt.Is(stroke) && l.phase == noticed:
		return nil, false
	case keymap.ForgetTyped.Is(stroke):
		a.clear()
	case keymap.Send.Is(stroke) && a.holds():
		held := letterHeld{a.edits}
		return func() tea.Msg { return held }, true
	case keymap.Send.Is(stroke), keymap.NewLine.Is(stroke): // nothing is sent before the sign-in
		a.add("\n")
	case keymap.DeleteBack.Is(stroke):
		a.text, _ = style.CutLastCluster(a.text)
		a.add("")
	case keymap.DeleteToStart.Is(stroke), keymap.DeleteWordBack.Is(stroke):
		a.text = style.CutLastWord(a.text)
		if keymap.DeleteToStart.Is(stroke) {
			a.text = ""
		}
		a.add("")
	default:
		return nil, false
	}
	return nil, true
}

// write adds the text of a key. If that is a blank or the letter of a way to sign in, and
// the only text, it acts after a pause.
func (l *Screen) write(key tea.KeyPressMsg) tea.Cmd {
	a := &l.ahead
	alone := a.text == "" || a.holds() && key.Text == a.held.Text // the key may be held down
	a.add(key.Text)
	if !alone || strings.TrimSpace(key.Text) != "" && !l.acts(key.Keystroke()) {
		return nil
	}
	a.held = key
	held := letterHeld{a.edits}
	return tea.Tick(letterPause, func(time.Time) tea.Msg { return held })
}

// acts reports whether a key does something in the current phase.
func (l Screen) acts(stroke string) bool {
	switch l.phase {
	case approved:
		return false
	case noticed:
		return keymap.ManageUsage.Is(stroke) || keymap.LeaveSignIn.Is(stroke)
	case withheld:
		if keymap.AllowPlanUse.Is(stroke) {
			return true
		}
	}
	return keymap.LeaveSignIn.Is(stroke) || l.way(stroke) != nil
}

// actOnLetter removes the letter and does what it is for, unless other keys followed or
// the sign-in has ended.
func (l Screen) actOnLetter(msg letterHeld) (Screen, tea.Cmd, Event) {
	key := l.ahead.held
	if msg.edits != l.ahead.edits || !l.ahead.holds() || !l.takesText() || l.phase == approved {
		return l, nil, nil
	}
	l.ahead.clear()
	return l.act(key)
}

// showsAhead reports whether the screen shows text for the chat in place of the keys,
// whose letters are text then.
func (l Screen) showsAhead() bool { return l.takesText() && l.Typed() != "" && !l.ahead.holds() }

// aheadRow draws the end of the text and what becomes of it.
func (l Screen) aheadRow(st *style.Styles, width int) string {
	about := st.Dim.Render("goes into the chat"+style.Gap) + st.Hints(0, keymap.ForgetTyped.Key())
	bar := st.Accent.Render(st.Bar) + " "
	text := termsafe.Line(strings.ReplaceAll(l.Typed(), "\n", " "))
	room := width - 2 - ansi.StringWidth(about) - style.ColumnGap
	if room < 8 {
		about, room = "", width-2
	}
	if over := ansi.StringWidth(text) - room; over > 0 {
		text = st.Ellipsis + ansi.TruncateLeft(text, over+ansi.StringWidth(st.Ellipsis), "")
	}
	return st.Cut(style.Spread(width, bar+st.Text.Render(text), about), width)
}
