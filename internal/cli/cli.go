// Package cli is Banter's command line: one file a command. A command finds
// out what is wanted, builds the parts that it needs, and prints data on
// standard output and everything else on standard error.
package cli

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"banter/internal/config"
	"banter/internal/debuglog"
)

// A Process is the world around one run of the program.
type Process struct {
	Args         []string // without the program's name
	In, Out, Err *os.File
	Environ      []string // NAME=VALUE
	Getenv       func(string) string
	HTTP         *http.Client // for the sign-in and the answers; nil: the real network
	SealCost     int          // of a sealed sign-in, as [auth.SealedOptions.WorkFactor]; 0: the usual one
}

// Run carries out a command line and returns the exit code. An interrupt, a
// termination and a hang-up end the command in good order; the second one
// ends the program at once.
func Run(ctx context.Context, p Process) int {
	ctx, stop := signal.NotifyContext(ctx, endings()...)
	defer stop()
	context.AfterFunc(ctx, stop)

	a := &app{Process: p, signIn: "banter login"}
	err := a.execute(ctx)
	logFault(a.log, err)
	a.log.Exit(exitCode(err))
	report(p.Err, err, a.signIn)
	return exitCode(err)
}

// endings are the signals that ask the program to end. A hang-up that was
// ignored at the start (nohup) stays ignored. Left to itself, Go would answer
// SIGQUIT with a dump, on a terminal that nobody has restored.
func endings() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// app is one command line being carried out.
type app struct {
	Process
	err error         // of the command
	log *debuglog.Log // of the command, once its settings are known

	signIn string // command that signs in what the command line speaks of
}

// execute runs the command that the arguments name. Errors of commands do not
// pass through fang: it asks the terminal for its colours to print one.
func (a *app) execute(ctx context.Context) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = a.crash(value, debug.Stack())
		}
	}()
	root := newRoot(a)
	root.SetArgs(a.Args)
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	err = fang.Execute(ctx, root,
		fang.WithVersion(version()),
		fang.WithColorSchemeFunc(fang.AnsiColorScheme),
		fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {}))
	if err != nil {
		return &usageError{err.Error(), "Try banter --help."}
	}
	return a.err
}

// command makes a function the action of a cobra command that takes at most
// so many arguments.
func (a *app) command(arguments int, do func(ctx context.Context, c *call, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > arguments {
			a.err = &usageError{cmd.CommandPath() + " does not know what to do with " + quoted(args[arguments]), "Try " + cmd.CommandPath() + " --help."}
			return nil
		}
		c, err := a.newCall(cmd)
		if err == nil {
			err = do(cmd.Context(), c, args)
		}
		a.err = err
		return nil
	}
}

// A call is one command with its settings.
type call struct {
	Process
	config.Config
	paths   config.Paths
	choices *config.Choices
	warned  sync.Map // lines that warn has said
	log     *debuglog.Log
}

func (a *app) newCall(cmd *cobra.Command) (*call, error) {
	c, paths, err := config.Load(config.Sources{Flags: givenFlags(cmd), Getenv: a.Getenv, GOOS: runtime.GOOS})
	if err != nil {
		return nil, err
	}
	if a.log, err = openLog(c.Log); err != nil {
		return nil, err
	}
	a.log.Start(version(), cmd.CommandPath())
	if c.Account != "" {
		a.signIn = "banter login --account " + c.Account
	}
	return &call{Process: a.Process, Config: c, paths: paths, choices: paths.NewChoices(!c.Temporary), log: a.log}, nil
}

// version is what --version prints: the module's version of an installed
// program, or its commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
