package display

import (
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
)

// The size of a terminal that does not know its own, such as a serial console.
const (
	usualWidth  = 80
	usualHeight = 24
)

// sized returns width and height. It replaces a zero by COLUMNS or LINES of the
// environment, or by the usual size.
func sized(environ []string, width, height int) (int, int) {
	env := uv.Environ(environ)
	or := func(n int, name string, usual int) int {
		if n > 0 {
			return n
		}
		if n, err := strconv.Atoi(env.Getenv(name)); err == nil && n > 0 && n <= 1000 {
			return n
		}
		return usual
	}
	return or(width, "COLUMNS", usualWidth), or(height, "LINES", usualHeight)
}
