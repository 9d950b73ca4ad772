package markdown

import (
	"strconv"
	"strings"
)

// sgrColour returns the SGR parameters of a foreground colour written as
// "#rrggbb" or "0" to "255", "" for what is none.
func sgrColour(c string) string {
	if hex, ok := strings.CutPrefix(c, "#"); ok {
		n, err := strconv.ParseUint(hex, 16, 24)
		if err != nil || len(hex) != 6 {
			return ""
		}
		return "38;2;" + strconv.Itoa(int(n>>16)) + ";" + strconv.Itoa(int(n>>8&255)) + ";" + strconv.Itoa(int(n&255))
	}
	n, err := strconv.Atoi(c)
	switch {
	case err != nil || n < 0 || n > 255:
		return ""
	case n < 8:
		return strconv.Itoa(30 + n)
	case n < 16:
		return strconv.Itoa(90 + n - 8)
	}
	return "38;5;" + strconv.Itoa(n)
}
