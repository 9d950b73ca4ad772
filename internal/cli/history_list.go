package cli

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/termsafe"
)

// A historyCall is a command with the saved conversations.
type historyCall struct {
	*call
	db *history.DB
}

func newHistoryList(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "list",
		Short:             "List the conversations, the last one used first",
		Long:              "List the conversations, the last one used first: ID, time of last use, number of messages and title, separated by tabs.",
		Example:           "banter history list\nbanter history list --json",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.historyCommand(0, func(ctx context.Context, h *historyCall, _ []string) error {
			return h.list(ctx, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	a.takes(cmd, historySettings)
	return cmd
}

func (h *historyCall) list(ctx context.Context, asJSON bool) error {
	all, err := h.db.List(ctx, 0)
	for _, one := range all {
		if err := h.printSummary(one, asJSON); err != nil {
			return err
		}
	}
	return err
}

func (h *historyCall) printSummary(s history.Summary, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(h.Out).Encode(struct {
			ID       string    `json:"id"`
			Title    string    `json:"title"`
			Messages int       `json:"messages"`
			Updated  time.Time `json:"updated"`
		}{s.ID, s.Title, s.Messages, s.Updated.UTC()})
	}
	cells := []string{s.ID, s.Updated.Format(time.DateTime), termsafe.Line(s.Title)}
	return h.print("%s\n", strings.Join(cells, "\t"))
}
