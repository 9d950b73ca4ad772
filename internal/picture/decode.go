package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
)

// decode decodes an image file that passes the limits.
func decode(ctx context.Context, file []byte) (m image.Image, err error) {
	f, ok := formatOf(file)
	if !ok {
		return nil, errType
	}
	defer func() {
		// No file is known to make a decoder panic, but a conversation that was
		// imported may have any file, and would then end the program at each start.
		if p := recover(); p != nil {
			m, err = nil, fmt.Errorf("decode image: decoder panicked")
		}
	}()
	if err := f.check(file); err != nil {
		return nil, err
	}
	return f.decode(&reader{ctx, bytes.NewReader(file)})
}

// A reader reads a file until its context ends.
type reader struct {
	ctx context.Context
	in  io.Reader
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(p[:min(len(p), 64<<10)])
}

// headerBy returns a function that reads the header of a file by read.
func headerBy(read func(io.Reader) (image.Config, error)) func([]byte) (image.Config, error) {
	return func(file []byte) (image.Config, error) { return read(bytes.NewReader(file)) }
}

// decodeBy returns a function that decodes a file by read.
func decodeBy(read func(io.Reader) (image.Image, error)) func(*reader) (image.Image, error) {
	return func(r *reader) (image.Image, error) { return read(r) }
}
