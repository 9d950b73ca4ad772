package display

import (
	"context"
	"fmt"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/muesli/cancelreader"

	"banter/internal/crash"
)

// inputTime bounds how long the program waits for a read of the terminal to
// end after it is canceled. Some systems cannot cancel it.
const inputTime = 500 * time.Millisecond

// input is the reading of the terminal. Bubble Tea reads it on goroutines
// whose panics end the process, and cannot pause between a stop and the moment
// at which the program has the terminal again.
type input struct {
	reader cancelreader.CancelReader
	ended  <-chan struct{}
}

// listen begins to read the terminal.
func (p *Program) listen() error {
	if p.opts.In == nil || p.reads() {
		return nil
	}
	reader, err := uv.NewCancelReader(p.opts.In)
	if err != nil {
		return fmt.Errorf("read terminal: %w", err)
	}
	events := make(chan uv.Event)
	keys := uv.NewTerminalReader(reader, uv.Environ(p.opts.Environ).Getenv("TERM"))
	p.input = input{reader, crash.Go(func() {
		defer close(events)
		if err := keys.StreamEvents(context.Background(), events); err != nil {
			p.fail(fmt.Errorf("read terminal: %w", err))
		}
	})}
	crash.Go(func() {
		for event := range events {
			p.tea.Send(event)
		}
	})
	return nil
}

// reads reports whether the program reads the terminal.
func (p *Program) reads() bool { return p.input.reader != nil }

// hush ends the reading of the terminal.
func (p *Program) hush() {
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
