package safefile

import (
	"io"
	"strings"
	"testing"
)

// TestReadSettled reads a file that is overwritten between two parts of it.
func TestReadSettled(t *testing.T) {
	old, text := strings.Repeat("a", 2000), strings.Repeat("b", 2000)
	file := &overwritten{Reader: strings.NewReader(old), text: text}
	got, err := readSettled(file)
	if err != nil || string(got) != text {
		t.Errorf("got %d bytes of the old text and %d in all, error %v", strings.Count(string(got), "a"), len(got), err)
	}
}

// overwritten is a file that has another text after its first part was read.
type overwritten struct {
	*strings.Reader
	text string
}

func (o *overwritten) ReadAt(part []byte, at int64) (int, error) {
	n, err := o.Reader.ReadAt(part, at)
	o.Reader = strings.NewReader(o.text)
	if err == io.EOF && n > 0 {
		err = nil
	}
	return n, err
}
