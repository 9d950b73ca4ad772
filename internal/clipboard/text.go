package clipboard

import (
	"context"
	"errors"
	"os/exec"
)

// maxText is the length of the longest text that is read, in bytes.
const maxText = 8 << 20

// ErrNoText reports that the clipboard has no text.
var ErrNoText = errors.New("no text in the clipboard")

// A TextReader reads text from the clipboard of a machine. It is safe for concurrent use.
type TextReader struct{ tools []reader }

// FindText returns the reader of this machine, or nil as [Find] does.
func FindText(getenv func(string) string, goos string) *TextReader {
	return findText(getenv, goos, exec.LookPath)
}

func findText(getenv func(string) string, goos string, look func(string) (string, error)) *TextReader {
	if tools := installed(textReaders(getenv, goos), look); len(tools) > 0 && !overSSH(getenv) {
		return &TextReader{tools}
	}
	return nil
}

// powerShellText writes the text as UTF-8 in base64: the pipes of PowerShell have the old
// code page of the system.
const powerShellText = `[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes((Get-Clipboard -Raw)))`

// textReaders returns the tools for the system and its display, in the order to try them.
func textReaders(getenv func(string) string, goos string) []reader {
	var all []reader
	if goos == "darwin" {
		all = append(all, reader{name: "pbpaste"})
	}
	if getenv("WAYLAND_DISPLAY") != "" {
		all = append(all, reader{name: "wl-paste", args: []string{"--no-newline", "--type", "text"}})
	}
	if getenv("DISPLAY") != "" {
		all = append(all, reader{name: "xclip", args: []string{"-selection", "clipboard", "-out"}}, reader{name: "xsel", args: []string{"--clipboard", "--output"}})
	}
	if goos == "windows" || getenv("WSL_DISTRO_NAME") != "" {
		all = append(all, reader{name: "powershell.exe", args: []string{"-NoProfile", "-NonInteractive", "-Command", powerShellText}, base64: true})
	}
	if getenv("TERMUX_VERSION") != "" {
		all = append(all, reader{name: "termux-clipboard-get"})
	}
	return all
}

// Text returns the text in the clipboard. The error wraps [ErrNoText] if no tool found
// one.
func (r *TextReader) Text(ctx context.Context) (string, error) {
	data, err := readFirst(ctx, r.tools, maxText, ErrNoText)
	return string(data), err
}
