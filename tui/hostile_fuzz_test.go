package tui

import (
	"banter/internal/screen"
	"testing"
)

// FuzzHostileSession runs a session of the whole program in which each foreign text
// is hostile. FuzzHostileChat and FuzzHostileDialogs draw a hundred times as many
// texts in the same time.
//
// The texts are short: the fuzzer shortens all that it finds, in time that
// grows with the square of the length.
func FuzzHostileSession(f *testing.F) {
	const longest = 200
	for i, trick := range screen.Tricks {
		if len(trick) <= longest/2 && i%10 == 0 {
			f.Add(trick, i%5)
		}
	}
	f.Fuzz(func(t *testing.T, text string, cut int) {
		if len(text) > longest {
			t.Skip("takes too long to be shortened")
		}
		screen.CheckOutput(t, attack(t, text, cut))
	})
}
