// Banter is a terminal chat for people who have a ChatGPT plan.
package main

import (
	"context"
	"os"

	"banter/internal/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), cli.Process{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ: os.Environ(), Getenv: os.Getenv,
	}))
}
