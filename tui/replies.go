package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// replies keeps the terminal's answers out of the text. One that comes in
// pieces over a slow line is misread as typing: its first piece times out and
// counts as a key, Esc or Alt+], or as an unknown event, and the rest comes as
// letters: "11;rgb:1616/...". Such letters are swallowed up to the end of the
// answer.
//
// After a lone Esc the letters may as well be a person's. They are held until
// it is clear, and given back when it is no answer.
type replies struct {
	intro byte // what began the answer: ] [ P _; 0: none is under way
	sure  bool // no person types this
	split bool // an ESC came alone
	tail  bool // only the end of its end may be missing
	size  int  // keys so far
	at    time.Time
	held  []tea.KeyPressMsg
	n     int // counts what was held
}

const (
	replyPause = 2 * time.Second        // longest silence within an answer, and after its ESC
	replyLimit = 64                     // longest answer, in keys
	holdTime   = 150 * time.Millisecond // longest that typing is held; an answer comes in a burst
)

// heldMsg ends the n-th hold.
type heldMsg struct{ n int }

// intros are the keys as which the start of an answer arrives: of an OSC, a
// CSI, a DCS and an APC.
var intros = map[string]byte{"alt+]": ']', "alt+[": '[', "alt+P": 'P', "alt+shift+p": 'P', "alt+_": '_'}

// notice looks at a message for what tells of an answer under way.
func (r *replies) notice(msg tea.Msg, now time.Time) {
	switch msg := msg.(type) {
	case uv.UnknownEvent: // a first piece that timed out
		if len(msg) > 1 && msg[0] == '\x1b' && strings.IndexByte("][P_", msg[1]) >= 0 {
			r.at = now
			r.begin(msg[1], true)
			r.size = 1
		}
	case tea.TerminalVersionMsg, tea.CapabilityMsg: // whole, perhaps but for the end of its end
		r.at = now
		r.reset()
		r.tail = true
	}
}

// filter returns the keys that are to be handled now that key has come.
func (r *replies) filter(key tea.KeyPressMsg, now time.Time) ([]tea.KeyPressMsg, tea.Cmd) {
	late := now.Sub(r.at) > replyPause
	r.at = now
	if intro, ok := intros[key.Keystroke()]; ok {
		r.begin(intro, true)
		return nil, nil
	}
	switch {
	case r.intro == 0 || late:
		return r.idle(key, late)
	case r.ends(key):
		r.reset()
		return nil, nil
	case r.sure && key.Code == tea.KeyEscape: // perhaps the first half of the end
		r.split = true
		return nil, nil
	case r.size >= replyLimit || !r.fits(key):
		return append(r.release(), key), nil
	}
	return nil, r.hold(key)
}

// idle handles a key while no answer is under way.
func (r *replies) idle(key tea.KeyPressMsg, late bool) ([]tea.KeyPressMsg, tea.Cmd) {
	if r.tail && !late && key.Text == `\` {
		r.reset()
		return nil, nil
	}
	keys := r.release()
	if r.split && !late && len(key.Text) == 1 && strings.Contains("][P_", key.Text) {
		r.begin(key.Text[0], false)
		return keys, r.hold(key)
	}
	r.split = key.Code == tea.KeyEscape
	return append(keys, key), nil
}

func (r *replies) begin(intro byte, sure bool) {
	r.reset()
	r.intro, r.sure = intro, sure
}

func (r *replies) reset() { *r = replies{at: r.at, n: r.n + 1} }

// hold keeps a key that may be part of an answer.
func (r *replies) hold(key tea.KeyPressMsg) tea.Cmd {
	r.size++
	if r.sure {
		return nil
	}
	r.held = append(r.held, key)
	r.n++
	n := r.n
	return tea.Tick(holdTime, func(time.Time) tea.Msg { return heldMsg{n} })
}

// release gives back what was held: it was no answer.
func (r *replies) release() []tea.KeyPressMsg {
	held, split := r.held, r.split && r.intro == 0
	r.reset()
	r.split = split
	return held
}

// timeout gives back what is held since the n-th time.
func (r *replies) timeout(msg heldMsg) []tea.KeyPressMsg {
	if msg.n != r.n {
		return nil
	}
	return r.release()
}

// ends reports whether key is the end of the answer under way.
func (r *replies) ends(key tea.KeyPressMsg) bool {
	name := key.Keystroke()
	if r.intro == '[' && r.size > 0 && len(key.Text) == 1 && strings.Contains("cRnuyt", key.Text) { // its final byte
		return true
	}
	return name == `alt+\` || name == "ctrl+g" || r.split && key.Text == `\`
}

// fits reports whether key can be in the middle of an answer.
func (r *replies) fits(key tea.KeyPressMsg) bool {
	switch {
	case len(key.Text) != 1:
		return false
	case !r.sure && r.size == 0:
		return true
	case r.intro == '[':
		return strings.Contains("0123456789;:?$>=<", key.Text)
	case r.intro == ']':
		return strings.Contains("0123456789abcdefABCDEFrgb;:/?", key.Text)
	}
	return true
}
