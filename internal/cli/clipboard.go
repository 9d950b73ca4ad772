package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"banter/internal/clipboard"
	"banter/tui"
)

// withClipboard returns opts with the clipboards of this computer.
func (c *call) withClipboard(opts tui.Options) tui.Options {
	if native := clipboard.Find(c.Getenv, runtime.GOOS); native != nil {
		opts.Clipboard = native.Write
	}
	if reader := clipboard.FindImages(c.Getenv, runtime.GOOS); reader != nil {
		opts.ClipboardImage = reader.Image
	}
	if reader := clipboard.FindText(c.Getenv, runtime.GOOS); reader != nil {
		opts.ClipboardText = reader.Text
	}
	if buffer := clipboard.FindTmux(c.Getenv); buffer != nil {
		opts.Buffer = buffer.Write
	}
	opts.SaveCopy = c.saveCopy
	return opts
}

// saveCopy writes text that no clipboard takes to a file, and returns its path
// as a person would type it: there is little room to show it.
func (c *call) saveCopy(_ context.Context, text string) (path string, err error) {
	path = c.paths.CopyFile()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("save copy: %w", err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("save copy: %w", err)
	}
	return underHome(path), nil
}

// underHome shortens a path in the home directory with ~, as a shell
// understands it.
func underHome(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || runtime.GOOS == "windows" {
		return path
	}
	if rest, err := filepath.Rel(home, path); err == nil && filepath.IsLocal(rest) {
		return filepath.Join("~", rest)
	}
	return path
}
