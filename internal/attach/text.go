package attach

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// text returns the text of a file in UTF-8, with its line ends unchanged.
func text(name string, data []byte) ([]byte, error) {
	switch refused := refusal(name, data); {
	case refused != nil:
		return nil, refused
	case len(data) == 0:
		return nil, &Error{name + " is empty.", "Attach a file with content.", nil}
	case len(data) > 2*MaxText+len("\xff\xfe") && !hasControls(data[:4096]): // too large in any encoding
		return nil, tooLarge(name)
	}
	decoded, ok := decode(data)
	switch {
	case !ok && len(data) <= MaxText && isOtherText(data):
		return nil, &Error{name + " is a text in an encoding that Banter does not know.", "Save it as UTF-8 first.", nil}
	case !ok:
		return nil, &Error{name + " is neither a text nor an image that a model can read.", "Attach a text, or a PNG, JPEG, WebP or GIF.", nil}
	case len(decoded) > MaxText:
		return nil, tooLarge(name)
	case isSecret(decoded):
		return nil, &Error{name + " looks like a file with a sign-in or a private key.", "Banter sends no such file. Remove the secret from a copy, and attach that.", nil}
	}
	return decoded, nil
}

func tooLarge(name string) error {
	return &Error{fmt.Sprintf("%s is too large: a text can have %s.", name, size(MaxText)), "Attach a part of it.", nil}
}

// decode returns data as UTF-8: from UTF-8, from UTF-16 with a byte order mark or
// from Windows-1252, of which Latin-1 is a part. It reports whether data is such a
// text.
func decode(data []byte) ([]byte, bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return fromUTF16(data[2:], binary.BigEndian)
	}
	switch {
	case hasControls(data):
		return nil, false
	case utf8.Valid(data):
		return data, true
	}
	return fromLatin(data)
}

// Input returns what a program has written into a question, in UTF-8. Unlike a file it
// may have any control character except NUL, and a mixture of encodings, as a diff of
// several files has; what is no character becomes U+FFFD.
func Input(data []byte) (string, error) {
	switch {
	case imageType(data) != "":
		return "", &Error{"Standard input is an image.", "Attach it with --file -, and give the question as an argument.", nil}
	case utf8.Valid(data) && bytes.IndexByte(data, 0) < 0:
		return string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))), nil
	}
	wide := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	if decoded, ok := decode(data); ok && (wide || !hasRunes(data)) {
		return string(decoded), nil
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", &Error{"Standard input is not a text.", "Give banter ask a text, or a file with --file.", nil}
	}
	return strings.ToValidUTF8(string(data), "\uFFFD"), nil
}

// hasRunes reports whether data has a character of UTF-8 that is not ASCII.
func hasRunes(data []byte) bool {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if n > 1 && r != utf8.RuneError {
			return true
		}
		data = data[n:]
	}
	return false
}

// hasControls reports whether data has characters that no text has. Logs have
// escape sequences, old texts form feeds and backspaces.
func hasControls(data []byte) bool {
	for _, b := range data {
		if b < ' ' && b != '\n' && b != '\t' && b != '\r' && b != '\f' && b != '\v' && b != '\b' && b != 0x1b || b == 0x7f {
			return true
		}
	}
	return false
}

func fromUTF16(data []byte, order binary.ByteOrder) ([]byte, bool) {
	if len(data)%2 != 0 {
		return nil, false
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	var text []byte
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 == len(units) {
				return nil, false
			}
			r = utf16.DecodeRune(r, rune(units[i+1]))
			i++
			if r == utf8.RuneError {
				return nil, false
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text, !hasControls(text)
}

// mostLatin is the part of a text in a Latin script that may be other than ASCII:
// one in so many bytes. A text in another encoding has more, and would be read as
// nonsense.
const mostLatin = 4

func fromLatin(data []byte) ([]byte, bool) {
	high := 0
	for _, b := range data {
		if b >= utf8.RuneSelf {
			high++
		}
		switch b {
		case 0x81, 0x8d, 0x8f, 0x90, 0x9d: // no characters in Windows-1252
			return nil, false
		}
	}
	if high*mostLatin > len(data) {
		return nil, false
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
	return decoded, err == nil
}

// isOtherText reports whether data has nothing that speaks against a text.
func isOtherText(data []byte) bool {
	return !hasControls(data) && bytes.ContainsAny(data, " \n")
}
