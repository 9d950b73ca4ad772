package keys

import (
	"context"
	"io"

	uv "github.com/charmbracelet/ultraviolet"

	"banter/internal/crash"
)

// ReadConsole is Read for the console, which sends keys and sizes, not bytes. Only Bubble
// Tea's reader can read them.
func (r *Reader) ReadConsole(from io.Reader) error {
	events := make(chan uv.Event)
	sent := crash.Go(func() {
		for event := range events {
			if key, ok := event.(uv.KeyPressEvent); ok {
				event = uv.KeyPressEvent(r.layout.key(uv.Key(key), alternates{shifted: key.ShiftedCode, base: key.BaseCode}))
			}
			r.send(event)
		}
	})
	err := uv.NewTerminalReader(from, "").StreamEvents(context.Background(), events)
	close(events)
	<-sent
	return err
}
