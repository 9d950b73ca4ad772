package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"banter/history"
)

// pruning is what a prune deletes.
type pruning struct {
	olderThan               string
	keepPinned, dry, asJSON bool
}

func newHistoryPrune(a *app) *cobra.Command {
	var p pruning
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Delete old conversations",
		Long: "Delete the conversations that were not used for some time, archived ones too, and print them. Without --older-than it deletes those that the setting " +
			"retention names. This cannot be undone; --dry-run prints what would be deleted.",
		Example:           "banter history prune --older-than 90d --dry-run\nbanter history prune --older-than 1y --keep-pinned",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.historyCommand(0, func(ctx context.Context, h *historyCall, _ []string) error {
			return h.prune(ctx, p)
		}),
	}
	cmd.Flags().StringVar(&p.olderThan, "older-than", "", "delete what was last used before that time: 90d, 12w, 6m or 2y")
	nameValue(cmd.Flags(), "older-than", "AGE")
	cmd.Flags().BoolVar(&p.keepPinned, "keep-pinned", false, "keep pinned conversations")
	cmd.Flags().BoolVar(&p.dry, "dry-run", false, "delete nothing")
	cmd.Flags().BoolVar(&p.asJSON, "json", false, "print one JSON object a line")
	a.takes(cmd, append([]string{"retention"}, historySettings...))
	return cmd
}

func (h *historyCall) prune(ctx context.Context, p pruning) error {
	text := p.olderThan
	if text == "" {
		text, p.keepPinned = h.Retention.String(), true // the setting never deletes pinned ones
	}
	if text == "" {
		return &usageError{"the command needs to know how old a conversation must be", "Write --older-than 90d, or set retention."}
	}
	age, err := history.ParseAge(text)
	if err != nil {
		return &usageError{"--older-than must be a number of days, weeks, months or years, not " + quoted(text), "Write 90d, 12w, 6m or 2y."}
	}
	old, err := h.db.Old(ctx, age.Before(time.Now()), !p.keepPinned)
	if err != nil {
		return err
	}
	if !p.dry {
		if err := h.deleteOld(ctx, old); err != nil {
			return err
		}
	}
	for _, one := range old {
		if err := h.printSummary(one, p.asJSON); err != nil {
			return err
		}
	}
	return h.sayPruned(ctx, len(old), p.dry)
}

func (h *historyCall) sayPruned(ctx context.Context, n int, dry bool) error {
	what := counted(n, "conversation", "conversations")
	if dry {
		h.say("%s would be deleted.", capitalized(what))
		return nil
	}
	h.say("%s deleted.", what)
	return h.sayUse(ctx)
}

// worthCompacting is the part of a history that must be free before it gives
// that back to the disk: one in so many bytes.
const worthCompacting = 4

// deleteOld deletes conversations, and gives the room to the disk if it is much.
func (h *historyCall) deleteOld(ctx context.Context, old []history.Summary) error {
	var ids []string
	for _, one := range old {
		ids = append(ids, one.ID)
	}
	if err := h.db.DeleteAll(ctx, ids...); err != nil {
		return err
	}
	use, err := h.db.Use(ctx)
	if err == nil && len(ids) > 0 && use.Free*worthCompacting > use.Disk {
		err = h.db.Compact(ctx)
	}
	if err != nil {
		h.warn(err) // the conversations are deleted anyway
	}
	return nil
}

// retain deletes what the setting retention names, except the conversation that
// was just on the screen. It runs when a chat ends, because a conversation that
// is open must not vanish.
func (c *call) retain(ctx context.Context, open string) error {
	age, err := history.ParseAge(c.Retention.String())
	if err != nil || c.Temporary || !c.hasHistory() {
		return nil
	}
	db, err := history.Open(ctx, c.paths.HistoryFile())
	if err != nil {
		return err
	}
	defer db.Close()
	old, err := db.Old(ctx, age.Before(time.Now()), false)
	if err != nil {
		return err
	}
	var ids []string
	for _, one := range old {
		if one.ID != open {
			ids = append(ids, one.ID)
		}
	}
	return db.DeleteAll(ctx, ids...)
}
