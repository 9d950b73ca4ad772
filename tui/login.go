package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// login is the sign-in screen.
type login struct{}

func newLogin(account Account, reason string, now func() time.Time) (login, tea.Cmd) {
	panic("skeleton")
}

// update handles one message. The outcome is nil, or signedIn.
func (l login) update(msg tea.Msg) (login, tea.Cmd, outcome) { panic("skeleton") }

// view draws the screen in exactly width x height cells at most.
func (l login) view(st *styles, width, height int) string { panic("skeleton") }

// stop ends what the screen started; nothing of it runs afterwards.
func (l login) stop() {}
