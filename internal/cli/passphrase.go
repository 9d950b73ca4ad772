package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"banter/auth"
	"banter/tui/login"
)

// prompter asks for the passphrase of one sealed store. It remembers the
// passphrase, so that a person types it once a run.
type prompter struct {
	mu    sync.Mutex
	typed auth.Secret
	quiet bool            // never ask: the screen is drawn
	kept  *keptPassphrase // from an earlier run; nil: none
}

// keep keeps the passphrase for later runs, once it has proved right.
func (p *prompter) keep(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept.keep(ctx, p.typed)
}

// ask implements auth.SealedOptions.Passphrase. It returns the empty secret if
// there is no terminal to ask on.
func (p *prompter) ask(ctx context.Context, request auth.PassphraseRequest) (auth.Secret, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case request.Wrong:
		p.typed = auth.Secret{}
		p.kept.forget()
	case p.typed.IsZero() && !request.New:
		p.typed = p.kept.get()
	}
	switch {
	case request.Wrong && p.quiet:
		return auth.Secret{}, &auth.Error{
			Code: auth.CodePassphraseWrong, Sentence: "The passphrase is wrong.", Err: errors.New("the passphrase opens nothing"),
		}
	case !p.typed.IsZero(), p.quiet:
		return p.typed, nil
	}
	typed, err := askPassphrase(ctx, request)
	if err == nil {
		p.typed = typed
	}
	return typed, err
}

// hush stops all questions: the screen asks from now on.
func (p *prompter) hush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quiet = true
}

// answer sets a passphrase that was typed on the screen.
func (p *prompter) answer(passphrase auth.Secret) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.typed = passphrase
}

// askPassphrase asks on the terminal, also if standard input and output are
// pipes. It asks for a new passphrase twice.
func askPassphrase(ctx context.Context, request auth.PassphraseRequest) (auth.Secret, error) {
	in, out, err := openTerminal()
	if err != nil {
		return auth.Secret{}, nil // see [prompter.ask]
	}
	defer in.Close()
	defer out.Close()
	if request.New {
		return choosePassphrase(ctx, in, out)
	}
	if request.Wrong {
		fmt.Fprintln(out, "That passphrase is wrong.")
	}
	return readSecret(ctx, in, out, "Passphrase of your sign-in: ")
}

func choosePassphrase(ctx context.Context, in, out *os.File) (auth.Secret, error) {
	restore, err := mute(in)
	if err != nil {
		return auth.Secret{}, err
	}
	defer restore()
	for {
		first, err := readSecret(ctx, in, out, "Choose a passphrase for your sign-in: ")
		if err != nil || first.IsZero() {
			return first, err
		}
		if short := login.ShortWords(first); short != "" {
			fmt.Fprintln(out, fitted(out, short))
		}
		second, err := readSecret(ctx, in, out, "Once more: ")
		if err != nil || first == second {
			return second, err
		}
		if !second.IsZero() {
			fmt.Fprintln(out, "The two passphrases differ.")
		}
	}
}
