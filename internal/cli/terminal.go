package cli

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"banter/internal/config"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(f.Fd()) }

// size returns the cells of the terminal behind f, or those of a page.
func size(f *os.File) (width, height int) {
	width, height, err := term.GetSize(f.Fd())
	if err != nil || width < 1 || height < 1 {
		return 80, 24
	}
	return width, height
}

// fitted returns a line of words for f. A terminal breaks them anywhere; what is
// longer than its line, such as the name of a file, is left to it, so that it
// can be copied in one piece.
func fitted(f *os.File, line string) string {
	if !isTerminal(f) {
		return line
	}
	width, _ := size(f)
	var rows strings.Builder
	used := 0
	for word := range strings.SplitSeq(line, " ") {
		needed := ansi.StringWidth(word)
		switch {
		case used == 0:
		case used+1+needed > width:
			rows.WriteByte('\n')
			used = 0
		default:
			rows.WriteByte(' ')
			used++
		}
		rows.WriteString(word)
		used += needed
	}
	return rows.String()
}

// plainASCII tells that the terminal cannot be trusted with Unicode: the
// locale is not UTF-8, or it is the console of Linux, whose fonts are small.
func (c *call) plainASCII() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(c.Getenv(name)); locale != "" {
			return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8") || c.Getenv("TERM") == "linux"
		}
	}
	return c.Getenv("TERM") == "linux"
}

// plainLinks tells that the terminal shows nothing of a link's target: the
// console of Linux, what behaves as DEC's terminals did, Apple's terminal, GNU
// screen.
func (c *call) plainLinks() bool {
	name := c.Getenv("TERM")
	return c.basicStyles() || c.Getenv("TERM_PROGRAM") == "Apple_Terminal" ||
		strings.HasPrefix(name, "screen") && c.Getenv("TMUX") == ""
}

// vteBidi is the version of VTE, the widget of GNOME's and other terminals,
// from which on it orders right-to-left text (0.58).
const vteBidi = 5800

// logicalOrder tells that the terminal puts right-to-left text into order.
func (c *call) logicalOrder() bool {
	if c.Bidi != config.BidiAuto {
		return c.Bidi == config.BidiTerminal
	}
	vte, _ := strconv.Atoi(c.Getenv("VTE_VERSION"))
	return vte >= vteBidi || c.Getenv("KONSOLE_VERSION") != "" || c.Getenv("TERM_PROGRAM") == "Apple_Terminal" ||
		strings.HasPrefix(c.Getenv("TERM"), "mlterm")
}

// lightGuess tells from COLORFGBG ("15;0": light on dark) whether the
// background is light, for as long as the terminal has not been asked.
func (c *call) lightGuess() bool {
	_, background, _ := strings.Cut(c.Getenv("COLORFGBG"), ";")
	if _, last, three := strings.Cut(background, ";"); three {
		background = last
	}
	return background == "7" || background == "15"
}

// environ returns the environment for libraries that look there for colours.
// They read NO_COLOR as a truth value; its own rule is that any value counts.
func (c *call) environ() []string {
	if c.Getenv("NO_COLOR") == "" {
		return c.Environ
	}
	return append(slices.Clone(c.Environ), "NO_COLOR=1")
}
