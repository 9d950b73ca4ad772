package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/charmbracelet/x/term"
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
