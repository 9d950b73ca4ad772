//go:build !windows

package display

import (
	"os"

	"golang.org/x/sys/unix"
)

// cell returns the size of a cell in pixels as the system knows it, or 0. Not all
// terminals tell the system, and some, such as xterm, tell it in no other way.
func (p *Program) cell() (width, height int) {
	out, ok := p.opts.Out.(*os.File)
	if !ok {
		return 0, 0
	}
	size, err := unix.IoctlGetWinsize(int(out.Fd()), unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 || size.Row == 0 {
		return 0, 0
	}
	return int(size.Xpixel / size.Col), int(size.Ypixel / size.Row)
}
