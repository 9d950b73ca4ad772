package keys

import (
	"bytes"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// rewritten maps sequences that the decoder does not know to others for the same
// keys.
var rewritten = map[string]string{
	// The Linux console.
	"\x1b[[A": "\x1b[11~", "\x1b[[B": "\x1b[12~", "\x1b[[C": "\x1b[13~", "\x1b[[D": "\x1b[14~", "\x1b[[E": "\x1b[15~",
	// The End key of PuTTY when it is set to rxvt.
	"\x1bOw": "\x1b[8~",
}

// decode returns the events of a whole sequence or character, none if it is
// unknown.
func (r *Reader) decode(seq []byte) (events []uv.Event) {
	if known, ok := rewritten[string(seq)]; ok {
		seq = []byte(known)
	}
	if len(seq) > 2 && seq[0] == esc && seq[1] == esc {
		return withAlt(r.decode(seq[1:]))
	}
	_, event := r.decoder.Decode(bytes.Clone(seq)) // the decoder may write to it
	several, ok := event.(uv.MultiEvent)
	if !ok {
		several = uv.MultiEvent{event}
	}
	for _, event := range several {
		switch event := event.(type) {
		case nil, uv.UnknownEvent, uv.UnknownCsiEvent, uv.UnknownSs3Event, uv.UnknownOscEvent, uv.UnknownDcsEvent, uv.UnknownSosEvent, uv.UnknownPmEvent, uv.UnknownApcEvent:
		case uv.KeyPressEvent:
			events = append(events, uv.KeyPressEvent(r.layout.key(uv.Key(event), alternatesOf(seq))))
		default:
			events = append(events, event)
		}
	}
	return events
}

// withAlt returns the keys of events with Alt.
func withAlt(events []uv.Event) (keys []uv.Event) {
	for _, event := range events {
		if key, ok := event.(uv.KeyPressEvent); ok {
			key.Mod |= uv.ModAlt
			key.Text = ""
			keys = append(keys, key)
		}
	}
	return keys
}

// alternates are the alternate keys of the kitty keyboard protocol: the characters
// that a key makes with Shift and on a US keyboard.
type alternates struct {
	encoded bool // the key is a sequence that names a character
	shifted rune // with Shift; 0: unknown
	base    rune // on a US keyboard; 0: unknown, or the same
	text    bool // the sequence has the text of the key too
}

// alternatesOf returns the alternate keys in CSI code:shifted:base ; modifiers u.
// If the sequence has both, the decoder takes the second for the first.
// See https://sw.kovidgoyal.net/kitty/keyboard-protocol/.
func alternatesOf(seq []byte) (a alternates) {
	body, ok := strings.CutPrefix(string(seq), "\x1b[")
	if !ok || strings.HasPrefix(body, "27;") && strings.HasSuffix(body, "~") {
		return alternates{encoded: ok}
	}
	if body, ok = strings.CutSuffix(body, "u"); !ok {
		return a
	}
	params := strings.Split(body, ";")
	fields := strings.Split(params[0], ":")
	code := func(i int) rune {
		if i >= len(fields) {
			return 0
		}
		n, _ := strconv.ParseInt(fields[i], 10, 32)
		return rune(n)
	}
	return alternates{true, code(1), code(2), len(params) > 2}
}
