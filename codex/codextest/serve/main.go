// Command serve runs the emulator of package codextest for any client. The
// first two lines of its output are the URLs to use, those of the flag -route; then
// it prints a line of JSON for each request, without secrets.
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

// run serves until ctx ends. It returns the exit code: 0 done, 1 failed, 2
// usage.
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
