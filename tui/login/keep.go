package login

import (
	"errors"
	"fmt"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/notice"
	"banter/tui/keymap"
	"banter/tui/task"
)

type (
	// unlocked is the result of unlocking the store with a passphrase.
	unlocked struct {
		task   *task.Task
		tokens auth.Tokens
		err    error
	}
	// kept is the result of keeping the tokens in a place.
	kept struct {
		task  *task.Task
		place Place
		err   error
	}
)

// offerPlaces shows why the store did not accept the sign-in, and where else it can
// be kept. The screen holds the tokens until then.
func (l *Screen) offerPlaces(tokens auth.Tokens, why error) {
	l.Stop()
	l.phase, l.shown, l.page, l.field, l.first = unsaved, nil, nil, secretField{}, auth.Secret{}
	l.tokens, l.failure, l.word, l.leaving = tokens, notice.Of(why), "", false
	if WaitsForPassphrase(why) {
		l.phase = sealing // the person has chosen such a file before
	}
}

// WaitsForPassphrase reports whether err or an error that it wraps is an *auth.Error
// of CodePassphraseRequired.
func WaitsForPassphrase(err error) bool {
	for fault, ok := errors.AsType[*auth.Error](err); ok; fault, ok = errors.AsType[*auth.Error](fault.Err) {
		if fault.Code == auth.CodePassphraseRequired {
			return true
		}
	}
	return false
}

// pressUnsaved handles a key while the person chooses a place for the sign-in.
func (l *Screen) pressUnsaved(stroke string) tea.Cmd {
	switch {
	case keymap.SealSignIn.Is(stroke):
		l.phase, l.field, l.first = sealing, secretField{}, auth.Secret{}
	case keymap.KeepInMemory.Is(stroke):
		return l.keep("Keeping it in memory", MemoryPlace, auth.Secret{})
	case keymap.SaveAgain.Is(stroke):
		return l.keep("Trying again", SamePlace, auth.Secret{})
	case keymap.KeepUnsaved.Is(stroke):
		l.warnOfLoss()
	}
	return nil
}

// holdsTokens reports whether leaving loses a finished sign-in.
func (l Screen) holdsTokens() bool {
	return l.phase == unsaved || l.phase == sealing || l.phase == keeping
}

// warnOfLoss tells the person what leaving costs. The next key that leaves does.
// It reports false if leaving costs nothing.
func (l *Screen) warnOfLoss() bool {
	answers := 0
	if l.Unfinished != nil && !l.Back {
		answers = l.Unfinished()
	}
	switch quit := keymap.QuitSignIn.Label(); {
	case l.phase == unsaved:
		l.word = fmt.Sprintf("This sign-in would be lost. %s or %s keeps it; %s leaves anyway.",
			keymap.SealSignIn.Label(), keymap.KeepInMemory.Label(), quit)
	case l.holdsTokens():
		l.word = "This sign-in is not kept yet and would be lost. " + quit + " again leaves anyway."
	case answers == 1:
		l.word = "Still answering in the background. " + quit + " again stops it and quits."
	case answers > 1:
		l.word = fmt.Sprintf("Still %d answers in the background. %s again stops them and quits.", answers, quit)
	default:
		return false
	}
	l.leaving = true
	return true
}

// longPassphrase is the number of characters from which Banter has nothing to
// say against a passphrase.
const longPassphrase = 8

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

// ShortWords warns of a new passphrase that is guessed quickly; "" for others.
// The prompt that follows lets the person choose another one.
func ShortWords(passphrase auth.Secret) string {
	n := utf8.RuneCountInString(passphrase.Reveal())
	if n >= longPassphrase {
		return ""
	}
	return fmt.Sprintf("Short passphrases are guessed quickly, and this one has %s. %s alone lets you choose another.",
		characters(n), keymap.TakePassphrase.Label())
}

// pressSealing handles a key while a new passphrase is typed, which happens twice.
func (l *Screen) pressSealing(key tea.KeyPressMsg) tea.Cmd {
	switch stroke := key.Keystroke(); {
	case keymap.OtherPlace.Is(stroke):
		l.phase, l.field, l.first = unsaved, secretField{}, auth.Secret{}
	case keymap.TakePassphrase.Is(stroke):
		typed := l.field.typed
		l.field = secretField{}
		switch {
		case l.first.IsZero():
			if l.first = typed; !typed.IsZero() {
				l.word = ShortWords(typed)
			}
		case typed.IsZero():
			l.first = auth.Secret{}
		case typed == l.first:
			return l.keep("Sealing it", SealedPlace, typed)
		default:
			l.first = auth.Secret{}
			l.word = "These were not the same. Once more from the start."
		}
	default:
		l.field, _ = l.field.update(key)
	}
	return nil
}

// keep saves the tokens that the screen holds.
func (l *Screen) keep(doing string, place Place, passphrase auth.Secret) tea.Cmd {
	t, tokens, save := l.begin(doing), l.tokens, l.Account.Keep
	l.phase = keeping
	return func() tea.Msg { return kept{t, place, save(t.Ctx, tokens, place, passphrase)} }
}

// keepEnded handles the result of keep.
func (l Screen) keepEnded(msg kept) (Screen, tea.Cmd, Event) {
	switch {
	case msg.task != l.task:
		return l, nil, nil
	case msg.err != nil:
		l.offerPlaces(l.tokens, msg.err)
		return l, nil, nil
	}
	if msg.place == MemoryPlace {
		l.word = "It is in memory only: Banter asks again at its next start."
	}
	return l.approve(l.tokens)
}

// pressUnlocking handles a key while the passphrase of the saved sign-in is typed.
func (l *Screen) pressUnlocking(key tea.KeyPressMsg) tea.Cmd {
	switch stroke := key.Keystroke(); {
	case keymap.SignInAgain.Is(stroke):
		return l.askFirst()
	case keymap.OpenSignIn.Is(stroke):
		typed := l.field.typed
		if typed.IsZero() {
			return nil
		}
		t, open := l.begin("Opening your sign-in"), l.Account.Unlock
		return func() tea.Msg {
			tokens, err := open(t.Ctx, typed)
			return unlocked{t, tokens, err}
		}
	}
	l.field, _ = l.field.update(key)
	return nil
}

// unlockEnded handles the result of unlocking. Success ends the screen at once,
// because the person did not sign in.
func (l Screen) unlockEnded(msg unlocked) (Screen, tea.Cmd, Event) {
	if msg.task != l.task {
		return l, nil, nil
	}
	l.Stop()
	fault, _ := errors.AsType[*auth.Error](msg.err)
	switch {
	case msg.err == nil:
		return l, nil, SignedIn{msg.tokens, true}
	case fault != nil && fault.Code == auth.CodePassphraseWrong:
		l.phase, l.word = unlocking, "That is not it."
	default:
		l.fail(notice.Of(msg.err))
	}
	return l, nil, nil
}
