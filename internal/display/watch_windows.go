package display

import (
	"io"
	"os"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"banter/internal/crash"
	"banter/internal/display/keys"
)

// watch does nothing: the console sends its size together with the keys, and
// stops no programs.
func (p *Program) watch() (stop func()) { return func() {} }

// lend lends the console.
func (p *Program) lend(l Lend) { crash.Go(func() { p.lendWithoutWatch(l) }) }

// foreground returns true: a console has no background.
func (p *Program) foreground() bool { return true }

// stopGroup does nothing: no shell could continue the program.
func stopGroup() {}

// window returns the size of the window. The console sends that of its buffer, which
// has thousands of rows unless it is the alternate screen.
func (p *Program) window(sent tea.WindowSizeMsg) tea.WindowSizeMsg {
	if p.console != nil {
		if w, h, err := p.console.GetSize(); err == nil {
			return tea.WindowSizeMsg{Width: w, Height: h}
		}
	}
	return sent
}

// openInput returns the reader of the console, or of another terminal, such as that of
// MSYS2.
func openInput(in io.Reader) (cancelreader.CancelReader, error) {
	if file, ok := in.(*os.File); ok && term.IsTerminal(file.Fd()) {
		return keys.OpenConsole(file.Fd())
	}
	return uv.NewCancelReader(in)
}
