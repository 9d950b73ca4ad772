package cli

import (
	"cmp"
	"context"
	"os/exec"
	"strings"
)

// editor returns the words of the command that edits a file, from $VISUAL or
// $EDITOR; none if neither is set.
func (c *call) editor() []string {
	return strings.Fields(cmp.Or(strings.TrimSpace(c.Getenv("VISUAL")), c.Getenv("EDITOR")))
}

// edit lets the person change a file in the editor.
func (c *call) edit(ctx context.Context, path string) error {
	words := c.editor()
	if len(words) == 0 {
		return &usageError{"no editor is set", "Set EDITOR, such as EDITOR=nano, or edit " + quoted(path) + " yourself."}
	}
	cmd := exec.CommandContext(ctx, words[0], append(words[1:], path)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = c.In, c.Out, c.Err, c.Environ
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &failure{"The editor " + quoted(words[0]) + " failed.", "The file is " + quoted(path) + "."}
	}
	return nil
}
