package auth

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"runtime"

	"banter/internal/crash"
)

// CanOpenBrowser reports whether this machine has a browser in front of the
// person: not over ssh, and not without a screen.
func CanOpenBrowser() bool { return browserCommand(runtime.GOOS, os.Getenv, exec.LookPath) != nil }

// OpenBrowser opens an http or https address in the person's browser. It does
// not wait for the browser.
func OpenBrowser(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("open browser: not a web address")
	}
	command := browserCommand(runtime.GOOS, os.Getenv, exec.LookPath)
	if command == nil {
		return &Error{
			Code: CodeNoBrowser, Sentence: "There is no browser to open here.", Hint: "Open the address on any device, or sign in with a code.",
			Err: errors.New("open browser: none found"),
		}
	}
	// Not bound to ctx: a browser that this starts is to stay.
	opener := exec.Command(command[0], append(command[1:], u.String())...)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := opener.Start(); err != nil {
		return &Error{
			Code: CodeNoBrowser, Sentence: "The browser could not be opened.", Hint: "Open the address yourself, or sign in with a code.", Err: err,
		}
	}
	crash.Go(func() { _ = opener.Wait() })
	return nil
}

// browserCommand returns the command that opens an address, or nil where no
// browser of the person's can be expected.
func browserCommand(system string, getenv func(string) string, look func(string) (string, error)) []string {
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
	for _, command := range commands {
		if _, err := look(command[0]); err == nil {
			return command
		}
	}
	return nil
}
