package screen

import "github.com/charmbracelet/x/vt"

// Blank returns a terminal on which no program runs. What is written to it appears as
// on a terminal that makes a new line of a line feed.
func Blank(opts Options) *Terminal {
	t := &Terminal{light: opts.Light, em: vt.NewEmulator(opts.Width, opts.Height), newLines: true}
	t.prepare()
	return t
}
