// Package notice turns errors into what a person reads: one sentence that says
// what happened and one hint that says what to do next.
//
// Inside Banter an error is a lower-case wrapped chain. An error type that
// knows its own words implements [Noticer]; the commands and the screens call
// [Of] at the edge and nowhere else.
package notice

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
}

// Of returns the words of the first [Noticer] in err's chain, or plain words
// for well-known causes (no network, cancelled, disk full, no permission).
// Of(nil) is the zero Notice.
func Of(err error) Notice { panic("skeleton") }
