package cli

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"banter/internal/config"
	"banter/internal/spelling"
)

// The settings that a command lists, by the kind of command.
var (
	signInSettings = []string{"profile", "account", "route", "store", "passphrase-file", "keep-unlocked", "base-url", "issuer", "log", "home"}
	modelSettings  = append([]string{"model", "effort"}, signInSettings...)
	resumeSettings = append([]string{"system", "plain", "inline", "theme", "mouse", "wheel", "titles", "notify", "taskbar", "images", "compact", "bidi"}, modelSettings...)
	chatSettings   = append([]string{"temporary"}, resumeSettings...)
	askSettings    = append([]string{"system", "theme", "compact", "bidi", "temporary"}, modelSettings...)
	demoSettings   = []string{"plain", "inline", "theme", "mouse", "wheel", "notify", "taskbar", "images", "bidi", "log", "home"}
	pageSettings   = []string{"theme", "home"}
)

// takes adds the flags of the named settings to a command, with their
// completion.
func (a *app) takes(cmd *cobra.Command, names []string) {
	for _, s := range config.Settings {
		if slices.Contains(names, s.Name) {
			addSetting(cmd.Flags(), s)
			a.completes(cmd, s.Name)
		}
	}
}

// addHiddenSettings makes every command accept every setting, so that an alias
// such as "banter --theme dusk" works with all commands. The hidden flags are
// neither listed nor completed; takes adds the others.
func addHiddenSettings(flags *pflag.FlagSet) {
	for _, s := range config.Settings {
		addSetting(flags, s)
		flags.Lookup(s.Name).Hidden = true
	}
}

func addSetting(flags *pflag.FlagSet, s config.Setting) {
	if s.Bool {
		flags.Bool(s.Name, s.Default, s.Usage)
		return
	}
	flags.String(s.Name, "", s.Usage)
	nameValue(flags, s.Name, s.Value)
}

// valueName is the annotation of a flag with the name of its value in the help.
const valueName = "banter_value"

// nameValue sets the name of the value of a flag in the help.
func nameValue(flags *pflag.FlagSet, flag, value string) {
	if err := flags.SetAnnotation(flag, valueName, []string{value}); err != nil {
		panic(err) // the flag has been added
	}
}

// valueOf returns the name of the value of a flag in the help; "" for a switch.
func valueOf(f *pflag.Flag) string {
	if names := f.Annotations[valueName]; len(names) > 0 {
		return names[0]
	}
	return ""
}

// isSetting reports whether a flag is a setting, which a variable and the
// config file can set too.
func isSetting(f *pflag.Flag) bool {
	return slices.ContainsFunc(config.Settings, func(s config.Setting) bool { return s.Name == f.Name })
}

// givenFlags returns the flags on the command line with their values.
func givenFlags(cmd *cobra.Command) map[string]string {
	given := make(map[string]string)
	cmd.Flags().Visit(func(f *pflag.Flag) { given[f.Name] = f.Value.String() })
	return given
}

// commandLineFault returns an error of cobra or pflag in the program's words;
// theirs quote Go. cmd is the command that was meant.
func commandLineFault(err error, cmd *cobra.Command) error {
	hint := "Try " + cmd.CommandPath() + " --help."
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return &usageError{"there is no flag " + dashed(e.GetSpecifiedName(), e.GetSpecifiedShortnames()), similarFlag(cmd, e, hint)}
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return &usageError{dashed(e.GetSpecifiedName(), e.GetSpecifiedShortnames()) + " needs a value",
			"Write --" + e.GetFlag().Name + " " + valueOf(e.GetFlag()) + "; " + cmd.CommandPath() + " --help explains it."}
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return &usageError{"--" + e.GetFlag().Name + " must be " + kindOf(e.GetFlag()) + ", not " + quoted(e.GetValue()), hint}
	}
	if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return &usageError{quoted(e.GetSpecifiedFlag()) + " is not a flag", hint}
	}
	return &usageError{"the command line cannot be read", hint}
}

// similarFlag returns a hint with the listed flag that is most like the one that was
// typed, or else the hint alone.
func similarFlag(cmd *cobra.Command, e *pflag.NotExistError, hint string) string {
	var listed []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			listed = append(listed, f.Name)
		}
	})
	if e.GetSpecifiedShortnames() != "" {
		return hint
	}
	return cmp.Or(spelling.Question(e.GetSpecifiedName(), "--", listed), hint)
}

// dashed writes a flag as it was typed.
func dashed(name, shorthands string) string {
	if shorthands != "" {
		return "-" + name
	}
	return "--" + name
}

// kindOf describes the values that a flag takes.
func kindOf(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "bool":
		return "true or false"
	case "int":
		return "a whole number"
	case "duration":
		return "a time such as 30s or 2m"
	}
	return "a text"
}

// helpFlag is --help. [fang.Execute] gives the root command a help function
// that cuts long lines and shows no values, so Set restores Banter's.
type helpFlag struct {
	root *cobra.Command
	show func(*cobra.Command, []string)
	on   bool
}

// Set implements pflag.Value.
func (f *helpFlag) Set(text string) (err error) {
	f.root.SetHelpFunc(f.show)
	f.on, err = strconv.ParseBool(text)
	return err
}

// String implements pflag.Value.
func (f *helpFlag) String() string { return strconv.FormatBool(f.on) }

// Type implements pflag.Value.
func (f *helpFlag) Type() string { return "bool" }
