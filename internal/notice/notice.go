// Package notice turns errors into what a person reads: one sentence that says
// what happened and one hint that says what to do next.
//
// Inside Banter an error is a lower-case wrapped chain. An error type that
// knows its own words implements [Noticer]; the commands and the screens call
// [Of] at the edge and nowhere else.
package notice

import (
	"errors"
	"slices"

	"banter/internal/termsafe"
)

// A Noticer is an error that carries its own words for the user.
type Noticer interface {
	error
	// Notice returns a sentence (capitalised, with a full stop) and a hint,
	// which may be empty. Neither may hold a secret, a status line, a body or
	// a Go error.
	Notice() (sentence, hint string)
}

// A Notice is what a person reads about an error.
type Notice struct {
	Sentence string // what happened
	Hint     string // what to do next; may be empty
	Unknown  bool   // nothing in the chain had words; whoever repairs it wants to see the chain
}

// Of returns the words of the first [Noticer] in err's chain, or plain words
// for well-known causes (no network, cancelled, disk full, no permission).
// Both are one line each and safe to write to a terminal. Of(nil) is the zero
// Notice.
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

// causes are asked in order: the more telling one comes first, since a chain
// often holds several (a refused connection is a time-out of the dialer too).
var causes = []func(error) (Notice, bool){
	canceled, file, proxy, certificate, handshake, lookup, connection, broken, timeout, lost, system,
}

// own asks the chain's own words. A Noticer that has no sentence leaves the
// word to its cause.
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
