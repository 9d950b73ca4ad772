package tui

import (
	"banter/auth"
	"banter/codex"
)

// An outcome is what a child screen or dialog tells its parent happened. The
// root model acts on it; children never talk to each other.
type outcome interface{ outcome() }

type (
	// dismissed closes the dialog and changes nothing.
	dismissed struct{}
	// signedIn ends the sign-in screen.
	signedIn struct {
		tokens auth.Tokens
		opened bool // with the passphrase of a sign-in that was there
	}
	// leaving comes from the sign-in screen: the person ends the program.
	leaving struct{}
	// modelChosen comes from the model picker.
	modelChosen struct {
		model     codex.Model
		effort    string
		asDefault bool // also for new conversations and later starts
	}
	// conversationChosen comes from the conversation picker.
	conversationChosen struct{ id string }
)

func (dismissed) outcome()          {}
func (signedIn) outcome()           {}
func (leaving) outcome()            {}
func (modelChosen) outcome()        {}
func (conversationChosen) outcome() {}
