package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"banter/internal/config"
	"banter/session"
)

// everything stands for no limit on the arguments of a command.
const everything = int(^uint(0) >> 1)

func newRoot(a *app) *cobra.Command {
	var last bool
	cmd := &cobra.Command{
		Use:   "banter",
		Short: "Chat with your ChatGPT plan in the terminal",
		Long: "Banter is a terminal chat for people who have a ChatGPT plan. Sign in by scanning a QR code, chat, leave, come back.\n\n" +
			"Banter is an unofficial client; it is not made or supported by OpenAI.",
		Example: "banter\nbanter --continue\nbanter ask \"How do goroutines differ from threads?\"\ngit diff | banter ask \"Write a commit message\"\nbanter demo",
		Args:    cobra.ArbitraryArgs,
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			resume := ""
			if last {
				resume = session.Last
			}
			return chat(ctx, c, resume)
		}),
	}
	cmd.Flags().BoolVarP(&last, "continue", "c", false, "go on with the last conversation")
	addSettings(cmd.PersistentFlags())
	cmd.SetHelpCommand(newHelp(a))
	cmd.AddCommand(newDemo(a), newAsk(a), newResume(a), newLogin(a), newLogout(a), newWhoami(a), newModels(a), newServe(a))
	return cmd
}

// addSettings gives every setting its flag.
func addSettings(flags *pflag.FlagSet) {
	for _, s := range config.Settings {
		if s.Bool {
			flags.Bool(s.Name, s.Default, s.Usage)
		} else {
			flags.String(s.Name, "", s.Usage)
		}
	}
}

// givenFlags returns the flags that stand on the command line.
func givenFlags(cmd *cobra.Command) map[string]string {
	given := make(map[string]string)
	cmd.Flags().Visit(func(f *pflag.Flag) { given[f.Name] = f.Value.String() })
	return given
}

func quoted(text string) string { return strconv.Quote(text) }
