package clipboard

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os/exec"
	"time"
)

// readLimit is how long the tools may take to write what is in the clipboard: PowerShell needs
// seconds to start.
const readLimit = 15 * time.Second

// maxImage is the size of the largest image that is read, in bytes.
const maxImage = 40 << 20

// ErrNoImage reports that the clipboard has no image.
var ErrNoImage = errors.New("no image in the clipboard")

// A Reader reads images from the clipboard of a machine. It is safe for concurrent
// use.
type Reader struct{ tools []reader }

// A reader is a program that writes what is in the clipboard to its standard output.
type reader struct {
	name   string
	path   string
	args   []string
	base64 bool // writes it in base64
}

// FindImages returns the reader of this machine, or nil as [Find] does.
func FindImages(getenv func(string) string, goos string) *Reader {
	return findImages(getenv, goos, exec.LookPath)
}

func findImages(getenv func(string) string, goos string, look func(string) (string, error)) *Reader {
	if tools := installed(readers(getenv, goos), look); len(tools) > 0 && !overSSH(getenv) {
		return &Reader{tools}
	}
	return nil
}

// installed returns the tools that this machine has.
func installed(all []reader, look func(string) (string, error)) (found []reader) {
	for _, t := range all {
		if path, err := look(t.name); err == nil {
			t.path = path
			found = append(found, t)
		}
	}
	return found
}

// powerShell writes the image as a PNG in base64: its pipes hold text.
const powerShell = `Add-Type -AssemblyName System.Windows.Forms, System.Drawing; ` +
	`$i = [System.Windows.Forms.Clipboard]::GetImage(); if ($i -eq $null) { exit 1 }; ` +
	`$m = New-Object System.IO.MemoryStream; $i.Save($m, [System.Drawing.Imaging.ImageFormat]::Png); [Convert]::ToBase64String($m.ToArray())`

// readers returns the tools for the system and its display, in the order to try
// them.
func readers(getenv func(string) string, goos string) []reader {
	var all []reader
	if goos == "darwin" {
		all = append(all, reader{name: "pngpaste", args: []string{"-"}})
	}
	if getenv("WAYLAND_DISPLAY") != "" {
		for _, kind := range []string{"image/png", "image/jpeg", "image/webp", "image/gif"} {
			all = append(all, reader{name: "wl-paste", args: []string{"--no-newline", "--type", kind}})
		}
	}
	if getenv("DISPLAY") != "" {
		for _, kind := range []string{"image/png", "image/jpeg", "image/webp", "image/gif"} {
			all = append(all, reader{name: "xclip", args: []string{"-selection", "clipboard", "-target", kind, "-out"}})
		}
	}
	if goos == "windows" || getenv("WSL_DISTRO_NAME") != "" {
		all = append(all, reader{name: "powershell.exe", args: []string{"-NoProfile", "-NonInteractive", "-STA", "-Command", powerShell}, base64: true})
	}
	return all
}

// Image returns the file of the image in the clipboard. The error wraps
// [ErrNoImage] if no tool found one.
func (r *Reader) Image(ctx context.Context) ([]byte, error) {
	return readFirst(ctx, r.tools, maxImage, ErrNoImage)
}

// readFirst returns what the first tool that finds something writes, at most limit bytes.
// The error wraps none.
func readFirst(ctx context.Context, tools []reader, limit int, none error) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, readLimit, errors.New("it did not answer"))
	defer cancel()
	faults := []error{none}
	for _, t := range tools {
		data, err := t.read(ctx, limit)
		if err == nil && len(data) > 0 {
			return data, nil
		}
		faults = append(faults, err)
	}
	return nil, errors.Join(faults...)
}

func (t reader) read(ctx context.Context, limit int) ([]byte, error) {
	out := &limited{left: limit}
	cmd := exec.CommandContext(ctx, t.path, t.args...)
	cmd.Stdout = out
	cmd.WaitDelay = Limit
	err := cmd.Run()
	data := out.data.Bytes()
	if err == nil && t.base64 {
		data, err = base64.StdEncoding.DecodeString(string(bytes.TrimSpace(data)))
	}
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("run %s: %w", t.name, context.Cause(ctx))
	case err != nil:
		return nil, fmt.Errorf("run %s: %w", t.name, err)
	}
	return data, nil
}

// A limited writer keeps what is written, up to a limit.
type limited struct {
	data bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errors.New("it is too large")
	}
	return l.data.Write(p)
}
