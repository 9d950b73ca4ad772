// Command serve runs the emulator of package codextest alone, so that any
// client can be pointed at it. The first two lines of its output name the
// URLs to use; then comes one JSON line per request, without secrets.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: it serves until ctx ends and returns the
// exit code, 0 done, 1 failed, 2 usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	conf, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		help(stderr)
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "serve: %v\nserve: -h shows the flags\n", err)
		return 2
	}
	if err := serve(ctx, conf, stdout); err != nil {
		fmt.Fprintln(stderr, "serve:", err)
		return 1
	}
	return 0
}
