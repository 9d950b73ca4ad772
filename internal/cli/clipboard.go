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

// withClipboard gives the screens what text can be copied with here.
func (c *call) withClipboard(opts tui.Options) tui.Options {
	if native := clipboard.Find(c.Getenv, runtime.GOOS); native != nil {
		opts.Clipboard = native.Write
	}
	if buffer := clipboard.FindTmux(c.Getenv); buffer != nil {
		opts.Buffer = buffer.Write
	}
	opts.SaveCopy = c.saveCopy
	return opts
}

// saveCopy writes what no clipboard takes to the one file for that.
func (c *call) saveCopy(_ context.Context, text string) (path string, err error) {
	path = c.paths.CopyFile()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("save copy: %w", err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("save copy: %w", err)
	}
	return path, nil
}
