package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"banter/history"
)

func newHistoryRepair(a *app) *cobra.Command {
	var dry, asJSON bool
	cmd := &cobra.Command{
		Use:   "repair",
		Short: "Recover what can be read of a damaged history",
		Long: "Look for damage in the history. If there is any, move the damaged file aside and save all that can be read of it to a new one, which replaces it. " +
			"Every Banter must be closed meanwhile. --dry-run only tells what would be recovered.",
		Example:           "banter history repair --dry-run\nbanter history repair",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			return c.repair(ctx, dry, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "change nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was done as a JSON object")
	a.takes(cmd, historySettings)
	return cmd
}

func (c *call) repair(ctx context.Context, dry, asJSON bool) error {
	if c.Temporary {
		return &usageError{"a temporary run has no history to repair", "Leave out --temporary."}
	}
	done, err := history.Repair(ctx, c.paths.HistoryFile(), dry)
	if err != nil {
		return err
	}
	if asJSON {
		return c.encode(repairedJSON{
			done.Damaged, done.Conversations, done.Messages, done.LostConversations, done.LostMessages,
			done.Changed, done.Moved, done.FromBackup, done.Old, done.Backups,
		})
	}
	c.sayRepaired(done)
	return nil
}

type repairedJSON struct {
	Damaged           bool     `json:"damaged"`
	Conversations     int      `json:"conversations"`
	Messages          int      `json:"messages"`
	LostConversations int      `json:"lost_conversations"`
	LostMessages      int      `json:"lost_messages"`
	Changed           int      `json:"changed"`
	Moved             int      `json:"moved"`
	FromBackup        int      `json:"from_backup"`
	Old               string   `json:"damaged_file,omitempty"`
	Backups           []string `json:"backups,omitempty"`
}

func (c *call) sayRepaired(done history.Repaired) {
	if !done.Damaged {
		c.say("The history is not damaged.")
		return
	}
	can, is, are := "", "is", "are"
	if done.Old == "" {
		can, is, are = " would be", "would be", "would be"
	}
	c.say("%s%s recovered.", contents(done.Conversations, done.Messages), can)
	if done.FromBackup > 0 {
		c.say("Of these, %s from a backup.", counted(done.FromBackup, "message "+is, "messages "+are))
	}
	if done.LostConversations+done.LostMessages > 0 {
		c.say("At least %s %s lost.", contents(done.LostConversations, done.LostMessages), are)
	}
	if done.Changed > 0 {
		c.say("%s damaged and %s from what was saved.", counted(done.Changed, "part is", "parts are"), verb(done.Changed, "differs", "differ"))
	}
	if done.Moved > 0 {
		c.say("%s a lost one, and %s the nearest earlier message instead.", counted(done.Moved, "message followed", "messages followed"), verb(done.Moved, "follows", "follow"))
	}
	if done.Old != "" {
		c.say("The damaged history is now %s. It also keeps what you delete from now on: remove it when you miss nothing.", done.Old)
	}
	if len(done.Backups) > 0 {
		c.say("There is also a backup from before an update: %s.", strings.Join(done.Backups, ", "))
	}
}

// contents names numbers of conversations and messages.
func contents(conversations, messages int) string {
	return counted(conversations, "conversation", "conversations") + " and " + counted(messages, "message", "messages")
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
