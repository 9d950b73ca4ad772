package auth

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"banter/internal/crash"
	"banter/internal/notice"
	"banter/internal/safefile"
)

const (
	maxPassphrase = 64 << 10         // bytes of a file that are looked at
	pipeTime      = 10 * time.Second // for the program at the other end of a pipe
)

// PassphraseFile returns a [SealedOptions] Passphrase that reads the first
// line of a file, for machines without a person. The file may be a pipe, such
// as a shell makes of the output of a password manager.
func PassphraseFile(path string) func(context.Context, PassphraseRequest) (Secret, error) {
	return func(ctx context.Context, ask PassphraseRequest) (Secret, error) {
		if ask.Wrong {
			return Secret{}, passphraseWrong(true)
		}
		text, err := readPassphrase(ctx, path, pipeTime)
		if err != nil {
			return Secret{}, err
		}
		// Editors and shells of Windows write a mark, or UTF-16.
		if text, err = safefile.Text(text); err != nil {
			return Secret{}, passphraseUnread(path+" is damaged.", err)
		}
		line, _, _ := bytes.Cut(text, []byte("\n"))
		if line = bytes.TrimSuffix(line, []byte("\r")); len(line) == 0 {
			return Secret{}, passphraseUnread(path+" holds no passphrase in its first line.", errors.New("the passphrase file is empty"))
		}
		return NewSecret(string(line)), nil
	}
}

// readPassphrase reads a file, or what arrives in a pipe within limit. It opens
// nothing else: a terminal or a device may give no end.
func readPassphrase(ctx context.Context, path string, limit time.Duration) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
	case info.Mode().IsRegular():
		text, err := readBeginning(path, false)
		return text, passphraseFault(path, err)
	case info.Mode().Type() == fs.ModeNamedPipe:
		return readPipe(ctx, path, limit)
	case info.IsDir():
		err = &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	default:
		return nil, passphraseUnread(path+" is a device or a socket, not a file.", errors.New("the passphrase file is "+info.Mode().String()))
	}
	return nil, passphraseFault(path, err)
}

// readPipe reads a line of a pipe. Opening a pipe cannot be cancelled, so it is
// left behind when nothing writes to it.
func readPipe(ctx context.Context, path string, limit time.Duration) ([]byte, error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	crash.Go(func() {
		text, err := readBeginning(path, true)
		done <- result{text, err}
	})
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.text, passphraseFault(path, r.err)
	case <-timer.C:
		return nil, passphraseUnread(path+" is a pipe, and nothing writes a passphrase to it.", errors.New("the passphrase did not come in time"))
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readBeginning reads the beginning of a file, or its first line.
func readBeginning(path string, line bool) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	from := io.LimitReader(file, maxPassphrase)
	if !line {
		return io.ReadAll(from)
	}
	text, err := bufio.NewReader(from).ReadBytes('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return text, err
}

// passphraseFault says why a file cannot be read.
func passphraseFault(path string, err error) error {
	if err == nil {
		return nil
	}
	return passphraseUnread(notice.Of(err).Sentence, fmt.Errorf("read %s: %w", path, err))
}

func passphraseUnread(sentence string, cause error) error {
	return &Error{
		Code:     CodePassphraseRequired,
		Sentence: "The passphrase cannot be read: " + sentence,
		Hint:     "Name a file that holds it with --passphrase-file.",
		Err:      cause,
	}
}
