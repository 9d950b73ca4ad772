package keys

import (
	"context"
	"io"

	uv "github.com/charmbracelet/ultraviolet"

	"banter/internal/crash"
)

// Read sends what comes from a terminal until reading fails. The end and a
// canceled read are no errors. The console sends keys, not bytes, and only the
// reader of Bubble Tea can read them.
func (r *Reader) Read(from io.Reader) error {
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
