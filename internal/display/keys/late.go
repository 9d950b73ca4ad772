package keys

import (
	"bytes"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// rejoin returns chunk after the sequence that was given up last if chunk may be
// the rest of that sequence, otherwise chunk alone.
func (r *Reader) rejoin(chunk []byte, now time.Time) []byte {
	lost, limit := r.lost, lateTime
	r.lost = nil
	if len(lost) == 1 {
		if len(chunk) < 3 { // a person may have typed it
			limit = heldTime
		}
		if chunk[0] != '[' && chunk[0] != 'O' && chunk[0] != ']' {
			return chunk
		}
	}
	if now.Sub(r.lostAt) > limit {
		return chunk
	}
	r.stale = len(lost)
	return append(bytes.Clone(lost), chunk...)
}

// swallow reports whether a terminal sends seq, of which lost was given up. It sends
// what is no key in seq, such as an answer to a query, and drops a key.
func (r *Reader) swallow(seq, lost []byte) bool {
	if len(seq) <= len(lost) || len(lost) == 1 && !r.sends(seq) {
		return false
	}
	events := r.decode(seq)
	if len(events) == 0 {
		return false
	}
	for _, event := range events {
		switch event.(type) {
		case uv.KeyPressEvent, uv.KeyReleaseEvent, uv.MouseEvent:
		default:
			r.emit(event)
		}
	}
	return true
}

// sends reports whether seq rather comes from a terminal than from a person who
// presses Esc and then types [ or O.
func (r *Reader) sends(seq []byte) bool {
	last := seq[len(seq)-1]
	switch {
	case len(seq) == 2:
		return false
	case seq[1] == 'O' || len(seq) == 3 && seq[1] == '[':
		return bytes.IndexByte([]byte("ABCDEFHIMPQRSZ"), last) >= 0 || r.lower && bytes.IndexByte([]byte("abcdw"), last) >= 0
	}
	return true
}
