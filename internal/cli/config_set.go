package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"banter/internal/config"
	"banter/internal/termsafe"
	"banter/tui/keymap"
)

func newConfigSet(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "set KEY VALUE...",
		Short: "Change a setting in the config file",
		Long: "Change a setting in the config file, which keeps its comments. KEY is the name of a setting, keys.ACT for the keys of an act, or profile.NAME.SETTING. " +
			"Only an act can have several values, or an empty one, which is no key.",
		Example:           "banter config set theme dusk\nbanter config set keys.find f3 \"ctrl+x s\"\nbanter config set profile.work.account work",
		ValidArgsFunction: a.offerConfig(true),
		RunE: a.command(unlimited, func(_ context.Context, c *call, args []string) error {
			if len(args) < 2 {
				return &usageError{"name a setting and its value", "Try banter config set theme dusk; banter config show lists the settings."}
			}
			edit, err := config.NewEdit(args[0], args[1:]...)
			if err != nil {
				return err
			}
			if err := c.checkValue(args[0], args[1]); err != nil {
				return err
			}
			return c.editConfig(edit, args[0])
		}),
	}
	a.takes(cmd, []string{"home"})
	return cmd
}

// checkValue returns the mistake in a theme or an effort, which only the commands that
// use it would report.
func (c *call) checkValue(key, value string) error {
	switch key[strings.LastIndexByte(key, '.')+1:] {
	case "theme":
		_, err := c.loadTheme(value, key)
		if wrong, ok := errors.AsType[*usageError](err); ok {
			return &config.Error{What: wrong.what, Hint: wrong.hint}
		}
		return err
	case "effort":
		c.Effort, c.effortFrom = value, key
		return c.checkKept()
	}
	return nil
}

func newConfigUnset(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "unset KEY",
		Short:             "Remove a setting from the config file",
		Long:              "Remove a setting from the config file, so that its default holds. KEY is as for banter config set.",
		Example:           "banter config unset theme",
		ValidArgsFunction: first(a.offerConfig(false)),
		RunE: a.command(1, func(_ context.Context, c *call, args []string) error {
			if len(args) != 1 {
				return &usageError{"name a setting", "Try banter config unset theme; banter config show lists the settings."}
			}
			edit, err := config.NewRemoval(args[0])
			if err != nil {
				return err
			}
			return c.editConfig(edit, args[0])
		}),
	}
	a.takes(cmd, []string{"home"})
	return cmd
}

// editConfig changes the config file, unless its keys would contradict each other.
func (c *call) editConfig(edit config.Edit, key string) error {
	if err := edit.Apply(c.paths.ConfigFile, func(changed config.Config) error { return rebind(changed.Keys) }); err != nil {
		return err
	}
	if origin := c.src.Origin(key, c.paths); origin != c.paths.ConfigFile && !strings.Contains(key, ".") {
		c.say("%s still has precedence.", termsafe.Line(origin))
	}
	return nil
}

// offerConfig completes the names of settings and acts and, if asked, the values of
// a setting.
func (a *app) offerConfig(values bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return configKeys(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
		}
		if complete, known := cmd.Root().GetFlagCompletionFunc(args[0]); values && len(args) == 1 && known {
			return complete(cmd, nil, word)
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

// configKeys returns the names of settings, then those of acts.
func configKeys() (list []cobra.Completion) {
	for _, s := range config.Settings {
		if s.DefaultWords() != "" {
			list = append(list, cobra.CompletionWithDesc(s.Name, s.Usage))
		}
	}
	for _, act := range keymap.All() {
		list = append(list, "keys."+act.Name)
	}
	return list
}
