package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"banter/internal/config"
	"banter/internal/safefile"
	"banter/internal/termsafe"
)

func newConfig(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show and change the settings",
		Long: "Show and change the settings. Flags beat variables, which beat the profile that --profile names, which beats the rest of the config file, " +
			"which beats what you chose on the screen. banter help configuration explains the settings.",
		Example:           "banter config show\nbanter config set theme dusk\nbanter config edit",
		ValidArgsFunction: cobra.NoFileCompletions,

		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				a.err = strayArgument(cmd, args[0])
				return nil
			}
			a.showUsage(cmd, nil)
			return nil
		},
	}
	cmd.AddCommand(newConfigShow(a), newConfigSet(a), newConfigUnset(a), newConfigEdit(a), newConfigInit(a), newConfigPath(a))
	return cmd
}

// configFile returns do as the action of a command that needs only the path of the
// config file, which may have a mistake.
func (a *app) configFile(do func(ctx context.Context, c *call) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			a.err = strayArgument(cmd, args[0])
			return nil
		}
		src := config.Sources{Flags: givenFlags(cmd), Getenv: a.Getenv, GOOS: runtime.GOOS}
		_, paths, err := config.Load(src)
		if paths.ConfigFile != "" {
			err = do(cmd.Context(), &call{Process: a.Process, out: a.out, src: src, paths: paths})
		}
		a.err = outputFault(err, a.Out)
		return nil
	}
}

func newConfigShow(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print each setting, its value and where it comes from",
		Long: "Print each setting, its value and where it comes from: a flag, a variable, a profile, the config file, a choice on the screen, or the default. " +
			"In a pipe the columns are separated by tabs.",
		Example:           "banter config show\nbanter config show --profile work --json",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(_ context.Context, c *call, _ []string) error {
			return c.showConfig(asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	a.takes(cmd, configSettings)
	return cmd
}

// configSettings are the settings that the commands of config list.
var configSettings = []string{"profile", "home"}

// configLine is a line of config show; scripts read its JSON.
type configLine struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
	Path   string `json:"path,omitempty"` // of the config file, if that is the origin
}

func (c *call) showConfig(asJSON bool) error {
	values, _, err := config.Values(c.src)
	if err != nil {
		return err
	}
	var all []configLine
	for i, v := range values {
		line := configLine{v.Name, cmp.Or(v.Value, config.Settings[i].DefaultValue()), v.Origin, ""}
		if chosen := c.choices.Recall(v.Name); v.Origin == config.Default && chosen != "" {
			line.Value, line.Origin = chosen, "chosen on the screen"
		}
		if v.Origin == c.paths.ConfigFile {
			line.Origin, line.Path = "config file", v.Origin
		}
		all = append(all, line)
	}
	if !asJSON && isTerminal(c.Out) {
		return c.configTable(all)
	}
	for _, line := range all {
		if asJSON {
			err = c.encode(line)
		} else {
			err = c.print("%s\t%s\t%s\n", line.Name, termsafe.Line(line.Value), termsafe.Line(line.Origin))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// configTable prints settings as a table that fits the terminal. What holds if nothing
// is set is in parentheses.
func (c *call) configTable(all []configLine) error {
	const gap = 2
	names, origins := 0, 0
	for _, line := range all {
		names, origins = max(names, len(line.Name)), max(origins, ansi.StringWidth(termsafe.Line(line.Origin)))
	}
	width, _ := size(c.Out)
	room := max(min(width, measure)-names-origins-2*gap, 20)
	for i, line := range append([]configLine{{"SETTING", "VALUE", "FROM", ""}}, all...) {
		value := termsafe.Line(line.Value)
		if value == "" {
			value = "(" + cmp.Or(config.Settings[i-1].DefaultWords(), "none") + ")"
		}
		first, rest, _ := strings.Cut(wrapWords(value, room), "\n")
		filled := first + strings.Repeat(" ", max(room-ansi.StringWidth(first), 0))
		if _, err := fmt.Fprintf(c.Out, "%-*s  %s  %s\n", names, line.Name, filled, termsafe.Line(line.Origin)); err != nil {
			return err
		}
		for more := range strings.SplitSeq(rest, "\n") {
			if more == "" {
				break
			}
			if _, err := fmt.Fprintf(c.Out, "%-*s  %s\n", names, "", more); err != nil {
				return err
			}
		}
	}
	return nil
}

func newConfigPath(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "path",
		Short:             "Print the path of the config file",
		Long:              "Print the path of the config file, whether it exists or not.",
		Example:           "banter config path",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.configFile(func(_ context.Context, c *call) error {
			return c.print("%s\n", termsafe.Line(c.paths.ConfigFile))
		}),
	}
	a.takes(cmd, []string{"home"})
	return cmd
}

func newConfigInit(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "init",
		Short:             "Write a config file that explains every setting",
		Long:              "Write a config file in which comments explain every setting and its default. It sets nothing. A file that exists is left alone.",
		Example:           "banter config init",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.configFile(func(_ context.Context, c *call) error {
			if _, err := os.Lstat(c.paths.ConfigFile); err == nil {
				return &usageError{"the config file exists: " + termsafe.Line(c.paths.ConfigFile), "Run banter config edit to change it."}
			}
			if err := c.initConfig(); err != nil {
				return err
			}
			return c.print("%s\n", termsafe.Line(c.paths.ConfigFile))
		}),
	}
	a.takes(cmd, []string{"home"})
	return cmd
}

func (c *call) initConfig() error {
	if err := os.MkdirAll(filepath.Dir(c.paths.ConfigFile), 0o700); err != nil {
		return fmt.Errorf("write config: %w", err)
	}
	if err := safefile.Write(c.paths.ConfigFile, config.Template()); err != nil {
		return fmt.Errorf("write config: %w", err)
	}
	return nil
}

func newConfigEdit(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "edit",
		Short:             "Change the config file in your editor",
		Long:              "Open the config file in $VISUAL or $EDITOR, and check it afterwards. If there is none, it begins as banter config init writes it.",
		Example:           "banter config edit",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.configFile(func(ctx context.Context, c *call) error {
			if _, err := os.Lstat(c.paths.ConfigFile); errors.Is(err, fs.ErrNotExist) {
				if err := c.initConfig(); err != nil {
					return err
				}
			}
			if err := c.edit(ctx, c.paths.ConfigFile); err != nil {
				return err
			}
			edited, _, err := config.Load(c.src)
			if err != nil {
				return err
			}
			return rebind(edited.Keys)
		}),
	}
	a.takes(cmd, []string{"home"})
	return cmd
}
