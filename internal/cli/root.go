package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"banter/session"
)

// unlimited is the number of arguments of a command that takes any number.
const unlimited = int(^uint(0) >> 1)

func newRoot(a *app) *cobra.Command {
	var last bool
	cmd := &cobra.Command{
		Use:   "banter",
		Short: "Chat with your ChatGPT plan in the terminal",
		Long: "Banter is a terminal chat for people who have a ChatGPT plan. Sign in by scanning a QR code, chat, leave, come back.\n\n" +
			"Banter is an unofficial client; it is not made or supported by OpenAI.",
		Example: "banter\nbanter --continue\nbanter ask \"How do goroutines differ from threads?\"\ngit diff | banter ask \"Write a commit message\"\nbanter demo",
		Args:    cobra.ArbitraryArgs,

		SuggestionsMinimumDistance: 2,
		ValidArgsFunction:          cobra.NoFileCompletions,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			resume := ""
			if last {
				resume = session.Last
			}
			return chat(ctx, c, resume)
		}),
	}
	cmd.Flags().BoolVarP(&last, "continue", "c", false, "go on with the last conversation")
	cmd.Flags().BoolP("version", "v", false, "print the version")
	help := cmd.PersistentFlags().VarPF(&helpFlag{root: cmd, show: a.showUsage}, "help", "h", "print this help")
	help.NoOptDefVal = "true"
	help.DefValue = ""
	addHiddenSettings(cmd.PersistentFlags())
	a.takes(cmd, chatSettings)
	cmd.SetHelpCommand(newHelp(a))
	cmd.AddCommand(newDemo(a), newAsk(a), newResume(a), newLogin(a), newLogout(a), newWhoami(a), newModels(a), newStatus(a), newHistory(a), newPrompts(a), newConfig(a), newDoctor(a), newServe(a),
		newLock(a), newCompletion(a), newMan(a), newAgent(a))
	return cmd
}

// strayArgument returns the error for an argument that a command does not take.
func strayArgument(cmd *cobra.Command, word string) error {
	if cmd.HasParent() && cmd.HasAvailableSubCommands() {
		hint := "Try " + cmd.CommandPath() + " --help."
		if similar := cmd.SuggestionsFor(word); len(similar) > 0 {
			hint = "Did you mean " + cmd.CommandPath() + " " + similar[0] + "?"
		}
		return &usageError{"there is no command " + quoted(cmd.Name()+" "+word), hint}
	}
	if cmd.HasParent() {
		return &usageError{"the argument " + quoted(word) + " is unexpected", "Try " + cmd.CommandPath() + " --help."}
	}
	hint := "To ask a question, run banter ask QUESTION."
	if !strings.ContainsAny(word, "\"\\$`!\n") { // a shell reads the word unchanged
		hint = "To ask a question, run banter ask " + quoted(word) + "."
	}
	if similar := cmd.SuggestionsFor(word); len(similar) > 0 {
		hint = "Did you mean banter " + similar[0] + "? " + hint
	}
	return &usageError{"there is no command " + quoted(word), hint}
}

func quoted(text string) string { return strconv.Quote(text) }
