package history

import (
	"fmt"
	"strings"
)

// A DamageError accompanies a result that is complete except for damaged
// records. They are left unchanged in the file.
type DamageError struct {
	Path    string
	Skipped int  // conversations, messages or parts of them that are missing or cannot be read
	Changed int  // records of the result that differ from what was saved
	Lost    bool // the last changes of a killed program are missing
	Broken  bool // the file is damaged inside, so more may be missing than was counted
	Err     error

	of string // "history" or "conversation"
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("damage in %s: %d records skipped, %d changed, lost %v, broken %v: %v", e.Path, e.Skipped, e.Changed, e.Lost, e.Broken, e.Err)
}

// Unwrap returns the first cause.
func (e *DamageError) Unwrap() error { return e.Err }

// Notice implements notice.Noticer.
func (e *DamageError) Notice() (sentence, hint string) {
	of := "the history"
	if e.of != "" {
		of = "this " + e.of
	}
	var said []string
	say := func(n int, one, many string) {
		switch {
		case n == 1:
			said = append(said, "One part of "+of+" "+one+".")
		case n > 1:
			said = append(said, fmt.Sprintf("%d parts of %s %s.", n, of, many))
		}
	}
	if e.Lost {
		said = append(said, "The last changes before Banter was killed are missing from the history.")
	}
	say(e.Skipped, "is missing or cannot be read", "are missing or cannot be read")
	say(e.Changed, "is damaged and differs from what was saved", "are damaged and differ from what was saved")
	if len(said) == 0 || e.Broken && e.Skipped+e.Changed == 0 {
		said = append(said, "The file of the history is damaged inside; conversations or hits of a search may be missing.")
	}
	return strings.Join(said, " "), "All other parts are intact. " + repairHint
}

// skip counts err if it reports a damaged record, and returns any other error.
func (e *DamageError) skip(err error) error {
	if !damaged(err) {
		return err
	}
	e.Skipped++
	e.note(err)
	return nil
}

// broken records err if it reports a file that is damaged inside, and returns
// any other error.
func (e *DamageError) broken(err error) error {
	if !damaged(err) {
		return err
	}
	e.Broken = true
	e.note(err)
	return nil
}

// missing records that at least n records are missing, however many have been
// counted.
func (e *DamageError) missing(n int, err error) {
	if e.Skipped = max(e.Skipped, n); n > 0 {
		e.note(err)
	}
}

// note keeps the first cause.
func (e *DamageError) note(err error) {
	if e.Err == nil {
		e.Err = err
	}
}

func (e *DamageError) orNil() error {
	if e.Skipped == 0 && e.Changed == 0 && !e.Lost && !e.Broken {
		return nil
	}
	return e
}
