package auth_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"banter/auth"
	"banter/internal/notice"
)

// TestErrorNotice checks the words of an error with and without a sentence.
func TestErrorNotice(t *testing.T) {
	late := fmt.Errorf("read: %w", context.DeadlineExceeded)
	for name, test := range map[string]struct {
		err            *auth.Error
		sentence, hint string
		unknown        bool
	}{
		"its own":          {&auth.Error{Sentence: "It broke.", Hint: "Mend it.", Err: late}, "It broke.", "Mend it.", false},
		"of another error": {&auth.Error{Err: &auth.Error{Sentence: "It broke."}}, "It broke.", "", false},
		"of a known cause": {&auth.Error{Err: late}, "No answer came in time.", "Check your connection and try again.", false},
		"of no cause":      {&auth.Error{Code: auth.CodeNetwork}, "", "", true},
		"unknown":          {&auth.Error{Err: errors.New("odd")}, "", "", true},
	} {
		if sentence, hint := test.err.Notice(); sentence != test.sentence || hint != test.hint {
			t.Errorf("%s: got %q, %q", name, sentence, hint)
		}
		if n := notice.Of(fmt.Errorf("ask: %w", test.err)); n.Unknown != test.unknown {
			t.Errorf("%s: notice.Of returns %+v", name, n)
		}
	}
}
