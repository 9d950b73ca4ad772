package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"banter/internal/config"
	"banter/internal/prompts"
	"banter/internal/termsafe"
)

func newPrompts(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "prompts",
		Short: "List, show and write your own prompts",
		Long: "List, show and write your own prompts: markdown files in the folder prompts beside the config file. " +
			"In the chat, /NAME runs one; banter help prompts explains them.",
		Example:           "banter prompts new review\nbanter prompts list\ngit diff | banter ask --prompt review language=Go",
		ValidArgsFunction: cobra.NoFileCompletions,

		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				a.err = strayArgument(cmd, args[0])
				return nil
			}
			a.showUsage(cmd, nil)
			return nil
		},
	}
	cmd.AddCommand(newPromptsList(a), newPromptsShow(a), newPromptsEdit(a), newPromptsNew(a))
	return cmd
}

// promptSettings are the settings that the commands of prompts list.
var promptSettings = []string{"log", "home"}

func newPromptsList(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List your prompts",
		Long: "List your prompts by name: on a terminal as a table, in a pipe as lines of name, kind, variables and description, separated by tabs. " +
			"A file with a mistake is reported and makes the exit code 2.",
		Example:           "banter prompts list\nbanter prompts list --json",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(_ context.Context, c *call, _ []string) error {
			all, failed := prompts.List(c.paths.PromptsDir())
			return errors.Join(c.listPrompts(all, asJSON, failed != nil), failed)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	a.takes(cmd, promptSettings)
	return cmd
}

func (c *call) listPrompts(all []prompts.Prompt, asJSON, failed bool) error {
	switch {
	case asJSON:
		for _, p := range all {
			if err := c.encode(c.promptJSON(p)); err != nil {
				return err
			}
		}
		return nil
	case len(all) == 0 && !failed:
		c.say("You have no prompts yet. Write one with banter prompts new NAME.")
		return nil
	case !isTerminal(c.Out):
		for _, p := range all {
			if err := c.print("%s\n", strings.Join(promptCells(p), "\t")); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tKIND\tVARIABLES\tDESCRIPTION")
	for _, p := range all {
		fmt.Fprintln(table, strings.Join(promptCells(p), "\t"))
	}
	return table.Flush()
}

// promptCells returns the columns of a prompt, in the order that list --help
// gives.
func promptCells(p prompts.Prompt) []string {
	var variables []string
	for _, v := range p.Variables {
		variables = append(variables, v.Name)
	}
	return []string{p.Name, promptKind(p), strings.Join(variables, " "), termsafe.Line(p.Description)}
}

func promptKind(p prompts.Prompt) string {
	if p.System {
		return "persona"
	}
	return "prompt"
}

type promptVariable struct {
	Name    string `json:"name"`
	Default string `json:"default"`
}

type promptLine struct {
	Name        string           `json:"name"`
	Kind        string           `json:"kind"`
	Description string           `json:"description"`
	Model       string           `json:"model"`
	Effort      string           `json:"effort"`
	Variables   []promptVariable `json:"variables"`
	Text        string           `json:"text"`
	Path        string           `json:"path"`
}

func (c *call) promptJSON(p prompts.Prompt) promptLine {
	variables := []promptVariable{}
	for _, v := range p.Variables {
		variables = append(variables, promptVariable(v))
	}
	path, _ := prompts.Path(c.paths.PromptsDir(), p.Name) // p has been read from there
	return promptLine{p.Name, promptKind(p), p.Description, p.Model, p.Effort, variables, p.Text, path}
}

func newPromptsShow(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "show NAME",
		Short:             "Print a prompt",
		Long:              "Print the file of a prompt, or with --json what Banter reads in it.",
		Example:           "banter prompts show review\nbanter prompts show review --json",
		ValidArgsFunction: first(a.offer((*call).offerPrompts)),
		RunE: a.command(1, func(_ context.Context, c *call, args []string) error {
			p, err := c.findPrompt(args, "show")
			if err != nil {
				return err
			}
			if asJSON {
				return c.encode(c.promptJSON(p))
			}
			text, err := os.ReadFile(c.promptJSON(p).Path)
			if err != nil {
				return fmt.Errorf("read prompt: %w", err)
			}
			return c.print("%s", termsafe.Text(string(text)))
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	a.takes(cmd, promptSettings)
	return cmd
}

// findPrompt reads the prompt that the only argument names.
func (c *call) findPrompt(args []string, command string) (prompts.Prompt, error) {
	if len(args) != 1 {
		return prompts.Prompt{}, &usageError{"name a prompt", "Try banter prompts " + command + " NAME; banter prompts list shows the names."}
	}
	return c.prompt(args[0])
}

// prompt reads the prompt with a name.
func (c *call) prompt(name string) (prompts.Prompt, error) {
	p, err := prompts.Read(c.paths.PromptsDir(), name)
	return p, promptFault(err)
}

// promptFault returns a wrong name or value as a mistake in the command line.
func promptFault(err error) error {
	if wrong, ok := errors.AsType[*prompts.Error](err); ok {
		return &usageError{wrong.What, wrong.Hint}
	}
	return err
}

// ownPrompts returns the prompts for the chat, which has room for the name of a
// file and not for its path.
func (c *call) ownPrompts(context.Context) ([]prompts.Prompt, error) {
	all, err := prompts.List(c.paths.PromptsDir())
	if fault, ok := errors.AsType[*config.Error](err); ok {
		short := *fault
		short.Where = strings.TrimPrefix(short.Where, c.paths.PromptsDir()+string(filepath.Separator))
		err = &short
	}
	return all, err
}

// offerPrompts returns the names of the prompts, with their descriptions.
func (c *call) offerPrompts() (list []cobra.Completion) {
	all, _ := prompts.List(c.paths.PromptsDir())
	for _, p := range all {
		list = append(list, cobra.CompletionWithDesc(p.Name, termsafe.Line(p.Description)))
	}
	return list
}

func newPromptsEdit(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "edit NAME",
		Short:             "Change a prompt in your editor",
		Long:              "Open the file of a prompt in $VISUAL or $EDITOR, and check it afterwards.",
		Example:           "banter prompts edit review",
		ValidArgsFunction: first(a.offer((*call).offerPrompts)),
		RunE: a.command(1, func(ctx context.Context, c *call, args []string) error {
			if len(args) != 1 {
				_, err := c.findPrompt(args, "edit")
				return err
			}
			path, err := prompts.Path(c.paths.PromptsDir(), args[0])
			if err != nil {
				return promptFault(err)
			}
			if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
				return &usageError{prompts.Unknown(args[0]).What, "Run banter prompts new " + args[0] + " to write it."}
			}
			return c.editPrompt(ctx, args[0], path)
		}),
	}
	a.takes(cmd, promptSettings)
	return cmd
}

// editPrompt opens a prompt in the editor and reports its first mistake.
func (c *call) editPrompt(ctx context.Context, name, path string) error {
	if err := c.edit(ctx, path); err != nil {
		return err
	}
	_, err := c.prompt(name)
	return err
}

// promptTemplate is the text of a new prompt.
const promptTemplate = `+++
# One line for lists and for the palette of the chat.
description = ""

# Model and effort to ask with; without them those in use.
# model = "gpt-6.1-sol"
# effort = "high"

# A persona: the text below becomes the system prompt of the conversation.
# system = true

# Each variable of the text, with its default. An empty one must be given.
# [variables]
# language = "Go"
+++
Write the text of the prompt here. {{language}} would be the place of the
variable "language".
`

func newPromptsNew(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "new NAME",
		Short:             "Write a new prompt in your editor",
		Long:              "Make the file of a new prompt, with comments that explain its form, and open it in $VISUAL or $EDITOR. Without an editor it prints the path.",
		Example:           "banter prompts new review",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(1, func(ctx context.Context, c *call, args []string) error {
			if len(args) != 1 {
				return &usageError{"the name of the prompt is missing", "Try banter prompts new NAME."}
			}
			return c.newPrompt(ctx, args[0])
		}),
	}
	a.takes(cmd, promptSettings)
	return cmd
}

func (c *call) newPrompt(ctx context.Context, name string) error {
	path, err := prompts.Path(c.paths.PromptsDir(), name)
	if err != nil {
		return promptFault(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write prompt: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return &usageError{"the prompt " + quoted(name) + " exists", "Run banter prompts edit " + name + " to change it."}
	}
	if err == nil {
		_, err = file.WriteString(strings.ReplaceAll(promptTemplate, "{{", `\{{`))
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return fmt.Errorf("write prompt: %w", err)
	}
	if c.editorCommand() == "" {
		return c.print("%s\n", termsafe.Line(path))
	}
	return c.editPrompt(ctx, name, path)
}
