//go:build !windows

package keys

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/muesli/cancelreader"

	"banter/internal/crash"
)

// readSize is how much is read at once, in bytes.
const readSize = 4096

// Read sends what comes from a terminal until reading fails. The end and a
// canceled read are no errors.
func (r *Reader) Read(from io.Reader) error {
	chunks := make(chan []byte)
	var failure error
	crash.Go(func() {
		defer close(chunks)
		buf := make([]byte, readSize)
		for {
			n, err := from.Read(buf)
			if n > 0 {
				chunks <- bytes.Clone(buf[:n])
			}
			if err != nil {
				failure = err
				return
			}
		}
	})
	for {
		var silence <-chan time.Time
		if d := r.wait(); d > 0 {
			silence = time.After(d)
		}
		select {
		case chunk, ok := <-chunks:
			if !ok {
				return r.end(failure)
			}
			r.feed(chunk, time.Now())
		case <-silence:
			select {
			case chunk, ok := <-chunks: // it was not silent: the program was slow
				if !ok {
					return r.end(failure)
				}
				r.feed(chunk, time.Now())
			default:
				r.expire(time.Now())
			}
		}
	}
}

// end sends what has begun and returns why reading failed.
func (r *Reader) end(err error) error {
	r.expire(time.Now())
	if errors.Is(err, io.EOF) || errors.Is(err, cancelreader.ErrCanceled) {
		return nil
	}
	return err
}
