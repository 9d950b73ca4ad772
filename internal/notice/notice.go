// Package notice returns the words in which an error is shown to a person: a
// sentence that says what happened and a hint that says what to do next.
//
// Inside Banter an error is a lower-case wrapped chain. An error type with words
// of its own implements [Noticer]. The commands and the screens call [Of] when
// they show an error.
package notice

import (
	"errors"
	"slices"

	"banter/internal/termsafe"
)

// A Noticer is an error with words of its own.
type Noticer interface {
	error
	// Notice returns a sentence, capitalized and with a full stop, and a hint,
	// which may be empty. If the sentence is empty, too, [Of] asks the cause of
	// the error. Neither may hold a secret, a status line, a body or a Go error.
	Notice() (sentence, hint string)
}

// A Notice holds the words for an error.
type Notice struct {
	Sentence string // what happened
	Hint     string // what to do next; may be empty
	Unknown  bool   // Of knows no error of the chain, so the caller should show or log the chain
}

// Of returns the words of the first [Noticer] in err's chain, or else those for a
// well-known cause: no network, canceled, disk full, no permission. Sentence and
// hint are one line each and safe to write to a terminal. Of(nil) returns the
// zero Notice.
func Of(err error) Notice {
	if err == nil {
		return Notice{}
	}
	n, ok := own(err)
	for _, cause := range causes {
		if ok {
			break
		}
		n, ok = cause(err)
	}
	if !ok {
		n = Notice{Sentence: "Something unexpected went wrong.", Hint: "Try again.", Unknown: true}
	}
	n.Sentence, n.Hint = termsafe.Line(n.Sentence), termsafe.Line(n.Hint)
	return n
}

// causes return the words for a well-known cause and whether err has it. The
// order matters, because a chain often holds several causes: a refused connection
// is a time-out of the dialer, too.
var causes = []func(error) (Notice, bool){
	canceled, file, proxy, certificate, handshake, lookup, connection, broken, timeout, lost, system,
}

// own returns the words of the first Noticer in err's chain that has a sentence.
func own(err error) (Notice, bool) {
	var noticer Noticer
	for errors.As(err, &noticer) {
		if sentence, hint := noticer.Notice(); sentence != "" {
			return Notice{Sentence: sentence, Hint: hint}, true
		}
		err = errors.Unwrap(noticer)
	}
	return Notice{}, false
}

func known(sentence, hint string) (Notice, bool) {
	return Notice{Sentence: sentence, Hint: hint}, true
}

func isAny(err error, targets []error) bool {
	return slices.ContainsFunc(targets, func(target error) bool { return errors.Is(err, target) })
}
