package safefile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"unicode/utf16"
)

// Text returns raw as UTF-8 without a byte order mark. It decodes UTF-16 in either
// byte order, which it recognizes by the mark, or by a first character of ASCII
// with a zero byte. It returns an error if it would lose a character.
func Text(raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return raw[3:], nil
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return fromUTF16(raw[2:], binary.LittleEndian)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return fromUTF16(raw[2:], binary.BigEndian)
	case len(raw) >= 2 && raw[0] != 0 && raw[1] == 0:
		return fromUTF16(raw, binary.LittleEndian)
	case len(raw) >= 2 && raw[0] == 0 && raw[1] != 0:
		return fromUTF16(raw, binary.BigEndian)
	}
	return raw, nil
}

func fromUTF16(raw []byte, order binary.ByteOrder) ([]byte, error) {
	if len(raw)%2 != 0 {
		return nil, errors.New("UTF-16 with half a character")
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	runes := utf16.Decode(units)
	if !slices.Equal(utf16.Encode(runes), units) {
		return nil, errors.New("UTF-16 with half a pair")
	}
	return []byte(string(runes)), nil
}
