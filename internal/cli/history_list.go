package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"banter/history"
)

func newHistoryList(a *app) *cobra.Command {
	var asJSON, archived bool
	var limit int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the conversations, the last one used first",
		Long: "List the conversations, the last one used first: ID, time of last use, number of messages, size, model and title. " +
			"In a pipe the columns are separated by tabs and the ID is whole; a terminal of less than 100 columns has no room for size and model. A star before the title marks a pinned conversation.",
		Example:           "banter history list\nbanter history list --json | jq -r .title",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.historyCommand(0, func(ctx context.Context, h *historyCall, _ []string) error {
			return h.list(ctx, archived, limit, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	cmd.Flags().BoolVar(&archived, "archived", false, "list the archived conversations")
	cmd.Flags().IntVar(&limit, "limit", 0, "number of conversations; 0 lists all")
	nameValue(cmd.Flags(), "limit", "NUMBER")
	a.takes(cmd, historySettings)
	return cmd
}

func (h *historyCall) list(ctx context.Context, archived bool, limit int, asJSON bool) error {
	if err := h.index(ctx); err != nil { // it counts the sizes
		return err
	}
	list := h.db.List
	if archived {
		list = h.db.Archived
	}
	all, err := list(ctx, limit)
	if err := h.tolerate(err); err != nil {
		return err
	}
	for _, one := range all {
		if err := h.printSummary(one, asJSON); err != nil {
			return err
		}
	}
	if asJSON || !isTerminal(h.Out) {
		return nil
	}
	return h.sayUse(ctx)
}

func (h *historyCall) printSummary(s history.Summary, asJSON bool) error {
	if asJSON {
		return h.printSummaryJSON(s)
	}
	title := s.Title
	if s.Pinned {
		title = "* " + title
	}
	if !isTerminal(h.Out) {
		return h.row(s.ID, localTime(s.Updated), fmt.Sprint(s.Messages), fmt.Sprint(s.Size), s.Model, title)
	}
	cells := []string{h.shortID(s.ID), localTime(s.Updated), fmt.Sprintf("%4d", s.Messages)}
	if width, _ := size(h.Out); width >= wideList {
		cells = append(cells, fmt.Sprintf("%9s", bytesText(s.Size)), fmt.Sprintf("%-13s", s.Model))
	}
	return h.row(append(cells, title)...)
}

// wideList is the width of a terminal from which a list shows the size and the model
// too. In a narrower one they would leave little of the title.
const wideList = 100

func (h *historyCall) printSummaryJSON(s history.Summary) error {
	return h.encode(struct {
		ID       string    `json:"id"`
		Title    string    `json:"title"`
		Preview  string    `json:"preview"`
		Model    string    `json:"model"`
		Messages int       `json:"messages"`
		Bytes    int64     `json:"bytes"`
		Created  time.Time `json:"created"`
		Updated  time.Time `json:"updated"`
		Pinned   bool      `json:"pinned"`
		Archived bool      `json:"archived"`
	}{s.ID, s.Title, history.Preview(s.LastLine), s.Model, s.Messages, s.Size, s.Created.UTC(), s.Updated.UTC(), s.Pinned, s.Archived})
}
