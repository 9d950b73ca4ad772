//go:build unix

package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// agentStart is how long an agent may take to listen.
const agentStart = 2 * time.Second

// startAgent starts an agent that outlives this program, and waits until it listens:
// then it closes its standard output.
func startAgent(_ context.Context, socket string) error {
	if err := agentFolder(socket); err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(program, agentCommand, socket)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	ready, listens, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ready.Close()
	cmd.Stdout = listens
	err = cmd.Start()
	listens.Close()
	if err != nil {
		return err
	}
	_ = ready.SetReadDeadline(time.Now().Add(agentStart))
	if _, err := ready.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		_ = cmd.Process.Kill()
	}
	return cmd.Process.Release()
}
