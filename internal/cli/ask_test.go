package cli

import (
	"context"
	"errors"
	"os"
	"testing"
)

// TestReadingTheQuestionEndsWithTheContext: the other end of the pipe may stay
// open for ever.
func TestReadingTheQuestionEndsWithTheContext(t *testing.T) {
	in, other, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer other.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := &call{Process: Process{In: in}}
	if _, err := readQuestion(ctx, []string{"hello"}, c, true); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
