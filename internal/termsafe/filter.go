package termsafe

import (
	"strings"
	"unicode/utf8"
)

const (
	maxCSI    = 64   // bytes of a CSI before it counts as text
	maxString = 1024 // bytes of an OSC, DCS, ... before it counts as text
	maxMarks  = 8    // combining marks on one character; no script needs more
	maxJoins  = 8    // joiners in one cluster
)

type state uint8

const (
	ground   state = iota
	escape         // after ESC
	escapeIn       // after ESC and an intermediate byte
	csi            // in a control sequence
	str            // in a control string
	strEsc         // in a control string, after ESC
)

// A Filter is [Text] for a stream: sequences may be split over any number of
// pushes, at any byte. The zero value is ready to use. It is not safe for
// concurrent use.
type Filter struct {
	state   state
	partial []byte // the begun but unfinished UTF-8 of the last push
	held    []byte // the content of a control string that may yet end
	length  int    // bytes of the open CSI
	joiner  rune   // a joiner that waits for the character it joins, or 0
	last    rune   // the last code point written
	marks   int    // combining marks since the last character
	joined  int    // joiners since the last character that none joined
	sawCR   bool   // a line feed now belongs to a CR already written
	out     strings.Builder
}

// Push returns the safe text that delta completes.
func (f *Filter) Push(delta string) string {
	if f.idle() && plain(delta) {
		if delta != "" {
			f.last, _ = utf8.DecodeLastRuneInString(delta)
			f.marks, f.joined, f.sawCR = 0, 0, false
		}
		return delta
	}
	if len(f.partial) > 0 {
		delta = string(f.partial) + delta
		f.partial = f.partial[:0]
	}
	for delta != "" {
		r, n := utf8.DecodeRuneInString(delta)
		if r == utf8.RuneError && n == 1 && !utf8.FullRuneInString(delta) {
			f.partial = append(f.partial, delta...)
			break
		}
		f.step(r)
		delta = delta[n:]
	}
	return f.take()
}

// Flush returns the held text at the end of the stream and makes the filter
// ready for another one.
func (f *Filter) Flush() string {
	for range f.partial {
		f.step(utf8.RuneError)
	}
	f.release()
	out := f.take()
	*f = Filter{}
	return out
}

// idle reports whether the filter holds nothing back and the next character
// depends on nothing before it.
func (f *Filter) idle() bool {
	return f.state == ground && len(f.partial) == 0 && f.joiner == 0 && !f.sawCR
}

func (f *Filter) take() string {
	s := f.out.String()
	f.out.Reset()
	return s
}

// step takes one code point through the states of a terminal's parser.
func (f *Filter) step(r rune) {
	switch f.state {
	case ground:
		f.text(r)
	case escape, escapeIn:
		f.stepEscape(r)
	case csi:
		f.stepCSI(r)
	case str:
		f.stepString(r)
	case strEsc:
		if r == '\\' {
			f.held, f.state = f.held[:0], ground
			return
		}
		f.release()
		f.state = escape
		f.stepEscape(r)
	}
}

func (f *Filter) stepEscape(r rune) {
	switch {
	case r == 0x1b:
		f.state = escape
	case r >= 0x20 && r < 0x30:
		f.state = escapeIn
	case f.state == escape && r == '[':
		f.state, f.length = csi, 0
	case f.state == escape && strings.ContainsRune("]PX^_", r):
		f.state = str
	case r >= 0x30 && r < 0x7f:
		f.state = ground
	default:
		f.state = ground
		f.text(r)
	}
}

func (f *Filter) stepCSI(r rune) {
	f.length++
	switch {
	case r >= 0x40 && r < 0x7f:
		f.state = ground
	case r >= 0x20 && r < 0x40 && f.length <= maxCSI:
	default:
		f.state = ground
		f.text(r)
	}
}

func (f *Filter) stepString(r rune) {
	switch {
	case r == '\a' || r == 0x9c:
		f.held, f.state = f.held[:0], ground
	case r == 0x1b:
		f.state = strEsc
	case r < ' ' && r != '\t', r >= 0x80 && r < 0xa0, r == 0x2028, r == 0x2029,
		len(f.held) >= maxString:
		f.release()
		f.step(r)
	default:
		f.held = utf8.AppendRune(f.held, r)
	}
}

// release gives up on an unfinished sequence: the held part is text after all.
// Held text holds no introducer, so this does not recur.
func (f *Filter) release() {
	held := f.held
	f.held, f.state = nil, ground
	for _, r := range string(held) {
		f.text(r)
	}
	f.held = held[:0]
}

// text takes one code point that is in no sequence.
func (f *Filter) text(r rune) {
	after := f.sawCR
	f.sawCR = false
	switch {
	case r == '\n' && after:
	case r == '\r':
		f.write('\n')
		f.sawCR = true
	case r == '\n' || r == '\t':
		f.write(r)
	case r == 0x1b:
		f.state = escape
	case r < ' ' || r == 0x7f:
	case r < 0x80:
		f.write(r)
	default:
		f.wide(r)
	}
}

// wide takes one code point of 0x80 or above that is in no sequence.
func (f *Filter) wide(r rune) {
	switch classOf(r) {
	case visible:
		f.write(r)
	case newline:
		f.write('\n')
	case opener:
		f.state, f.length = str, 0
		if r == 0x9b {
			f.state = csi
		}
	case joiner:
		f.joiner = r
	case selector:
		if f.joiner == 0 && varies(f.last) && f.marks < maxMarks {
			f.marks++
			f.out.WriteRune(r)
			f.last = r
		}
	case mark:
		if f.marks < maxMarks {
			marks := f.marks + 1
			f.write(r)
			f.marks = marks
		}
	}
}

// write writes one visible code point, and before it the joiner that waited
// for it.
func (f *Filter) write(r rune) {
	if f.joiner != 0 && f.joined < maxJoins && joins(f.last, f.joiner, r) {
		f.out.WriteRune(f.joiner)
		f.joined++
	} else {
		f.joined = 0
	}
	f.out.WriteRune(r)
	f.joiner, f.last, f.marks = 0, r, 0
}
