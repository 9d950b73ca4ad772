package display

import (
	"fmt"
	"time"

	"github.com/muesli/cancelreader"

	"banter/internal/crash"
	"banter/internal/display/keys"
)

// inputTime limits how long the program waits for a canceled read of the
// terminal. Some systems cannot cancel a read.
const inputTime = 500 * time.Millisecond

// input reads the terminal. Bubble Tea would read it on goroutines whose panics
// end the process, and cannot pause between a stop and the moment at which the
// program has the terminal again.
type input struct {
	reader cancelreader.CancelReader
	ended  <-chan struct{}
}

// startReading starts to read the terminal.
func (p *Program) startReading() error {
	if p.opts.In == nil || p.reading() {
		return nil
	}
	reader, err := openInput(p.opts.In)
	if err != nil {
		return fmt.Errorf("read terminal: %w", err)
	}
	from := keys.New(p.opts.Environ, p.Send)
	p.input = input{reader, crash.Go(func() {
		if err := from.Read(reader); err != nil {
			p.fail(fmt.Errorf("read terminal: %w", err))
		}
	})}
	return nil
}

// reading reports whether the program reads the terminal.
func (p *Program) reading() bool { return p.input.reader != nil }

// stopReading stops reading the terminal.
func (p *Program) stopReading() {
	in := p.input
	p.input = input{}
	if in.reader == nil {
		return
	}
	if in.reader.Cancel() {
		select {
		case <-in.ended:
		case <-time.After(inputTime):
		}
	}
	_ = in.reader.Close()
}
