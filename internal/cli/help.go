package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"banter/docs"
	"banter/internal/spelling"
)

// newHelp returns the command that shows a topic, or the help of a command.
func newHelp(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "help [TOPIC|COMMAND]",
		Short:   "Read about a topic: " + strings.Join(docs.Topics(), ", "),
		Long:    "Read about a topic or a command. The topics are " + strings.Join(docs.Topics(), ", ") + ".",
		Example: "banter help keys\nbanter help ask",
		ValidArgsFunction: first(func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return offerHelp(cmd), cobra.ShellCompDirectiveNoFileComp
		}),
		RunE: func(cmd *cobra.Command, args []string) error { return a.help(cmd, args) },
	}
	a.takes(cmd, pageSettings)
	return cmd
}

func (a *app) help(cmd *cobra.Command, args []string) error {
	if len(args) == 1 {
		if page, ok := docs.Page(args[0]); ok {
			show := a.command(unlimited, func(ctx context.Context, c *call, _ []string) error { return c.showPage(ctx, page) })
			return show(cmd, nil)
		}
	}
	target, _, err := cmd.Root().Find(args)
	if err != nil || len(args) > 0 && target == cmd.Root() {
		a.err = &usageError{"there is no help about " + quoted(strings.Join(args, " ")),
			spelling.Before(args[0], append(docs.Topics(), commandNames(cmd.Root())...), "Topics: "+strings.Join(docs.Topics(), ", ")+".")}
		return nil
	}
	a.showUsage(target, nil)
	return nil
}

// showPage prints a page of the documentation: in a pipe as markdown, on a
// terminal drawn by Glamour, and in a pager if it is longer than the terminal.
func (c *call) showPage(ctx context.Context, page string) error {
	if !isTerminal(c.Out) {
		_, err := io.WriteString(c.Out, page)
		return err
	}
	theme, err := c.findTheme()
	if err != nil {
		return err
	}
	width, height := size(c.Out)
	renderer, err := glamour.NewTermRenderer(glamour.WithStyles(*c.look(theme).Sheet), glamour.WithWordWrap(min(width, measure)))
	if err != nil {
		return err
	}
	text, err := renderer.Render(page)
	if err != nil {
		return err
	}
	var drawn strings.Builder
	out := &colorprofile.Writer{Forward: &drawn, Profile: colorprofile.Detect(c.Out, c.environ())}
	if _, err := out.WriteString(text); err != nil {
		return err
	}
	if strings.Count(text, "\n") >= height && c.page(ctx, drawn.String()) {
		return nil
	}
	_, err = io.WriteString(c.Out, drawn.String())
	return err
}

// page shows text in $PAGER or less, and reports whether it did.
func (c *call) page(ctx context.Context, text string) bool {
	pager := c.Getenv("PAGER")
	if pager == "" {
		pager = "less -R"
	}
	words := strings.Fields(pager)
	if len(words) == 0 || words[0] == "cat" {
		return false
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), c.Out, c.Err
	cmd.Env = append(os.Environ(), "LESSCHARSET=utf-8")
	err := cmd.Run()
	var failed *exec.ExitError
	return err == nil || errors.As(err, &failed)
}
