package markdown

import (
	"slices"
	"strconv"
	"strings"

	xansi "github.com/charmbracelet/x/ansi"
)

// ansiNames are chroma's names of the sixteen colours of a terminal, in the
// terminal's order. Chroma refuses numbers.
var ansiNames = []string{
	"#ansiblack", "#ansidarkred", "#ansidarkgreen", "#ansibrown",
	"#ansidarkblue", "#ansipurple", "#ansiteal", "#ansilightgray",
	"#ansidarkgray", "#ansired", "#ansigreen", "#ansiyellow",
	"#ansiblue", "#ansifuchsia", "#ansiturquoise", "#ansiwhite",
}

// chromaColour returns a colour of a palette as chroma writes it.
func chromaColour(c string) string {
	n, err := strconv.Atoi(c)
	switch {
	case err != nil || n < 0 || n > 255:
		return c
	case n < len(ansiNames):
		return ansiNames[n]
	}
	r, g, b, _ := xansi.IndexedColor(n).RGBA()
	hex := strconv.FormatUint(uint64(1<<24|r>>8<<16|g>>8<<8|b>>8), 16)
	return "#" + hex[1:]
}

// sgrColour returns the SGR parameters of a foreground colour written as
// "#rrggbb", "0" to "255" or a name of chroma's, "" for what is none.
func sgrColour(c string) string {
	if n := slices.Index(ansiNames, c); n >= 0 {
		c = strconv.Itoa(n)
	}
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
