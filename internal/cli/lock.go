package cli

import (
	"context"

	"github.com/spf13/cobra"

	"banter/internal/unlocked"
)

func newLock(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lock",
		Short: "Forget the passphrase of the sealed store",
		Long: "Forget the passphrase of the sealed store at once. Otherwise Banter keeps it for the time that the setting keep-unlocked says, 15 minutes by default: " +
			"in the kernel's keyring on Linux, else in a small process that ends on its own.",
		Example:           "banter lock",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(_ context.Context, c *call, _ []string) error {
			if n := unlocked.New(c.agentSocket(), nil).Lock(); n == 0 {
				c.say("No passphrase was kept.")
			} else {
				c.say("Forgot %s.", countOf(n, "passphrase"))
			}
			return nil
		}),
	}
	a.takes(cmd, []string{"home"})
	return cmd
}

// newAgent returns the command that keeps passphrases where the kernel does not.
// Banter starts it; people do not.
func newAgent(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:    agentCommand + " SOCKET",
		Hidden: true,
		Short:  "Keep passphrases for a while",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				a.err = &usageError{"the socket is missing", ""}
				return nil
			}
			a.err = unlocked.Serve(cmd.Context(), args[0], func() { a.out.Close() })
			return nil
		},
	}
	return cmd
}

// agentCommand is the name of the hidden command.
const agentCommand = "agent"
