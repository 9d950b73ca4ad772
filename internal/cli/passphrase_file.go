package cli

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

	"banter/auth"
	"banter/internal/crash"
	"banter/internal/notice"
	"banter/internal/safefile"
)

const (
	maxPassphrase = 64 << 10         // bytes read of a file
	pipeTime      = 10 * time.Second // wait for the program at the other end of a pipe
)

// passphraseFile returns a function for auth.SealedOptions.Passphrase that reads
// the first line of a file, for machines without a person. The file may be a
// pipe, such as a shell makes of the output of a password manager.
func passphraseFile(path string) func(context.Context, auth.PassphraseRequest) (auth.Secret, error) {
	return func(ctx context.Context, ask auth.PassphraseRequest) (auth.Secret, error) {
		if ask.Wrong {
			return auth.Secret{}, &auth.Error{
				Code: auth.CodePassphraseWrong, Sentence: "The passphrase is wrong.",
				Hint: "Check " + path + ", or sign in again with a new passphrase.", Err: errors.New("the passphrase opens nothing"),
			}
		}
		text, err := readPassphrase(ctx, path, pipeTime)
		if err != nil {
			return auth.Secret{}, err
		}
		// Editors and shells of Windows write a byte order mark, or UTF-16.
		if text, err = safefile.Text(text); err != nil {
			return auth.Secret{}, passphraseUnread(path+" is damaged.", err)
		}
		line, _, _ := bytes.Cut(text, []byte("\n"))
		if line = bytes.TrimSuffix(line, []byte("\r")); len(line) == 0 {
			return auth.Secret{}, passphraseUnread(path+" holds no passphrase in its first line.", errors.New("the passphrase file is empty"))
		}
		return auth.NewSecret(string(line)), nil
	}
}

// readPassphrase reads a file, or a line from a pipe within limit. It opens
// nothing else: reading a terminal or a device may never end.
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

// readPipe reads a line of a pipe. Opening a pipe cannot be cancelled: if
// nothing writes to it within limit, the goroutine that opens it stays behind.
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

// readBeginning reads at most maxPassphrase bytes of a file, up to the end of
// the first line if line is set.
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

// passphraseFault returns the error for a file that could not be read because
// of err, or nil if err is nil.
func passphraseFault(path string, err error) error {
	if err == nil {
		return nil
	}
	return passphraseUnread(notice.Of(err).Sentence, fmt.Errorf("read %s: %w", path, err))
}

func passphraseUnread(sentence string, cause error) error {
	return &auth.Error{
		Code:     auth.CodePassphraseRequired,
		Sentence: "The passphrase cannot be read: " + sentence,
		Hint:     "Name a file that holds it with --passphrase-file.",
		Err:      cause,
	}
}
