package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// replies keeps the terminal's replies out of the text. A reply that arrives in
// pieces over a slow line is misread as keys: its first piece times out and becomes
// Esc or Alt+], or an unknown event, and the rest becomes letters, such as
// "11;rgb:1616/...". These letters are dropped up to the end of the reply.
//
// Letters after a single Esc may also be typed by the person. They are held until it
// is known which they are, and then typed or dropped.
type replies struct {
	intro byte      // first character of the reply: ] [ P _; 0: no reply is under way
	sure  bool      // the person cannot have typed this
	split bool      // an ESC arrived alone
	tail  bool      // only the last byte of the reply may be missing
	size  int       // keys of the reply so far
	at    time.Time // of the last message
	held  []tea.KeyPressMsg
	n     int // counts the holds
}

const (
	replyPause = 2 * time.Second        // longest pause within a reply, and after its ESC
	replyLimit = 64                     // longest reply, in keys
	holdTime   = 150 * time.Millisecond // longest time for which typing is held; a reply arrives in a burst
)

// heldMsg ends the hold with number n.
type heldMsg struct{ n int }

// intros maps the keys as which the start of a reply (an OSC, a CSI, a DCS and an
// APC) arrives.
var intros = map[string]byte{"alt+]": ']', "alt+[": '[', "alt+P": 'P', "alt+shift+p": 'P', "alt+_": '_'}

// notice notes whether a message is a part of a reply.
func (r *replies) notice(msg tea.Msg, now time.Time) {
	switch msg := msg.(type) {
	case uv.UnknownEvent: // the first piece timed out
		if len(msg) > 1 && msg[0] == '\x1b' && strings.IndexByte("][P_", msg[1]) >= 0 {
			r.at = now
			r.begin(msg[1], true)
			r.size = 1
		}
	case tea.TerminalVersionMsg, tea.CapabilityMsg: // complete, perhaps without its last byte
		r.at = now
		r.reset()
		r.tail = true
	}
}

// filter returns the keys to handle after key has arrived.
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
	case r.sure && key.Code == tea.KeyEscape: // perhaps the first half of the terminator
		r.split = true
		return nil, nil
	case r.size >= replyLimit || !r.fits(key):
		return append(r.release(), key), nil
	}
	return nil, r.hold(key)
}

// idle handles a key while no reply is under way.
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

// begin starts a reply.
func (r *replies) begin(intro byte, sure bool) {
	r.reset()
	r.intro, r.sure = intro, sure
}

// reset ends the reply and drops what is held.
func (r *replies) reset() { *r = replies{at: r.at, n: r.n + 1} }

// hold keeps a key that may be part of a reply.
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

// release returns the held keys, which were not part of a reply.
func (r *replies) release() []tea.KeyPressMsg {
	held, split := r.held, r.split && r.intro == 0
	r.reset()
	r.split = split
	return held
}

// timeout returns the held keys if no key has followed.
func (r *replies) timeout(msg heldMsg) []tea.KeyPressMsg {
	if msg.n != r.n {
		return nil
	}
	return r.release()
}

// ends reports whether key is the end of the reply.
func (r *replies) ends(key tea.KeyPressMsg) bool {
	name := key.Keystroke()
	if r.intro == '[' && r.size > 0 && len(key.Text) == 1 && strings.Contains("cRnuyt", key.Text) { // the final byte
		return true
	}
	return name == `alt+\` || name == "ctrl+g" || r.split && key.Text == `\`
}

// fits reports whether key can be in the middle of the reply.
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
