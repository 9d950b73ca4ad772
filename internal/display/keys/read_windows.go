package keys

import (
	"context"
	"io"

	uv "github.com/charmbracelet/ultraviolet"

	"banter/internal/crash"
)

// Read sends the messages of a terminal until reading fails. It returns nil at the
// end of the input and when the read is canceled. A console sends keys, not bytes, and
// only Bubble Tea's reader can read them.
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
