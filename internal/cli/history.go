package cli

import (
	"context"

	"github.com/spf13/cobra"
)

// historySettings are the settings that the commands of the history list.
var historySettings = []string{"log", "home"}

func newHistory(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "history",
		Short:             "List, search and change the saved conversations",
		Long:              "List, search and change the conversations that are saved on this computer.",
		Example:           "banter history list\nbanter history list --json",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				a.err = strayArgument(cmd, args[0])
				return nil
			}
			a.showUsage(cmd, nil)
			return nil
		},
	}
	cmd.AddCommand(newHistoryList(a), newHistoryExport(a), newHistoryImport(a), newHistorySync(a))
	return cmd
}

// historyCommand returns do as the action of a command that uses the saved
// conversations. A run that keeps nothing on disk has none.
func (a *app) historyCommand(arguments int, do func(ctx context.Context, h *historyCall, args []string) error) func(*cobra.Command, []string) error {
	return a.command(arguments, func(ctx context.Context, c *call, args []string) error {
		db, err := c.openHistory(ctx)
		if err != nil {
			return err
		}
		defer db.Close()
		return do(ctx, &historyCall{c, db}, args)
	})
}
