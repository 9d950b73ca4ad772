// Package cli is Banter's command line, with one file for each command. A
// command reads its settings, builds the parts that it needs, and prints data
// on standard output and everything else on standard error.
package cli

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/config"
	"banter/internal/debuglog"
	"banter/tui/keymap"
)

// A Process is the environment of one run of the program.
type Process struct {
	Args         []string // without the program's name
	In, Out, Err *os.File
	Environ      []string // NAME=VALUE
	Getenv       func(string) string
	HTTP         *http.Client // for sign-in and answers; nil: the real network
	SealCost     int          // [auth.SealedOptions.WorkFactor] of a sealed sign-in; 0: the default
}

// Run runs a command line and returns the exit code. A signal that asks to end,
// or output without a reader, cancels the command; a second signal ends the
// program at once. Run always waits for a sign-in that is being renewed, see
// [renewTime].
func Run(ctx context.Context, p Process) int {
	a := &app{Process: p, signIn: "banter login"}
	a.sources.say = a.say
	ctx, stopPipes := untilUnread(ctx, p.Out, p.Err)
	defer stopPipes()
	ctx, stop := a.sources.untilAsked(ctx)
	defer stop()
	err := a.recoverPanics(ctx, a.execute)
	if exitCode(err) == exitInterrupted && context.Cause(ctx) == errUnread {
		err = errUnread
	}
	unsaved := a.sources.close()
	if err == nil {
		err, unsaved = unsaved, nil
	}
	for _, fault := range []error{err, unsaved} {
		logFault(a.log, fault)
		report(p.Err, fault, a.signIn)
	}
	a.log.Exit(exitCode(err))
	return exitCode(err)
}

// endings returns the signals that ask the program to end. A hang-up that was
// ignored at the start (nohup) stays ignored. Without a handler Go answers
// SIGQUIT with a dump, on a terminal that is still in raw mode.
func endings() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// app is one run of a command line.
type app struct {
	Process
	sources openSources
	out     *output       // of the command
	err     error         // of the command
	log     *debuglog.Log // of the command, once its settings are known

	reports atomic.Pointer[reports] // where a crash is reported; nil before the settings are known

	signIn string // command that signs in to the account of the command line
}

// execute runs the command that the arguments name. fang does not see the
// errors of commands: to print one it would ask the terminal for its colors.
func (a *app) execute(ctx context.Context) error {
	root := newRoot(a)
	root.SetArgs(a.Args)
	root.SetIn(a.In)
	a.out = &output{File: a.Out}
	root.SetOut(a.out)
	root.SetErr(a.Err)
	err := fang.Execute(ctx, root,
		fang.WithVersion(versionLine()),
		fang.WithoutManpage(),
		fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {}))
	if fault := outputFault(err, a.Out); fault != err {
		return fault
	}
	if err == nil && a.err == nil && a.out.failed != nil {
		return &outputError{a.out.failed}
	}
	if err != nil {
		meant, _, _ := root.Find(a.Args)
		return commandLineFault(err, meant)
	}
	return a.err
}

// command returns do as the action of a cobra command that takes at most that
// many arguments.
func (a *app) command(arguments int, do func(ctx context.Context, c *call, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > arguments {
			a.err = strayArgument(cmd, args[arguments])
			return nil
		}
		c, err := a.newCall(cmd)
		if err == nil {
			err = do(cmd.Context(), c, args)
		}
		a.err = outputFault(err, a.Out)
		return nil
	}
}

// A call is one command with its settings.
type call struct {
	Process
	sources *openSources
	out     *output // standard output; keeps the first failure
	config.Config
	src     config.Sources // of the Config
	paths   config.Paths
	choices *config.Choices
	persona string // system prompt by --prompt; empty: that of the setting
	// effortFrom names what gave the effort, if no setting did.
	effortFrom string
	opened     *history.DB // for the chat that follows; or nil
	syncer     *syncer     // of this run; or nil
	warned     sync.Map    // lines that warn has printed
	log        *debuglog.Log
}

func (a *app) newCall(cmd *cobra.Command) (*call, error) {
	src := config.Sources{Flags: givenFlags(cmd), Getenv: a.Getenv, GOOS: runtime.GOOS}
	c, paths, err := config.Load(src)
	if err != nil {
		return nil, err
	}
	if err := rebind(c.Keys); err != nil {
		return nil, err
	}
	a.reports.Store(&reports{paths, c.Temporary})
	if a.log, err = openLog(c.Log); err != nil {
		return nil, err
	}
	a.log.Start(version(), cmd.CommandPath())
	if c.Account != "" {
		a.signIn = "banter login --account " + c.Account
	}
	made := &call{
		Process: a.Process, sources: &a.sources, out: a.out, Config: c, src: src, paths: paths,
		choices: paths.NewChoices(!c.Temporary), log: a.log,
	}
	made.choices.OnWarning = made.warn
	return made, nil
}

// rebind gives the acts of the chat the keys of the config file; without any, those
// that they have.
func rebind(keys *config.Keys) error {
	if keys == nil {
		return nil
	}
	return rebindAll(keys)
}

// rebindAll gives the acts of the chat the keys of the config file, or their defaults.
func rebindAll(keys *config.Keys) error {
	if keys == nil {
		return keymap.Rebind(nil)
	}
	err := keymap.Rebind(keys.Of)
	if fault, ok := errors.AsType[*keymap.Error](err); ok {
		return keys.Fault(fault.Name, fault.Key, fault.What, fault.Hint)
	}
	return err
}

// versionLine returns the version with the commit and its date, if they are known.
func versionLine() string {
	line := version()
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return line
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			line += ", commit " + setting.Value[:min(len(setting.Value), 12)]
		case "vcs.time":
			day, _, _ := strings.Cut(setting.Value, "T")
			line += ", " + day
		case "vcs.modified":
			if setting.Value == "true" {
				line += ", changed"
			}
		}
	}
	return line
}

// version returns the version of an installed program, or its commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
