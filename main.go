// Banter is a terminal chat for people who have a ChatGPT plan.
package main

import (
	"context"
	"os"

	"banter/internal/cli"
)

func main() { os.Exit(run(0)) }

// run runs the program. sealCost is [cli.Process.SealCost].
func run(sealCost int) int {
	return cli.Run(context.Background(), cli.Process{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ: os.Environ(), Getenv: os.Getenv, SealCost: sealCost,
	})
}
