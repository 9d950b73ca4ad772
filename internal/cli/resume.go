package cli

import (
	"context"

	"github.com/spf13/cobra"
)

func newResume(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "resume [ID]",
		Short:   "Go on with an earlier conversation",
		Long:    "Go on with an earlier conversation: pick one from a list, or name it by its ID or the beginning of it.",
		Example: "banter resume\nbanter resume 0199a7c2",
		RunE: a.command(1, func(ctx context.Context, c *call, args []string) error {
			if len(args) == 0 {
				return chat(ctx, c, "pick")
			}
			id, err := findConversation(ctx, c, args[0])
			if err != nil {
				return err
			}
			return chat(ctx, c, id)
		}),
	}
}

// findConversation returns the whole ID, so that a wrong one is told before
// the screen opens.
func findConversation(ctx context.Context, c *call, prefix string) (string, error) {
	db, err := c.openHistory(ctx)
	if err != nil {
		return "", err
	}
	defer db.Close()
	found, err := db.Find(ctx, prefix)
	return found.ID, err
}
