package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

// maxWritten is the largest text that is read back from an editor, in bytes.
const maxWritten = 8 << 20

// editorTime is how long an editor may take to end when the program ends.
const editorTime = 2 * time.Second

// An editorError reports a text that did not come back from an editor. The draft is
// then unchanged.
type editorError struct {
	what string // a clause
	kept string // the file that has what was written; or empty
}

func (e *editorError) Error() string { return e.what }

// Notice implements notice.Noticer.
func (e *editorError) Notice() (sentence, hint string) {
	if e.kept != "" {
		return upper(e.what) + ".", "What you wrote is in " + e.kept + "."
	}
	return upper(e.what) + ".", "The input is unchanged."
}

func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// editText lets the person change a text in the editor of VISUAL or EDITOR, which gets
// the terminal.
func (c *call) editText(ctx context.Context, text string) (string, error) {
	command := c.editorCommand()
	if command == "" {
		return "", &editorError{what: "no editor is set: VISUAL and EDITOR are empty"}
	}
	folder, err := c.draftFolder()
	if err != nil {
		return "", fmt.Errorf("make folder for the editor: %w", err)
	}
	file := filepath.Join(folder, "question.md")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		_ = os.RemoveAll(folder)
		return "", fmt.Errorf("write text for the editor: %w", err)
	}
	written, err := c.runEditor(ctx, command, file, text)
	if fault, ok := errors.AsType[*editorError](err); !ok || fault.kept == "" {
		_ = os.RemoveAll(folder)
	}
	return written, err
}

// draftFolder makes a folder that only the person can read, in memory if the system has
// a place for that.
func (c *call) draftFolder() (string, error) {
	if runtime := c.Getenv("XDG_RUNTIME_DIR"); runtime != "" {
		if folder, err := os.MkdirTemp(runtime, "banter-"); err == nil {
			return folder, nil
		}
	}
	return os.MkdirTemp("", "banter-")
}

// runEditor runs the editor and returns what it wrote.
func (c *call) runEditor(ctx context.Context, command, file, before string) (string, error) {
	cmd := editorProcess(ctx, command, file)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.In, c.Out, c.Err
	cmd.Env, cmd.WaitDelay = c.Environ, editorTime
	failed := cmd.Run()
	after, err := readWritten(file)
	switch exit, ok := errors.AsType[*exec.ExitError](failed); {
	case failed != nil && !ok, ok && (exit.ExitCode() == 126 || exit.ExitCode() == 127):
		return "", &editorError{what: "the editor " + quoted(command) + " cannot be started"}
	case failed != nil && after == before:
		return "", &editorError{what: "the editor ended with an error"}
	case failed != nil:
		return "", &editorError{"the editor ended with an error", file}
	}
	return after, err
}

// readWritten returns the text of a file, without the line end that editors add.
func readWritten(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return "", &editorError{what: "the editor has left no file"}
	}
	if info.Size() > maxWritten {
		return "", &editorError{fmt.Sprintf("the text is larger than %d MB", maxWritten>>20), file}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read text of the editor: %w", err)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return "", &editorError{"the text is not in UTF-8", file}
	}
	return strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), nil
}

// editorCommand returns the command of the person's editor, with its arguments, or "".
func (c *call) editorCommand() string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if command := strings.TrimSpace(c.Getenv(name)); command != "" {
			return command
		}
	}
	if !isTerminal(c.In) { // which the usual editors need
		return ""
	}
	for _, usual := range []string{"editor", "nano", "vi", "notepad"} {
		if path, err := exec.LookPath(usual); err == nil {
			return path
		}
	}
	return ""
}

// editorProcess returns the process of an editor. As in git, the shell reads the
// command, which may have arguments and quotes.
func editorProcess(ctx context.Context, command, file string) *exec.Cmd {
	if runtime.GOOS == "windows" {
		words := strings.Fields(command)
		return exec.CommandContext(ctx, words[0], append(words[1:], file)...)
	}
	cmd := exec.CommandContext(ctx, "sh", "-c", command+` "$@"`, "editor", file)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGHUP) }
	return cmd
}

// edit lets the person change a file in the editor.
func (c *call) edit(ctx context.Context, path string) error {
	command := c.editorCommand()
	if command == "" {
		return &usageError{"no editor is set", "Set EDITOR, such as EDITOR=nano, or edit " + quoted(path) + " yourself."}
	}
	cmd := editorProcess(ctx, command, path)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = c.In, c.Out, c.Err, c.Environ
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &failure{"The editor " + quoted(command) + " failed.", "The file is " + quoted(path) + "."}
	}
	return nil
}
