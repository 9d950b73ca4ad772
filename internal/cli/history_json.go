package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"banter/internal/termsafe"
)

// encode prints a value as one line of JSON. It escapes what a terminal would
// act on, so that the data is exact and the line is safe.
func (c *call) encode(value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	line := string(raw)
	if termsafe.Text(line) != line {
		line = escaped(line)
	}
	return c.print("%s\n", line)
}

// escaped returns JSON in which characters that a terminal acts on, all of them
// within strings, are escaped.
func escaped(line string) string {
	var b strings.Builder
	for _, r := range line {
		switch one := string(r); {
		case r < utf8.RuneSelf || termsafe.Text(one) == one:
			b.WriteString(one)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
