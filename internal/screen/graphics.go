package screen

import (
	"bytes"
	"fmt"
	"io"

	"github.com/charmbracelet/x/ansi"
)

// Graphics is which images a terminal in memory says that it can show. It draws none:
// a test reads them in [Terminal.Output].
type Graphics int

const (
	NoGraphics Graphics = iota
	KittyGraphics
	SixelGraphics
)

// sizeOfCell is the window operation that asks for the size of a cell in pixels.
const sizeOfCell = 16

// answerGraphics has the terminal answer questions about images as one that shows
// them, with cells of 10×20 pixels.
func (t *Terminal) answerGraphics(g Graphics) {
	if g == NoGraphics {
		return
	}
	answer := func(text string) bool {
		_, _ = io.WriteString(t.em.InputPipe(), text) // a program that has ended reads none
		return true
	}
	attributes := "\x1b[?62;22c"
	if g == SixelGraphics {
		attributes = "\x1b[?62;4;22c"
	}
	t.em.RegisterCsiHandler('c', func(ansi.Params) bool { return answer(attributes) })
	t.em.RegisterCsiHandler(ansi.Command('>', 0, 'q'), func(ansi.Params) bool {
		return answer(fmt.Sprintf("\x1bP>|%s\x1b\\", map[Graphics]string{KittyGraphics: "kitty(0.42.1)", SixelGraphics: "foot(1.20)"}[g]))
	})
	t.em.RegisterCsiHandler('t', func(params ansi.Params) bool {
		op, _, _ := params.Param(0, 0)
		return op == sizeOfCell && answer("\x1b[6;20;10t")
	})
	t.em.RegisterApcHandler(func(data []byte) bool {
		return g == KittyGraphics && bytes.HasPrefix(data, []byte("Gi=31,")) && answer("\x1b_Gi=31;OK\x1b\\")
	})
}
