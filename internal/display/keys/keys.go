// Package keys reads a terminal and returns messages: keys, pastes, the mouse and
// answers to queries.
//
// The bytes of a key may arrive in pieces, or without their end. The rest must
// not pass for text that the person typed. So the package finds the end of each
// sequence by its grammar and a clock, and passes whole sequences to Bubble Tea's
// decoder. It names a chord in the same way on every terminal and on every layout
// of the keyboard.
package keys

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// Times that a Reader waits for the rest of a sequence.
const (
	// escTime is the time after which an ESC byte is the Esc key. On terminals
	// that send a single byte for Esc it delays that key.
	escTime = 50 * time.Millisecond
	// remoteEscTime is escTime over ssh, since networks cut sequences.
	remoteEscTime = 600 * time.Millisecond
	// restTime is the silence after which other sequences and pastes are given
	// up. No key that a person presses alone begins like them.
	restTime = time.Second
	// lateTime is the time after that in which the rest is recognized and
	// dropped.
	lateTime = 3 * time.Second
	// heldTime is the time for which [, ] or O after the Esc key may be the rest
	// of a sequence whose ESC byte has become that key.
	heldTime = 600 * time.Millisecond
)

// maxSequence is the number of bytes of a sequence that are kept. The longest
// sequences are answers to queries.
const maxSequence = 16 << 10

// A Reader turns the bytes of a terminal into messages. It is not safe for
// concurrent use.
type Reader struct {
	send    func(tea.Msg)
	decoder uv.EventDecoder
	layout  layout
	remote  bool // the bytes come over a network
	lower   bool // some sequences of the terminal end in lower case, as in rxvt
	encodes bool // the terminal sends a sequence for the Esc key

	pending []byte    // the start of a sequence
	since   time.Time // of the newest bytes of pending
	stale   int       // number of bytes of pending that were given up before
	lost    []byte    // the start of the sequence that was given up last
	lostAt  time.Time
	paste   paste
}

// New returns a reader that passes its messages to send. The environment tells it
// the kind of the terminal.
func New(environ []string, send func(tea.Msg)) *Reader {
	env := uv.Environ(environ)
	set := func(name string) bool { return env.Getenv(name) != "" }
	// A multiplexer on this machine puts sequences together.
	remote := (set("SSH_TTY") || set("SSH_CONNECTION")) && !set("TMUX") && !set("STY") && !set("ZELLIJ")
	term := env.Getenv("TERM")
	return &Reader{send: send, remote: remote, lower: strings.HasPrefix(term, "rxvt") || strings.HasPrefix(term, "putty")}
}

// feed handles the bytes of one read.
func (r *Reader) feed(chunk []byte, now time.Time) {
	if r.paste.open {
		if r.interrupts(chunk) {
			r.endPaste()
		} else {
			chunk = r.extendPaste(chunk)
		}
	} else {
		chunk = r.latePaste(chunk)
	}
	if len(chunk) == 0 {
		return
	}
	if string(r.pending) == "\x1b" && chunk[0] == esc && now.Sub(r.since) >= escTime && !r.lower {
		// The Esc key, then another key: only rxvt and PuTTY send Alt as an ESC
		// before a sequence.
		r.send(uv.KeyPressEvent{Code: uv.KeyEscape})
		r.pending = nil
	}
	b := append(r.pending, chunk...)
	if r.lost != nil {
		b = r.rejoin(chunk, now)
	}
	r.pending = nil
	for len(b) > 0 {
		if n := burst(b); n > 0 {
			r.send(uv.KeyPressEvent{Code: uv.KeyExtended, Text: string(b[:n])})
			b = b[n:]
			continue
		}
		n, state := cut(b)
		if state == begun {
			if len(b) > maxSequence { // no terminal sends that much; drop the middle
				b = append(b[:maxSequence/2], b[len(b)-1])
			}
			r.pending, r.since = b, now
			return
		}
		b = r.take(b, n, state)
	}
}

// take handles the sequence in the first n bytes of b and returns what follows.
func (r *Reader) take(b []byte, n int, state state) (rest []byte) {
	stale := r.stale
	r.stale = 0
	switch {
	case state == broken && stale != 1:
		return b[n:]
	case stale > 0 && (state == broken || !r.swallow(b[:n], b[:stale])):
		return b[stale:] // the person typed the rest
	case stale > 0:
	case n == 2 && b[0] == esc && control(b[1]):
		r.send(r.afterEsc(b[:n]))
	default:
		for _, event := range r.decode(b[:n]) {
			r.emit(event)
		}
	}
	if string(b[:n]) == pasteStart {
		r.paste = paste{open: true}
		return r.extendPaste(b[n:])
	}
	return b[n:]
}

// emit sends an event and notes whether the terminal encodes the Esc key.
func (r *Reader) emit(event uv.Event) {
	if modes, ok := event.(uv.KeyboardEnhancementsEvent); ok {
		r.encodes = tea.KeyboardEnhancementsMsg(modes).SupportsKeyDisambiguation()
	}
	r.send(event)
}

// wait returns the time after which expire must be called if no bytes arrive, or 0
// if nothing is pending.
func (r *Reader) wait() time.Duration {
	switch {
	case r.paste.open:
		return restTime
	case len(r.pending) == 0:
		return 0
	case r.stale == 1:
		return heldTime
	case r.stale > 0 || r.encodes || !startsAlone(r.pending):
		return restTime
	case r.remote:
		return remoteEscTime
	}
	return escTime
}

// startsAlone reports whether b, the start of a sequence, may also be a whole key.
func startsAlone(b []byte) bool {
	if len(b) < 2 || string(b) == "\x1b\x1b" {
		return b[0] == esc
	}
	return b[0] == esc && len(b) == 2 && strings.IndexByte("[O]P", b[1]) < 0 && b[1] < utf8.RuneSelf
}

// expire gives up the pending sequence or paste, whose rest did not come in time.
func (r *Reader) expire(now time.Time) {
	if r.paste.open {
		r.lost, r.lostAt = r.endPaste(), now
		r.paste.cut = true
		return
	}
	b, stale := r.pending, r.stale
	r.pending, r.stale = nil, 0
	switch {
	case len(b) == 0:
		return
	case stale == 1: // the Esc key, then text
		r.feed(b[1:], now)
		return
	case stale > 1:
	case string(b) == "\x1b" || string(b) == "\x1b\x1b":
		for range b {
			r.send(uv.KeyPressEvent{Code: uv.KeyEscape})
		}
		b = b[:1]
	case len(b) == 2 && b[0] == esc && b[1] < utf8.RuneSelf: // a chord such as Alt+O
		for _, event := range r.decode(b) {
			r.send(event)
		}
	}
	r.lost, r.lostAt = b, now
}
