// Package keys reads what a terminal sends and turns it into messages: keys,
// pastes, the mouse and answers to queries.
//
// The bytes of one key may arrive in pieces, its end may never arrive, and what
// follows must still not be taken for text that the person typed. So this
// package finds where each sequence ends, which takes a clock, and leaves to
// the decoder of Bubble Tea what a whole sequence means. It then makes a chord
// independent of the terminal and of the layout of the keyboard.
package keys

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// How long a Reader waits for the rest of what has begun.
const (
	// escTime is how long an ESC byte may be the start of a sequence. It is the
	// delay of the Esc key on terminals that send the byte alone for it.
	escTime = 50 * time.Millisecond
	// remoteEscTime is escTime over ssh, where the network cuts sequences.
	remoteEscTime = 600 * time.Millisecond
	// restTime is the silence after which anything else that has begun is
	// given up: no key of a person begins like that.
	restTime = time.Second
	// lateTime is how long after that the rest may arrive and is not typed.
	lateTime = 3 * time.Second
	// heldTime is how long a bracket or an O that follows the Esc key may be
	// the rest of a sequence whose ESC has been taken for that key.
	heldTime = 600 * time.Millisecond
)

// maxSequence is how much of a sequence is kept, in bytes. The longest are answers
// to queries.
const maxSequence = 16 << 10

// A Reader turns bytes into messages. It is for one goroutine.
type Reader struct {
	send    func(tea.Msg)
	decoder uv.EventDecoder
	layout  layout
	remote  bool // the terminal is at the other end of a network
	lower   bool // the terminal has sequences in lower case, as rxvt
	encodes bool // the terminal sends a sequence for the Esc key too

	pending []byte // a sequence that has begun
	stale   int    // bytes of pending that were given up before
	lost    []byte // what was given up last
	lostAt  time.Time
	paste   paste
}

// New returns a reader that passes messages to send. The environment says what
// kind of terminal it reads.
func New(environ []string, send func(tea.Msg)) *Reader {
	env := uv.Environ(environ)
	set := func(name string) bool { return env.Getenv(name) != "" }
	// A multiplexer on this machine puts sequences together.
	remote := (set("SSH_TTY") || set("SSH_CONNECTION")) && !set("TMUX") && !set("STY") && !set("ZELLIJ")
	term := env.Getenv("TERM")
	return &Reader{send: send, remote: remote, lower: strings.HasPrefix(term, "rxvt") || strings.HasPrefix(term, "putty")}
}

// feed takes the bytes of one read.
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
			if len(b) > maxSequence { // the terminal sends nothing like that; forget the middle
				b = append(b[:maxSequence/2], b[len(b)-1])
			}
			r.pending = b
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
		return b[stale:] // what came later was typed after all
	case stale > 0:
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

// emit sends an event, and notes what it says about the terminal.
func (r *Reader) emit(event uv.Event) {
	if modes, ok := event.(uv.KeyboardEnhancementsEvent); ok {
		r.encodes = tea.KeyboardEnhancementsMsg(modes).SupportsKeyDisambiguation()
	}
	r.send(event)
}

// wait returns how long the silence may last until expire must be called, or 0
// if nothing has begun.
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

// startsAlone reports whether b, which may go on, is also what a person's key
// may have sent in whole.
func startsAlone(b []byte) bool {
	if len(b) < 2 || string(b) == "\x1b\x1b" {
		return b[0] == esc
	}
	return b[0] == esc && len(b) == 2 && strings.IndexByte("[O]P", b[1]) < 0 && b[1] < utf8.RuneSelf
}

// expire gives up what has begun: the rest has not come in time.
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
