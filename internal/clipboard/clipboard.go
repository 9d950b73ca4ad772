// Package clipboard writes text to the clipboard of this machine, using pbcopy,
// wl-copy, xclip, xsel, clip.exe or termux-clipboard-set, and reads images from it.
package clipboard

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
	"unicode/utf16"
)

// Limit is how long one tool may run. A tool waits forever for a display that
// does not answer.
const Limit = 2 * time.Second

// A Clipboard is the clipboard of a machine. It is safe for concurrent use.
type Clipboard struct {
	tools []tool // in the order to try them
}

// A tool is a program that copies its standard input to the clipboard.
type tool struct {
	name  string // of the program, without its folder
	path  string
	args  []string
	utf16 bool // reads UTF-16; all others read UTF-8
}

// Find returns the clipboard of this machine. It returns nil if no tool for it is
// installed, and over ssh, where a person cannot paste from the clipboard of
// this machine.
func Find(getenv func(string) string, goos string) *Clipboard {
	return find(getenv, goos, exec.LookPath)
}

// FindTmux returns the paste buffer of the tmux that the program runs in, or nil
// outside of tmux. With its default settings tmux ignores the OSC 52 of programs
// (set-clipboard external), but copies its buffer to the clipboard of its own
// terminal, also over ssh.
func FindTmux(getenv func(string) string) *Clipboard {
	if getenv("TMUX") == "" {
		return nil
	}
	path, err := exec.LookPath("tmux")
	if err != nil {
		return nil
	}
	return &Clipboard{[]tool{{name: "tmux", path: path, args: []string{"load-buffer", "-w", "-"}}}}
}

// overSSH reports whether the person sits at another machine.
func overSSH(getenv func(string) string) bool {
	return getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != "" || getenv("SSH_CLIENT") != ""
}

func find(getenv func(string) string, goos string, look func(string) (string, error)) *Clipboard {
	if overSSH(getenv) {
		return nil
	}
	c := &Clipboard{}
	for _, t := range candidates(getenv, goos) {
		if path, err := look(t.name); err == nil {
			t.path = path
			c.tools = append(c.tools, t)
		}
	}
	if len(c.tools) == 0 {
		return nil
	}
	return c
}

// candidates returns the tools for the system and its display, in the order to
// try them.
func candidates(getenv func(string) string, goos string) []tool {
	var tools []tool
	add := func(when bool, t tool) {
		if when {
			tools = append(tools, t)
		}
	}
	windows := goos == "windows" || getenv("WSL_DISTRO_NAME") != ""
	add(goos == "darwin", tool{name: "pbcopy"})
	add(windows, tool{name: "clip.exe", utf16: true})
	add(getenv("WAYLAND_DISPLAY") != "", tool{name: "wl-copy"})
	add(getenv("DISPLAY") != "", tool{name: "xclip", args: []string{"-selection", "clipboard", "-in"}})
	add(getenv("DISPLAY") != "", tool{name: "xsel", args: []string{"--clipboard", "--input"}})
	add(getenv("TERMUX_VERSION") != "", tool{name: "termux-clipboard-set"})
	return tools
}

// Write writes text to the clipboard and returns the name of the tool that did
// it. It runs each tool for [Limit] at most; its error joins the errors of all
// tools.
func (c *Clipboard) Write(ctx context.Context, text string) (name string, err error) {
	var faults []error
	for _, t := range c.tools {
		err := t.write(ctx, text)
		if err == nil {
			return t.name, nil
		}
		faults = append(faults, err)
	}
	return "", errors.Join(faults...)
}

func (t tool) write(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, Limit, errors.New("it did not answer"))
	defer cancel()
	if t.utf16 {
		text = toUTF16(text)
	}
	cmd := exec.CommandContext(ctx, t.path, t.args...)
	cmd.Stdin = strings.NewReader(text)
	// Some tools leave a process behind that owns the clipboard and keeps the
	// pipe open.
	cmd.WaitDelay = Limit / 4
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("run %s: %w", t.name, context.Cause(ctx))
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return fmt.Errorf("run %s: %w", t.name, err)
	}
	return nil
}

// toUTF16 encodes text for clip.exe, with a byte order mark: without the mark
// clip.exe decodes its input with the old code page of the system.
func toUTF16(text string) string {
	units := append([]uint16{0xfeff}, utf16.Encode([]rune(text))...)
	b := make([]byte, 0, 2*len(units))
	for _, u := range units {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}
