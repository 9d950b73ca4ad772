package cli

import (
	"context"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"banter/codex"
	"banter/docs"
	"banter/history"
	"banter/internal/config"
	"banter/internal/spelling"
	"banter/internal/termsafe"
	"banter/themes"
)

// offered is the most conversations that a completion lists, newest first.
const offered = 50

// completes makes the shell complete the values of a setting. Without it the
// shell completes files, as for passphrase-file and log.
func (a *app) completes(cmd *cobra.Command, setting string) {
	offers := map[string]func(*call) []cobra.Completion{
		"model": (*call).offerModels, "effort": (*call).offerEfforts, "account": (*call).offerAccounts,
		"profile":   (*call).offerProfiles,
		"theme":     (*call).offerThemes,
		"prompt":    (*call).offerPrompts,
		"resume":    (*call).offerConversations,
		"verbosity": func(*call) []cobra.Completion { return codex.Verbosities() },
		"code":      noValues, "format": noValues,
		"route":         func(*call) []cobra.Completion { return config.RouteNames() },
		"store":         func(*call) []cobra.Completion { return config.StoreNames() },
		"notify":        func(*call) []cobra.Completion { return config.NotifyNames() },
		"images":        func(*call) []cobra.Completion { return config.ImagesNames() },
		"compact":       func(*call) []cobra.Completion { return config.CompactNames() },
		"keep-unlocked": func(*call) []cobra.Completion { return []cobra.Completion{"off", "5m", "15m", "1h", "8h"} },
		"bidi":          func(*call) []cobra.Completion { return config.BidiNames() },
		"system":        noValues, "mouse": noValues, "wheel": noValues, "plain": noValues, "inline": noValues, "titles": noValues, "temporary": noValues, "base-url": noValues, "issuer": noValues,
	}
	var complete cobra.CompletionFunc
	switch offer, known := offers[setting]; {
	case known:
		complete = a.offer(offer)
	case setting == "home", setting == "sync":
		complete = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)
	default:
		return
	}
	if err := cmd.RegisterFlagCompletionFunc(setting, complete); err != nil {
		panic(err) // the flag exists and has no completion yet
	}
}

// offer returns a completion of the values that list returns, and of no files.
// It offers nothing if the settings cannot be read.
func (a *app) offer(list func(*call) []cobra.Completion) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		src := config.Sources{Flags: givenFlags(cmd), Getenv: a.Getenv, GOOS: runtime.GOOS}
		settings, paths, err := config.Load(src)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		c := &call{Process: a.Process, sources: &a.sources, Config: settings, src: src, paths: paths, choices: paths.NewChoices(false)}
		return list(c), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// first limits a completion to the first argument.
func first(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd, args, word)
	}
}

func noValues(*call) []cobra.Completion { return nil }

// keptCatalog returns the models that this computer has for the account in use.
// It asks neither the server nor the keychain.
func (c *call) keptCatalog() codex.Catalog {
	t, err := c.target()
	if err != nil {
		return codex.BundledCatalog()
	}
	s, err := c.servicesAt(t, nil)
	if err != nil {
		return codex.BundledCatalog()
	}
	account, _, _ := c.index().Find(t.name)
	return s.client.Kept(account.AccountID)
}

func (c *call) offerModels() (list []cobra.Completion) {
	for _, m := range c.keptCatalog().Listed() {
		list = append(list, cobra.CompletionWithDesc(m.Slug, m.Name))
	}
	return list
}

func (c *call) offerEfforts() (list []cobra.Completion) {
	for _, e := range c.keptCatalog().Pick(c.modelName()).Efforts {
		list = append(list, cobra.CompletionWithDesc(e.Name, e.Description))
	}
	return list
}

func (c *call) offerAccounts() (list []cobra.Completion) {
	accounts, _ := c.index().List()
	for _, account := range accounts {
		list = append(list, cobra.CompletionWithDesc(account.Name, termsafe.Line(account.Email)))
	}
	return list
}

func (c *call) offerProfiles() []cobra.Completion { return config.Profiles(c.paths.ConfigFile) }

func (c *call) offerThemes() (list []cobra.Completion) {
	for _, theme := range themes.All() {
		list = append(list, theme.Name)
	}
	return append(list, c.ownThemes()...)
}

// offerConversations returns the IDs of the newest conversations, with their
// titles.
func (c *call) offerConversations() (list []cobra.Completion) {
	if _, err := os.Stat(c.paths.HistoryFile()); err != nil {
		return nil // opening the history would make the file
	}
	ctx := context.Background()
	db, err := history.Open(ctx, c.paths.HistoryFile())
	if err != nil {
		return nil
	}
	defer db.Close()
	conversations, _ := db.List(ctx, offered)
	for _, one := range conversations {
		list = append(list, cobra.CompletionWithDesc(one.ID, termsafe.Line(one.Title)))
	}
	return list
}

// offerHelp returns the topics, and the commands with their descriptions.
func offerHelp(cmd *cobra.Command) (list []cobra.Completion) {
	list = append(list, docs.Topics()...)
	for _, sub := range cmd.Root().Commands() {
		if sub.IsAvailableCommand() {
			list = append(list, cobra.CompletionWithDesc(sub.Name(), sub.Short))
		}
	}
	return list
}

// offerCommands returns the commands below the one that args name.
func offerCommands(cmd *cobra.Command, args []string) (list []cobra.Completion) {
	above, rest, err := cmd.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return nil
	}
	for _, sub := range above.Commands() {
		if sub.IsAvailableCommand() {
			list = append(list, cobra.CompletionWithDesc(sub.Name(), sub.Short))
		}
	}
	return list
}

// shells are those that have a completion.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the script that completes commands in a shell",
		Long: "Print the script that completes commands, flags and their values in bash, zsh, fish or powershell.\n\n" +
			"Bash needs the package bash-completion. In zsh, completion must be on: autoload -U compinit; compinit.",
		Example: "source <(banter completion bash)\n" +
			"banter completion bash > ~/.local/share/bash-completion/completions/banter\n" +
			"banter completion zsh > \"${fpath[1]}/_banter\"\n" +
			"banter completion fish > ~/.config/fish/completions/banter.fish\n" +
			"banter completion powershell | Out-String | Invoke-Expression",
		ValidArgsFunction: first(cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				a.err = &usageError{"name one shell", "Try banter completion bash, zsh, fish or powershell."}
				return nil
			}
			return a.printCompletion(cmd.Root(), args[0])
		},
	}
}

func (a *app) printCompletion(root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(a.out, true)
	case "zsh":
		return root.GenZshCompletion(a.out)
	case "fish":
		return root.GenFishCompletion(a.out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(a.out)
	}
	a.err = &usageError{"there is no completion for " + quoted(shell), spelling.Before(shell, shells, "Try banter completion bash, zsh, fish or powershell.")}
	return nil
}
