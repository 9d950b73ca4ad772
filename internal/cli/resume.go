package cli

import (
	"context"

	"github.com/spf13/cobra"
)

func newResume(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "resume [ID]",
		Short:             "Go on with an earlier conversation",
		Long:              "Go on with an earlier conversation. Pick it from a list, or name it by its ID or the beginning of its ID.",
		Example:           "banter resume\nbanter resume 0199a7c2",
		ValidArgsFunction: first(a.offer((*call).offerConversations)),
		RunE: a.command(1, func(ctx context.Context, c *call, args []string) error {
			if len(args) == 0 {
				return chat(ctx, c, "pick")
			}
			db, err := c.openHistory(ctx)
			if err != nil {
				return err
			}
			defer db.Close()
			found, err := db.Find(ctx, args[0]) // an error is printed before the screen opens
			if err != nil {
				return err
			}
			c.opened = db
			return chat(ctx, c, found.ID)
		}),
	}
	a.takes(cmd, resumeSettings)
	return cmd
}
