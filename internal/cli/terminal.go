package cli

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/term"

	"banter/internal/config"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(f.Fd()) }

// size returns the width and height of the terminal f in cells, or 80 and 24 if
// f is none.
func size(f *os.File) (width, height int) {
	width, height, err := term.GetSize(f.Fd())
	if err != nil || width < 1 || height < 1 {
		return 80, 24
	}
	return width, height
}

// fitted returns a sentence wrapped between words if f is a terminal. A word
// that is longer than a line, such as a path, stays whole, so that it can be
// copied.
func fitted(f *os.File, line string) string {
	if !isTerminal(f) {
		return line
	}
	width, _ := size(f)
	return wrapWords(line, width)
}

// fittedBelow is fitted for a sentence that begins at a column; its other lines begin
// there too.
func fittedBelow(f *os.File, line string, column int) string {
	if !isTerminal(f) {
		return line
	}
	width, _ := size(f)
	return strings.ReplaceAll(wrapWords(line, max(min(width, measure)-column, 20)), "\n", "\n"+strings.Repeat(" ", column))
}

// plainASCII reports whether the terminal may not show Unicode: the locale is
// not UTF-8, or it is the Linux console, whose fonts are small.
func (c *call) plainASCII() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(c.Getenv(name)); locale != "" {
			return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8") || c.Getenv("TERM") == "linux"
		}
	}
	return c.Getenv("TERM") == "linux"
}

// plainLinks reports whether the terminal hides the target of a link: the Linux
// console, terminals like DEC's, Apple's terminal, GNU screen.
func (c *call) plainLinks() bool {
	name := c.Getenv("TERM")
	return c.basicStyles() || c.Getenv("TERM_PROGRAM") == "Apple_Terminal" ||
		strings.HasPrefix(name, "screen") && c.Getenv("TMUX") == ""
}

// vteBidi is the first version of VTE, the widget of GNOME's and other
// terminals, that orders right-to-left text (0.58).
const vteBidi = 5800

// logicalOrder reports whether the terminal orders right-to-left text.
func (c *call) logicalOrder() bool {
	if c.Bidi != config.BidiAuto {
		return c.Bidi == config.BidiTerminal
	}
	vte, _ := strconv.Atoi(c.Getenv("VTE_VERSION"))
	return vte >= vteBidi || c.Getenv("KONSOLE_VERSION") != "" || c.Getenv("TERM_PROGRAM") == "Apple_Terminal" ||
		strings.HasPrefix(c.Getenv("TERM"), "mlterm")
}

// lightGuess guesses from COLORFGBG ("15;0": light on dark) whether the
// background is light, until the terminal has answered.
func (c *call) lightGuess() bool {
	_, background, _ := strings.Cut(c.Getenv("COLORFGBG"), ";")
	if _, last, three := strings.Cut(background, ";"); three {
		background = last
	}
	return background == "7" || background == "15"
}

// environ returns the environment for libraries that choose colors by it. They
// read NO_COLOR as a truth value; its own rule is that any value counts.
func (p Process) environ() []string {
	if p.Getenv("NO_COLOR") == "" {
		return p.Environ
	}
	return append(slices.Clone(p.Environ), "NO_COLOR=1")
}
