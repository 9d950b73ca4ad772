package display

import (
	"context"
	"io"
	"os"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"banter/internal/crash"
)

// Lend is a message that lends the terminal to another program, such as an editor. The
// model runs on meanwhile, and nothing of it is drawn.
type Lend struct {
	// Run runs the other program, until ctx ends because this one does. The model gets
	// the message that it returns.
	Run func(ctx context.Context) tea.Msg
}

// lent counts the programs of this process whose terminal is lent.
var lent atomic.Int32

// Lent reports whether another program has the terminal. The signals of its keys reach
// this program too, and must not end it.
func Lent() bool { return lent.Load() > 0 }

// run runs the other program on a goroutine.
func (l Lend) run(ctx context.Context) (msg *tea.Msg, ended <-chan struct{}) {
	msg = new(tea.Msg)
	lent.Add(1)
	return msg, crash.Go(func() {
		defer lent.Add(-1)
		*msg = l.Run(ctx)
	})
}

// lendWithoutWatch lends a terminal that nothing else gives or takes.
func (p *Program) lendWithoutWatch(l Lend) {
	p.stopReading()
	p.renderer.leave()
	p.cooked()
	msg, ended := l.run(context.Background())
	<-ended
	if err := p.raw(); err != nil {
		p.fail(err)
	}
	if err := p.startReading(); err != nil {
		p.fail(err)
	}
	p.renderer.comeBack()
	if p.console != nil {
		p.askSize()
	}
	p.Send(*msg)
}

// terminalModes turns off what a program that crashed may have left on: the mouse,
// pastes in brackets, the other screen, encoded keys, a hidden cursor.
const terminalModes = ansi.ResetModeMouseX10 + ansi.ResetModeMouseNormal + ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent +
	ansi.ResetModeBracketedPaste + ansi.ResetModeAltScreenSaveCursor + "\x1b[<9u" + ansi.SetModeTextCursorEnable + ansi.ResetStyle

// markPlace has the terminal note where the cursor is. terminalModes brings the cursor
// back there even if the other program did not use the other screen.
const markPlace = ansi.SetModeAltScreenSaveCursor + ansi.ResetModeAltScreenSaveCursor

// keepSettings returns a function that restores the present settings of the terminal.
func (p *Program) keepSettings() (restore func()) {
	in, ok := p.opts.In.(*os.File)
	if !ok {
		return func() {}
	}
	settings, err := term.GetState(in.Fd())
	if p.opts.Inline {
		_, _ = io.WriteString(p.opts.Out, markPlace)
	}
	return func() {
		if err == nil {
			_ = term.Restore(in.Fd(), settings)
		}
		_, _ = io.WriteString(p.opts.Out, terminalModes)
		if reshapes(p.opts.Environ) {
			_, _ = io.WriteString(p.opts.Out, ansi.SetCursorStyle(int(ownShape)))
		}
	}
}
