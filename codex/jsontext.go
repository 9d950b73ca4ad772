package codex

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// cutString cuts a JSON string off b. It reports false for a string that
// encoding/json would reject or, escapes apart, change.
func cutString(b []byte) (content []byte, escaped bool, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, false, nil, false
	}
	ascii := true
	for i := 1 + plainRun(b[1:]); i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			content = b[1:i]
			return content, escaped, b[i+1:], ascii || utf8.Valid(content)
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			return nil, false, nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false, nil, false
}

// plainRun returns the length, in steps of eight, of a prefix of b that is
// printable ASCII without quotes and backslashes. Each of the four tests sets
// the top bit of a byte that fails it, and perhaps of bytes after it.
func plainRun(b []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		quote, slash := x^(ones*'"'), x^(ones*'\\')
		if (x|(x-ones*' ')|(quote-ones)&^quote|(slash-ones)&^slash)&tops != 0 {
			break
		}
	}
	return i
}

// cutIndex cuts a small whole number off b.
func cutIndex(b []byte) (n int, rest []byte, ok bool) {
	i := 0
	for i < len(b) && i < 10 && b[i] >= '0' && b[i] <= '9' {
		n = n*10 + int(b[i]-'0')
		i++
	}
	if i == 0 || i == 10 || i > 1 && b[0] == '0' {
		return 0, nil, false
	}
	return n, b[i:], true
}

// appendUnescaped appends the content s of a JSON string, its escapes decoded.
func appendUnescaped(dst, s []byte) ([]byte, bool) {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			dst = append(dst, s[i])
			continue
		}
		i++ // in range: cutString never ends a string after a backslash
		switch s[i] {
		case '"', '\\', '/':
			dst = append(dst, s[i])
		case 'n':
			dst = append(dst, '\n')
		case 't':
			dst = append(dst, '\t')
		case 'r':
			dst = append(dst, '\r')
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'u':
			r, n, ok := codePoint(s[i-1:])
			if !ok {
				return dst, false
			}
			dst = utf8.AppendRune(dst, r)
			i += n - 2
		default:
			return dst, false
		}
	}
	return dst, true
}

// codePoint decodes one \uXXXX escape, or two that make a surrogate pair. It
// returns their length.
func codePoint(s []byte) (r rune, n int, ok bool) {
	high, ok := hex4(s)
	if !ok {
		return 0, 0, false
	}
	if !utf16.IsSurrogate(high) {
		return high, 6, true
	}
	if low, ok := hex4(s[6:]); ok {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return r, 12, true
		}
	}
	return utf8.RuneError, 6, true
}

func hex4(s []byte) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range s[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
