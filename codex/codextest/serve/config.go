package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"banter/codex/codextest"
)

// config is the command line.
type config struct {
	addr   string
	doc    string // file with the answer; "" means the built-in texts
	tlsDir string // "" means plain http
	route  string // whose base URL is printed: codex or documented
	faults []string
	opts   codextest.Options
}

// flagSet returns the flags. Parsing them fills c.
func (c *config) flagSet() *flag.FlagSet {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run prints errors
	flags.StringVar(&c.addr, "addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 takes any")
	flags.StringVar(&c.doc, "doc", "", "answer with the text of `FILE.md`")
	flags.IntVar(&c.opts.Chunk, "chunk", 6, "`bytes` per delta")
	flags.Float64Var(&c.opts.Rate, "rate", 0, "deltas per `second`; 0 is as fast as possible")
	flags.DurationVar(&c.opts.ApproveAfter, "approve-after", 2*time.Second, "approve device codes after this `time`; negative: only on the page")
	flags.DurationVar(&c.opts.LoginTTL, "login-ttl", 240*time.Hour, "`life` of the access token that a sign-in gives; refreshed ones live 240h")
	flags.StringVar(&c.tlsDir, "tls", "", "serve https, with a new CA written to `DIR`/ca.pem")
	flags.StringVar(&c.route, "route", "codex", "print the base URL of this `ROUTE`, codex or documented; both are served")
	flags.Func("workspace", "let the person be in this workspace too, named by `ID`, which they choose on the page of the documented route; may be repeated", func(id string) error {
		c.opts.Workspaces = append(c.opts.Workspaces, codextest.Account{ID: id, Plan: "business"})
		return nil
	})
	flags.Func("fault", "make every answer of this `NAME` go wrong; may be repeated", func(name string) error {
		c.faults = append(c.faults, name)
		return codextest.New(codextest.Options{}).Fault(name, -1) // reports an unknown fault
	})
	return flags
}

// parse parses the flags.
func parse(args []string) (c config, err error) {
	flags := c.flagSet()
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	switch {
	case flags.NArg() > 0:
		return c, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case c.opts.Chunk < 1:
		return c, errors.New("-chunk must be at least 1")
	case c.opts.Rate < 0:
		return c, errors.New("-rate must not be negative")
	case c.route != "codex" && c.route != "documented":
		return c, errors.New("-route must be codex or documented")
	case c.opts.LoginTTL <= 0:
		return c, errors.New("-login-ttl must be positive")
	}
	return c, nil
}

// help prints the flags and the faults.
func help(w io.Writer) {
	fmt.Fprint(w, "serve runs an emulator of ChatGPT sign-in, of the Codex backend, and of the documented API.\n\n")
	flags := new(config).flagSet()
	flags.SetOutput(w)
	flags.PrintDefaults()
	fmt.Fprint(w, "\nFaults; NAME@ENDPOINT strikes another endpoint, such as 500@refresh:\n")
	faults := codextest.Faults()
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		fmt.Fprintf(w, "  %-38s %s\n", name, faults[name])
	}
}
