// Package clipboard writes to the clipboard of the machine with the tools that
// are there for it: pbcopy, wl-copy, xclip, xsel, clip.exe,
// termux-clipboard-set.
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

// Limit is how long a tool may take. One that waits for a display which does
// not answer would otherwise wait for ever.
const Limit = 2 * time.Second

// A Clipboard is what the machine's clipboard is written with. It is safe for
// concurrent use.
type Clipboard struct {
	tools []tool // tried in this order
}

// A tool is a program that puts its input on the clipboard.
type tool struct {
	name  string // as people know it
	path  string
	args  []string
	utf16 bool // it takes UTF-16 where all others take UTF-8
}

// Find returns the clipboard of this machine, or nil when it has none that a
// person at this terminal could paste from: over ssh the machine's clipboard is
// not theirs.
func Find(getenv func(string) string, goos string) *Clipboard {
	return find(getenv, goos, exec.LookPath)
}

// FindTmux returns the buffer of the tmux that the program runs in, or nil. tmux
// passes what is put there on to its terminal's clipboard, also over ssh, in
// its default settings, in which it lets no program's OSC 52 through
// (set-clipboard external).
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

func find(getenv func(string) string, goos string, look func(string) (string, error)) *Clipboard {
	if getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != "" || getenv("SSH_CLIENT") != "" {
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

// candidates returns the tools that fit the system and its display, the best
// first.
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

// Write puts text on the clipboard and returns the name of the tool that took
// it. It returns within [Limit] for each tool that is there; an error says what
// became of each.
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
	// Some stay behind as the owner of the clipboard and keep the pipe.
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

// toUTF16 encodes text as clip.exe wants it, with a byte order mark: it takes
// anything else for the old code page of the system.
func toUTF16(text string) string {
	units := append([]uint16{0xfeff}, utf16.Encode([]rune(text))...)
	b := make([]byte, 0, 2*len(units))
	for _, u := range units {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}
