package keys

import (
	"bytes"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// rejoin puts chunk behind what was given up last, if it may be the rest of
// that.
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

// swallow reports whether seq, of which lost was given up, is what a terminal
// sends. It then counts for nothing, unless it is an answer to a query or
// begins a paste.
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

// sends reports whether seq is a terminal's rather than the Esc key and then a
// bracket or an O, with which a word may begin.
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
