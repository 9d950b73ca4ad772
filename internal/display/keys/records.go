package keys

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// A record is an INPUT_RECORD of a Windows console that holds a KEY_EVENT_RECORD. Those of
// other kinds have other values in the place of down.
type record struct {
	kind        uint16
	_           uint16
	down        uint32
	repeat, key uint16
	_           uint16
	unit        uint16 // of UTF-16; 0: the key has no character
	_           uint32
}

// Kinds of records.
const (
	keyRecord   = 0x01
	sizeRecord  = 0x04 // columns and rows in the halves of down
	focusRecord = 0x10 // down is 1 when the window gets the focus
)

// Keys that matter with the character 0, or when they are released.
const (
	spaceKey = 0x20
	twoKey   = 0x32
	altKey   = 0x12
)

// lowSurrogate is the first second half of a character.
const lowSurrogate = 0xdc00

// records turns what a console sends into the bytes that a terminal would send. A console
// that makes sequences of keys sends their characters, each as a key of its own.
type records struct {
	high rune // the first half of a character; 0: none
}

// text appends the bytes of a record to b.
func (s *records) text(b []byte, r record) []byte {
	switch r.kind {
	case keyRecord:
		return s.keyText(b, r)
	case sizeRecord:
		return append(b, ansi.WindowOp(8, int(r.down>>16), int(r.down&0xffff))...)
	case focusRecord:
		if r.down != 0 {
			return append(b, ansi.Focus...)
		}
		return append(b, ansi.Blur...)
	}
	return b
}

func (s *records) keyText(b []byte, r record) []byte {
	if !r.types() {
		return b
	}
	c := rune(r.unit)
	if utf16.IsSurrogate(c) && c < lowSurrogate {
		s.high = c
		return b
	}
	if utf16.IsSurrogate(c) {
		c = utf16.DecodeRune(s.high, c)
	}
	s.high = 0
	for range max(r.repeat, 1) {
		b = utf8.AppendRune(b, c)
	}
	return b
}

// types reports whether a record has a character. A key that is released has one only if
// it is Alt, after a number or from the list of emoji. The character 0 is Ctrl+Space
// or Ctrl+2: any other key has none, such as Shift, which is also pressed between the
// letters of a paste.
func (r record) types() bool {
	if r.down == 0 {
		return r.key == altKey && r.unit != 0
	}
	return r.unit != 0 || r.key == 0 || r.key == spaceKey || r.key == twoKey
}
