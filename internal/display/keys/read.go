package keys

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/muesli/cancelreader"

	"banter/internal/crash"
)

// readSize is the largest number of bytes of one read.
const readSize = 4096

// Read sends the messages of a terminal until reading fails. It returns nil at the
// end of the input and when the read is canceled.
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
			case chunk, ok := <-chunks: // the bytes came in time, the program was slow
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

// end returns err unless it is an ordinary end of the input, after which it sends
// what is pending.
func (r *Reader) end(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		r.expire(time.Now())
		return nil
	case errors.Is(err, cancelreader.ErrCanceled):
		return nil
	}
	return err
}
