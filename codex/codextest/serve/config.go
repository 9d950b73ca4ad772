package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"banter/codex/codextest"
)

// config is what the command line says.
type config struct {
	addr   string
	tlsDir string // empty: plain http
	faults []string
	opts   codextest.Options
}

// parse reads the flags. Reading the document is part of it.
func parse(args []string, stderr io.Writer) (config, error) {
	var c config
	var doc string
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&c.addr, "addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 takes any")
	flags.StringVar(&doc, "doc", "", "answer with the text of `FILE.md`")
	flags.IntVar(&c.opts.Chunk, "chunk", 6, "`bytes` per delta")
	flags.Float64Var(&c.opts.Rate, "rate", 0, "deltas per `second`; 0 is as fast as possible")
	flags.DurationVar(&c.opts.ApproveAfter, "approve-after", 2e9, "approve device codes after this `time`; negative: only on the page")
	flags.DurationVar(&c.opts.LoginTTL, "login-ttl", 240*3600e9, "`life` of the access token that a sign-in gives; refreshed ones live 240h")
	flags.StringVar(&c.tlsDir, "tls", "", "serve https, with a new CA written to `DIR`/ca.pem")
	flags.Func("fault", "make every answer of this `NAME` go wrong; may be given more than once; NAME list shows them", func(name string) error {
		c.faults = append(c.faults, name)
		return nil
	})
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
	case c.opts.LoginTTL <= 0:
		return c, errors.New("-login-ttl must be positive")
	}
	if doc != "" {
		text, err := os.ReadFile(doc)
		if err != nil {
			return c, err
		}
		c.opts.Doc = string(text)
	}
	return c, nil
}
