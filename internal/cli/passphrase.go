package cli

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"

	"github.com/charmbracelet/x/term"

	"banter/auth"
)

// prompter asks for the passphrase of the sealed store. What was typed is
// used again, so that a person types it once a start.
type prompter struct {
	mu    sync.Mutex
	typed auth.Secret
	quiet bool // the screen is drawn: nothing can be asked
}

// ask implements auth.SealedOptions.Passphrase. The empty secret says that
// there is nobody to ask.
func (p *prompter) ask(ctx context.Context, request auth.PassphraseRequest) (auth.Secret, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if request.Wrong {
		p.typed = auth.Secret{}
	}
	if !p.typed.IsZero() || p.quiet {
		return p.typed, nil
	}
	typed, err := askOnTerminal(ctx, request)
	if err == nil {
		p.typed = typed
	}
	return typed, err
}

// hush stops the questions from now on.
func (p *prompter) hush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quiet = true
}

// askOnTerminal asks on the terminal itself, so that it works while standard
// input and output are pipes. A new passphrase is asked for twice.
func askOnTerminal(ctx context.Context, request auth.PassphraseRequest) (auth.Secret, error) {
	in, out, err := openTerminal()
	if err != nil {
		return auth.Secret{}, nil // nobody to ask, as [prompter.ask] says it
	}
	defer in.Close()
	defer out.Close()
	if !request.New {
		if request.Wrong {
			fmt.Fprintln(out, "That is not it.")
		}
		return readSecret(ctx, in, out, "Passphrase of your sign-in: ")
	}
	for {
		first, err := readSecret(ctx, in, out, "Choose a passphrase for your sign-in: ")
		if err != nil || first.IsZero() {
			return first, err
		}
		second, err := readSecret(ctx, in, out, "Once more: ")
		if err != nil || first == second {
			return second, err
		}
		fmt.Fprintln(out, "These are not the same.")
	}
}

func openTerminal() (in, out *os.File, err error) {
	input, output := "/dev/tty", "/dev/tty"
	if runtime.GOOS == "windows" {
		input, output = "CONIN$", "CONOUT$"
	}
	if in, err = os.OpenFile(input, os.O_RDWR, 0); err != nil {
		return nil, nil, err
	}
	if out, err = os.OpenFile(output, os.O_RDWR, 0); err != nil {
		in.Close()
	}
	return in, out, err
}

// readSecret reads a line without showing it. Reading cannot be cancelled, so
// when ctx ends it is left behind and the terminal is set right.
func readSecret(ctx context.Context, in, out *os.File, prompt string) (auth.Secret, error) {
	before, err := term.GetState(in.Fd())
	if err != nil {
		return auth.Secret{}, fmt.Errorf("ask for passphrase: %w", err)
	}
	fmt.Fprint(out, prompt)
	defer fmt.Fprintln(out)
	type result struct {
		text []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		text, err := term.ReadPassword(in.Fd())
		read <- result{text, err}
	}()
	select {
	case r := <-read:
		if r.err != nil {
			return auth.Secret{}, fmt.Errorf("ask for passphrase: %w", r.err)
		}
		return auth.NewSecret(string(r.text)), nil
	case <-ctx.Done():
		_ = term.Restore(in.Fd(), before) // there is nothing else to try
		return auth.Secret{}, ctx.Err()
	}
}
