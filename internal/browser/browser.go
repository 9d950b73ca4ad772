// Package browser opens a web address in the browser of the person at this
// machine.
package browser

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"runtime"

	"banter/internal/crash"
)

// An Error is a failure to open a browser. Its words suggest the other ways to
// sign in.
type Error struct {
	sentence, hint string
	err            error
}

// Error returns the cause, for logs.
func (e *Error) Error() string { return "open browser: " + e.err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.err }

// Notice returns what happened and what to do next.
func (e *Error) Notice() (sentence, hint string) { return e.sentence, e.hint }

// Available reports whether [Open] can show a page to the person: not over
// ssh, and not without a screen.
func Available() bool { return command(runtime.GOOS, os.Getenv, exec.LookPath) != nil }

// Open opens an http or https address. It does not wait for the browser, which
// keeps running after ctx ends. The error is an [*Error] if no browser is
// available or the browser does not start.
func Open(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("open browser: not a web address")
	}
	args := command(runtime.GOOS, os.Getenv, exec.LookPath)
	if args == nil {
		return &Error{"This machine has no browser to open.", "Open the address on any device, or sign in with a code.", errors.New("none found")}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	opener := exec.Command(args[0], append(args[1:], u.String())...)
	if err := opener.Start(); err != nil {
		return &Error{"The browser could not be opened.", "Open the address yourself, or sign in with a code.", err}
	}
	crash.Go(func() { _ = opener.Wait() })
	return nil
}

// command returns the command that opens an address, or nil if the person
// would not see a browser that this machine starts.
func command(system string, getenv func(string) string, look func(string) (string, error)) []string {
	if getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != "" {
		return nil
	}
	var commands [][]string
	switch system {
	case "darwin":
		commands = [][]string{{"open"}}
	case "windows":
		commands = [][]string{{"rundll32", "url.dll,FileProtocolHandler"}}
	case "js":
		return nil
	default:
		if getenv("WSL_DISTRO_NAME") != "" {
			commands = append(commands, []string{"wslview"})
		}
		if getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != "" {
			commands = append(commands, []string{"xdg-open"})
		}
	}
	for _, args := range commands {
		if _, err := look(args[0]); err == nil {
			return args
		}
	}
	return nil
}
