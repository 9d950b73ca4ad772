package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"banter/codex"
	"banter/internal/termsafe"
)

func newModels(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "models",
		Short: "List the models that your plan offers",
		Long: "List the models that your plan offers, the suggested one first. On a terminal they come as a table, in a pipe as lines of " +
			"name, display name, context window in tokens, efforts and default effort, separated by tabs.",
		Example:           "banter models\nbanter models | cut -f1\nbanter models --json",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			return models(ctx, c, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	a.takes(cmd, signInSettings)
	return cmd
}

func models(ctx context.Context, c *call, asJSON bool) error {
	s, err := c.connect(ctx, c.warn)
	if err != nil {
		return err
	}
	catalog, err := s.client.Models(ctx)
	if err != nil {
		return err
	}
	if s.documented() && isTerminal(c.Out) {
		c.say("Using ChatGPT plan, on the route documented. Manage usage: %s", codex.UsageURL)
	}
	return printModels(c, catalog.Listed(), asJSON)
}

func printModels(c *call, listed []codex.Model, asJSON bool) error {
	switch {
	case asJSON:
		return printModelsJSON(c, listed)
	case isTerminal(c.Out):
		return printModelTable(c, listed)
	}
	for _, m := range listed {
		if err := c.print("%s\n", strings.Join(modelCells(m), "\t")); err != nil {
			return err
		}
	}
	return nil
}

func printModelTable(c *call, listed []codex.Model) error {
	table := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MODEL\tNAME\tCONTEXT\tEFFORTS\tDEFAULT")
	for _, m := range listed {
		cells := modelCells(m)
		cells[2] = thousands(m.ContextWindow)
		fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	return table.Flush()
}

// modelCells returns the columns of a model, in the order that models --help
// gives.
func modelCells(m codex.Model) []string {
	var efforts []string
	for _, effort := range m.Efforts {
		efforts = append(efforts, termsafe.Line(effort.Name))
	}
	return []string{
		termsafe.Line(m.Slug), termsafe.Line(m.Name), fmt.Sprint(m.ContextWindow),
		strings.Join(efforts, " "), termsafe.Line(m.DefaultEffort),
	}
}

func printModelsJSON(c *call, listed []codex.Model) error {
	out := json.NewEncoder(c.Out)
	for _, m := range listed {
		efforts := make([]string, len(m.Efforts))
		for i, effort := range m.Efforts {
			efforts[i] = effort.Name
		}
		err := out.Encode(struct {
			Model         string   `json:"model"`
			Name          string   `json:"name"`
			Description   string   `json:"description"`
			ContextWindow int      `json:"context_window"`
			Efforts       []string `json:"efforts"`
			DefaultEffort string   `json:"default_effort"`
			Images        bool     `json:"images"`
		}{m.Slug, m.Name, m.Description, m.ContextWindow, efforts, m.DefaultEffort, m.Images})
		if err != nil {
			return err
		}
	}
	return nil
}

// thousands returns a number of tokens in short, such as 272k.
func thousands(tokens int) string {
	if tokens < 1000 {
		return fmt.Sprint(tokens)
	}
	return fmt.Sprintf("%dk", tokens/1000)
}
