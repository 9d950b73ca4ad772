package codex

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	// maxFrame is the longest frame, in bytes. A finished image comes as base64
	// in one frame; no known frame comes near this size.
	maxFrame = 64 << 20
	readSize = 64 << 10
)

var errFrameTooLong = fmt.Errorf("event longer than %d MB", maxFrame>>20)

// A frameReader splits a stream of server-sent events (WHATWG HTML, section
// 9.2, "Server-sent events"). It skips ids and retry times. It keeps lines from
// the beginning that cannot be part of such a stream, because a server may
// answer with an error instead.
//
// Unlike the standard, it also returns a final event that no blank line ends.
type frameReader struct {
	r          io.Reader
	waiting    func() // called before each read; may be nil
	err        error  // error of r; reported when the buffer is used up
	buf        []byte // unread bytes are buf[start:end]
	start, end int
	begun      bool   // the first line, which may start with a byte order mark, is read
	skipLF     bool   // the last line ended in CR, so a LF now belongs to it
	data       []byte // data of the current event
	name       []byte // name of the current event; most events name their type in the data too
	found      bool   // an event has come
	stray      []byte // lines before the first event that are not part of an event stream
}

func newFrameReader(r io.Reader) *frameReader {
	return &frameReader{r: r, buf: make([]byte, readSize)}
}

// next returns the data of the next event, valid until the next call. At the
// end of the stream it returns io.EOF.
func (f *frameReader) next() ([]byte, error) {
	f.data, f.name = f.data[:0], f.name[:0]
	found := false
	for {
		line, err := f.line()
		if err != nil {
			if err == io.EOF && found {
				return f.data, nil
			}
			return nil, err
		}
		if len(line) == 0 {
			if found {
				return f.data, nil
			}
			f.name = f.name[:0]
			continue
		}
		value, ok := fieldOf(line, "data")
		if !ok {
			f.other(line)
			continue
		}
		f.found = true
		if len(f.data)+len(value) >= maxFrame {
			return nil, errFrameTooLong
		}
		if found {
			f.data = append(f.data, '\n')
		}
		found = true
		f.data = append(f.data, value...)
	}
}

// other handles a line that is not data.
func (f *frameReader) other(line []byte) {
	if name, ok := fieldOf(line, "event"); ok {
		f.name = append(f.name[:0], name...)
		return
	}
	if f.found || line[0] == ':' || bytes.HasPrefix(line, []byte("id:")) || bytes.HasPrefix(line, []byte("retry:")) {
		return
	}
	if room := maxErrorBody - len(f.stray); room > 0 {
		f.stray = append(append(f.stray, line[:min(len(line), room)]...), '\n')
	}
}

// fieldOf returns the value of line if it is a field of the given name.
func fieldOf(line []byte, name string) ([]byte, bool) {
	if !bytes.HasPrefix(line, []byte(name)) {
		return nil, false
	}
	line = line[len(name):]
	switch {
	case len(line) == 0:
		return line, true
	case line[0] != ':':
		return nil, false
	case len(line) > 1 && line[1] == ' ':
		return line[2:], true
	}
	return line[1:], true
}

// line returns the next line without its end, valid until the next call. A CR
// ends a line at once, whether or not a LF follows, so that no event waits for
// the next one.
func (f *frameReader) line() ([]byte, error) {
	seen := 0 // bytes of the window without a line end
	for {
		window := f.buf[f.start:f.end]
		if f.skipLF && len(window) > 0 {
			f.skipLF = false
			if window[0] == '\n' {
				f.start++
				window = window[1:]
			}
		}
		if n := lineEnd(window[seen:]); n >= 0 {
			n += seen
			f.skipLF = window[n] == '\r'
			f.start += n + 1
			return f.unmarked(window[:n]), nil
		}
		seen = len(window)
		if f.err != nil {
			f.start = f.end
			if seen > 0 && f.err == io.EOF {
				return f.unmarked(window), nil
			}
			return nil, f.err
		}
		if seen >= maxFrame {
			return nil, errFrameTooLong
		}
		f.fill()
	}
}

// unmarked returns line without the byte order mark at the beginning of a
// stream.
func (f *frameReader) unmarked(line []byte) []byte {
	if f.begun {
		return line
	}
	f.begun = true
	return bytes.TrimPrefix(line, []byte("\ufeff"))
}

// lineEnd returns the index of the first CR or LF, or -1. Two searches for one
// byte each are much faster than one search for two.
func lineEnd(b []byte) int {
	n := bytes.IndexByte(b, '\n')
	if n >= 0 {
		b = b[:n]
	}
	if cr := bytes.IndexByte(b, '\r'); cr >= 0 {
		return cr
	}
	return n
}

var errNoProgress = errors.New("reader returned no bytes many times")

// fill reads once, after making room. It reads at most readSize bytes, so that
// a buffer that has grown for a long frame does not slow down later searches.
func (f *frameReader) fill() {
	if f.waiting != nil {
		f.waiting()
	}
	f.makeRoom()
	for range 100 {
		n, err := f.r.Read(f.buf[f.end:min(f.end+readSize, len(f.buf))])
		f.end += n
		f.err = err
		if n > 0 || err != nil {
			return
		}
	}
	f.err = errNoProgress
}

func (f *frameReader) makeRoom() {
	if f.start > 0 {
		copy(f.buf, f.buf[f.start:f.end])
		f.start, f.end = 0, f.end-f.start
	}
	if len(f.buf)-f.end < readSize/2 {
		grown := make([]byte, 2*len(f.buf))
		copy(grown, f.buf[:f.end])
		f.buf = grown
	}
}
