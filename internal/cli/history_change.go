package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"banter/internal/termsafe"
)

func newHistoryRename(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "rename ID TITLE...",
		Short:             "Give a conversation another title",
		Long:              "Give a conversation another title.",
		Example:           "banter history rename 0199a7c2 Data races in the cache",
		ValidArgsFunction: first(a.offer((*call).offerConversations)),
		RunE: a.historyCommand(unlimited, func(ctx context.Context, h *historyCall, args []string) error {
			if len(args) == 0 {
				return errNoID("rename")
			}
			title := strings.TrimSpace(termsafe.Line(strings.Join(args[1:], " ")))
			if title == "" {
				return &usageError{"the title is empty", "Write it after the ID: banter history rename " + termsafe.Line(args[0]) + " TITLE."}
			}
			c, err := h.db.Find(ctx, args[0])
			if err != nil {
				return err
			}
			return h.db.Rename(ctx, c.ID, title)
		}),
	}
	a.takes(cmd, historySettings)
	return cmd
}

func newHistoryRm(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rm ID...",
		Short: "Delete conversations",
		Long: "Delete conversations, with their words in the search. This cannot be undone. If one of the IDs is wrong, none is deleted. " +
			"It prints the ID and the title of each.",
		Example:           "banter history rm 0199a7c2\nbanter history rm 0199a7c2 0199a7d0",
		ValidArgsFunction: a.offerOtherConversations,
		RunE: a.historyCommand(unlimited, func(ctx context.Context, h *historyCall, args []string) error {
			if len(args) == 0 {
				return errNoID("rm")
			}
			return h.remove(ctx, args)
		}),
	}
	a.takes(cmd, historySettings)
	return cmd
}

func (h *historyCall) remove(ctx context.Context, prefixes []string) error {
	found, err := h.find(ctx, prefixes)
	if err != nil {
		return err
	}
	var ids []string
	for _, c := range found {
		ids = append(ids, c.ID)
	}
	if err := h.db.DeleteAll(ctx, ids...); err != nil {
		return err
	}
	for _, c := range found {
		if err := h.row(c.ID, c.Title); err != nil {
			return err
		}
	}
	return nil
}
