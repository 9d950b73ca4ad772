package codex

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// frames returns all frames of a stream, and checks that they do not depend on
// how the reader cuts it.
func frames(r io.Reader) (all []string, err error) {
	f := newFrameReader(r)
	for {
		data, err := f.next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, string(data))
	}
}

var frameTests = []struct {
	name, stream string
	want         []string
}{
	{"empty", "", nil},
	{"one", "data: a\n\n", []string{"a"}},
	{"without space", "data:a\n\n", []string{"a"}},
	{"two spaces", "data:  a\n\n", []string{" a"}},
	{"CR LF", "event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n", []string{"a", "b"}},
	{"CR", "event: x\rdata: a\r\rdata: b\r\r", []string{"a", "b"}},
	{"mixed ends", "data: a\r\n\ndata: b\n\r\ndata: c\r\r\n", []string{"a", "b", "c"}},
	{"several lines", "data: a\ndata: b\ndata:\ndata: c\n\n", []string{"a\nb\n\nc"}},
	{"comments", ": hello\n\n:\n\ndata: a\n: in between\ndata: b\n\n", []string{"a\nb"}},
	{"other fields", "id: 7\nretry: 10\nevent: x\ndata: a\nfoo\ndatabase: no\n\n", []string{"a"}},
	{"event without data", "event: x\n\ndata: a\n\n", []string{"a"}},
	{"empty data", "data\n\ndata:\n\n", []string{"", ""}},
	{"byte order mark", "\ufeffdata: a\n\n", []string{"a"}},
	{"two marks", "\ufeff\ufeffdata: a\n\ndata: b\n\n", []string{"b"}},
	{"mark later", "data: a\n\n\ufeffdata: b\n\n", []string{"a"}},
	{"no blank line at the end", "data: a\n\ndata: b\n", []string{"a", "b"}},
	{"no end at all", "data: a\n\ndata: b", []string{"a", "b"}},
	{"many blank lines", "\n\n\ndata: a\n\n\n\ndata: b\n\n", []string{"a", "b"}},
	{"UTF-8", "data: ü€😀\n\n", []string{"ü€😀"}},
	{"large", "data: " + strings.Repeat("x", 300<<10) + "\n\ndata: b\n\n", []string{strings.Repeat("x", 300<<10), "b"}},
}

func TestFrames(t *testing.T) {
	for _, tt := range frameTests {
		t.Run(tt.name, func(t *testing.T) {
			readers := map[string]io.Reader{
				"whole":        strings.NewReader(tt.stream),
				"with EOF":     iotest.DataErrReader(strings.NewReader(tt.stream)),
				"half reads":   iotest.HalfReader(strings.NewReader(tt.stream)),
				"byte by byte": iotest.OneByteReader(strings.NewReader(tt.stream)),
			}
			for i := range min(len(tt.stream), 60) {
				readers["split at "+string(rune('A'+i))] = io.MultiReader(
					strings.NewReader(tt.stream[:i]), strings.NewReader(tt.stream[i:]))
			}
			for name, r := range readers {
				got, err := frames(r)
				if err != nil || !reflect.DeepEqual(got, tt.want) {
					t.Errorf("%s: %q, %v, want %q", name, got, err, tt.want)
				}
			}
		})
	}
}

func TestFrameIsGivenBeforeTheNextByte(t *testing.T) {
	for _, end := range []string{"\n\n", "\r\r", "\r\n\r\n"} {
		pipe, w := io.Pipe()
		f := newFrameReader(pipe)
		go w.Write([]byte("data: a" + end))
		if data, err := f.next(); string(data) != "a" || err != nil { // would hang otherwise
			t.Errorf("%q: %q, %v", end, data, err)
		}
	}
}

func TestFrameErrors(t *testing.T) {
	broken := errors.New("broken")
	got, err := frames(io.MultiReader(strings.NewReader("data: a\n\ndata: b\n"), iotest.ErrReader(broken)))
	if !reflect.DeepEqual(got, []string{"a"}) || err != broken {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := frames(iotest.ErrReader(broken)); err != broken {
		t.Error(err)
	}
	if _, err := frames(stuck{}); err != errNoProgress {
		t.Error(err)
	}
}

// stuck is a reader that returns no bytes and no error.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestFrameLimit(t *testing.T) {
	long := func(n int64) io.Reader { return io.LimitReader(&letters{}, n) }
	if _, err := frames(io.MultiReader(strings.NewReader("data: "), long(maxFrame+1))); err != errFrameTooLong {
		t.Errorf("one line: %v", err)
	}
	var parts []io.Reader
	for range 5 {
		parts = append(parts, strings.NewReader("data: "), long(maxFrame/4), strings.NewReader("\n"))
	}
	if _, err := frames(io.MultiReader(parts...)); err != errFrameTooLong {
		t.Errorf("several lines: %v", err)
	}
	got, err := frames(io.MultiReader(strings.NewReader("data: "), long(maxFrame-64<<10), strings.NewReader("\n\n")))
	if err != nil || len(got) != 1 || len(got[0]) != maxFrame-64<<10 {
		t.Errorf("just below: %d frames, %v", len(got), err)
	}
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// reference splits a whole stream into frames in the simplest way.
func reference(stream string) []string {
	stream = strings.TrimPrefix(stream, "\ufeff")
	stream = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(stream)
	var all, data []string
	for _, line := range append(strings.Split(stream, "\n"), "") {
		field, value, _ := strings.Cut(line, ":")
		switch {
		case line == "" && data != nil:
			all = append(all, strings.Join(data, "\n"))
			data = nil
		case field == "data":
			data = append(data, strings.TrimPrefix(value, " "))
		}
	}
	return all
}

func FuzzFrames(f *testing.F) {
	for _, tt := range frameTests {
		if len(tt.stream) < 1000 {
			f.Add([]byte(tt.stream), uint8(3))
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte, size uint8) {
		want := reference(string(stream))
		got, err := frames(&steps{stream, int(size)%7 + 1})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	})
}

// steps reads a few bytes at a time.
type steps struct {
	rest []byte
	size int
}

func (s *steps) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(s.size, len(p))], s.rest)
	s.rest = s.rest[n:]
	return n, nil
}
