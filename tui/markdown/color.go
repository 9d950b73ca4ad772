package markdown

import (
	"strconv"
	"strings"
)

// The first parameters of an SGR sequence that sets a color.
const (
	foreground = 30
	background = 40
)

// sgrColor returns the SGR parameters of a color written as "#rrggbb", "#rgb"
// or "0" to "255", or "" for anything else.
func sgrColor(c string, ground int) string {
	extended := strconv.Itoa(ground + 8)
	if hex, ok := strings.CutPrefix(c, "#"); ok {
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		n, err := strconv.ParseUint(hex, 16, 24)
		if err != nil || len(hex) != 6 {
			return ""
		}
		return extended + ";2;" + strconv.Itoa(int(n>>16)) + ";" + strconv.Itoa(int(n>>8&255)) + ";" + strconv.Itoa(int(n&255))
	}
	n, err := strconv.Atoi(c)
	switch {
	case err != nil || n < 0 || n > 255:
		return ""
	case n < 8:
		return strconv.Itoa(ground + n)
	case n < 16:
		return strconv.Itoa(ground + 60 + n - 8)
	}
	return extended + ";5;" + strconv.Itoa(n)
}
