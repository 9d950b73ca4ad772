package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/charmbracelet/x/term"

	"banter/auth"
	"banter/internal/crash"
)

// openTerminal opens the terminal, also if standard input and output are
// something else. It fails without a terminal.
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

// hasTerminal reports whether the process has a terminal.
func hasTerminal() bool {
	in, out, err := openTerminal()
	if err != nil {
		return false
	}
	in.Close()
	out.Close()
	return true
}

// mute keeps the terminal from showing what is typed, until restore. Callers that
// ask for several secrets hold it over all of them: what is typed between two
// prompts is part of a secret too.
func mute(in *os.File) (restore func(), err error) {
	before, err := term.GetState(in.Fd())
	if err == nil {
		err = term.Restore(in.Fd(), muted(*before))
	}
	if err != nil {
		return nil, fmt.Errorf("ask on the terminal: %w", err)
	}
	return func() { _ = term.Restore(in.Fd(), before) }, nil // nothing else can be tried
}

// readSecret reads a line that the terminal does not show. It turns the echo
// off before it prints the prompt, so that a fast answer is not shown either.
func readSecret(ctx context.Context, in, out *os.File, prompt string) (auth.Secret, error) {
	restore, err := mute(in)
	if err != nil {
		return auth.Secret{}, err
	}
	defer restore()
	fmt.Fprint(out, prompt)
	defer fmt.Fprintln(out)
	text, err := readUnlessDone(ctx, in)
	return auth.NewSecret(strings.TrimRight(text, "\r\n")), err
}

// readLine reads a line that the terminal shows.
func readLine(ctx context.Context, in, out *os.File, prompt string) (string, error) {
	fmt.Fprint(out, prompt)
	text, err := readUnlessDone(ctx, in)
	return strings.TrimSpace(text), err
}

// readUnlessDone reads a line from a terminal until ctx ends. A read cannot be
// canceled, so its goroutine is then left behind.
func readUnlessDone(ctx context.Context, in *os.File) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	crash.Go(func() {
		text, err := bufio.NewReader(in).ReadString('\n')
		done <- result{text, err}
	})
	select {
	case r := <-done:
		if errors.Is(r.err, io.EOF) { // Ctrl+D: no answer will come
			return "", context.Canceled
		}
		if r.err != nil {
			return "", fmt.Errorf("ask on the terminal: %w", r.err)
		}
		return r.text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
