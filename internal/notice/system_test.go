//go:build unix

package notice_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"banter/internal/notice"
)

// TestSystemErrors checks that each error of the system has words that name the
// file.
func TestSystemErrors(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.ENOSPC:         "The disk is full.",
		syscall.EDQUOT:         "The disk is full.",
		syscall.EROFS:          "/d/x is on a disk that cannot be written.",
		syscall.EACCES:         "You have no permission to use /d/x.",
		syscall.EPERM:          "You have no permission to use /d/x.",
		syscall.ENOENT:         "/d/x does not exist.",
		syscall.EEXIST:         "/d/x already exists.",
		syscall.ENOTEMPTY:      "The folder /d/x is not empty.",
		syscall.EISDIR:         "/d/x is a folder, not a file.",
		syscall.ENOTDIR:        "/d/x cannot be reached: a part of its path is a file, not a folder.",
		syscall.ELOOP:          "/d/x is a link that leads back to itself.",
		syscall.ENAMETOOLONG:   "The path /d/x is longer than this system allows.",
		syscall.EILSEQ:         "This system does not allow /d/x as the name of a file.",
		syscall.EMFILE:         "Too many files are open.",
		syscall.ENFILE:         "Too many files are open.",
		syscall.EIO:            "The device that /d/x is on reports a fault.",
		syscall.ESTALE:         "The disk that /d/x is on is no longer connected.",
		syscall.ENODEV:         "The disk that /d/x is on is no longer connected.",
		syscall.EBUSY:          "Another program is using /d/x.",
		syscall.ETXTBSY:        "Another program is using /d/x.",
		syscall.EAGAIN:         "Another program is using /d/x.",
		syscall.EXDEV:          "/d/x cannot be moved to another disk.",
		syscall.ENOMEM:         "There is not enough memory.",
		syscall.EFBIG:          "/d/x is larger than this disk or the limits of this system allow.",
		syscall.ENXIO:          "/d/x is a device or a socket that cannot be opened.",
		syscall.ENOSYS:         "The disk that /d/x is on cannot do this.",
		syscall.ENOTSUP:        "The disk that /d/x is on cannot do this.",
		syscall.EINVAL:         "The disk that /d/x is on cannot do this.",
		syscall.ENOTTY:         "/d/x is not a terminal.",
		syscall.ENOLCK:         "The disk that /d/x is on has no locks.",
		syscall.ENOEXEC:        "/d/x is not a program that runs on this system.",
		syscall.EPIPE:          "Nothing reads what is written to /d/x any more.",
		syscall.ETIMEDOUT:      "/d/x did not answer in time.",
		os.ErrDeadlineExceeded: "/d/x did not answer in time.",
		exec.ErrNotFound:       "The program /d/x is not installed.",
		fs.ErrPermission:       "You have no permission to use /d/x.",
	} {
		for _, err := range []error{
			&fs.PathError{Op: "open", Path: "/d/x", Err: cause}, &os.LinkError{Op: "rename", Old: "/d/.tmp", New: "/d/x", Err: cause},
			&exec.Error{Name: "/d/x", Err: cause},
		} {
			n := notice.Of(fmt.Errorf("save: %w", err))
			if n.Sentence != want || n.Unknown || n.Hint == "" && cause != syscall.ENOENT {
				t.Errorf("%v: %+v, want %q", err, n, want)
			}
		}
		if n := notice.Of(fmt.Errorf("save: %w", cause)); n.Unknown || strings.Contains(n.Sentence, "NAME") || n.Sentence[0] == 't' {
			t.Errorf("%v without a file: %+v", cause, n)
		}
	}
}

// TestSystemErrorsWithoutARow checks that the notice for an unlisted error names
// the file and is marked Unknown.
func TestSystemErrorsWithoutARow(t *testing.T) {
	for operation, want := range map[string]string{
		"open": "/d/x cannot be opened.", "write": "/d/x cannot be written.", "unlinkat": "/d/x cannot be removed.", "frobnicate": "/d/x cannot be used.",
	} {
		n := notice.Of(&fs.PathError{Op: operation, Path: "/d/x", Err: syscall.EDOM})
		if n.Sentence != want || n.Hint == "" || !n.Unknown {
			t.Errorf("%s: %+v", operation, n)
		}
	}
}

// TestNetworkErrorsStayTheNetworks checks that the notices for errors of the
// network do not mention a file.
func TestNetworkErrorsStayTheNetworks(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.EPIPE: "The connection was lost.", os.ErrDeadlineExceeded: "No answer came in time.", syscall.EMFILE: "Too many files are open.",
		context.Canceled: "Cancelled.",
	} {
		err := &url.Error{Op: "Post", URL: "https://auth.example/", Err: &net.OpError{Op: "write", Err: cause}}
		if n := notice.Of(err); n.Sentence != want {
			t.Errorf("%v: %+v", cause, n)
		}
	}
}

// TestRealFiles uses real files, so that the errors are those of the system and
// not imitations.
func TestRealFiles(t *testing.T) {
	dir := t.TempDir()
	plain, loop, pipe := filepath.Join(dir, "plain"), filepath.Join(dir, "loop"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.WriteFile(plain, nil, 0o600), os.Symlink(loop, loop), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	short, err := os.MkdirTemp("/tmp", "s") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(short)
	socket, err := net.Listen("unix", filepath.Join(short, "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	read := func(path string) error { _, err := os.ReadFile(path); return err }
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"folder":      {read(dir), dir + " is a folder, not a file."},
		"below":       {read(plain + "/x"), plain + "/x cannot be reached: a part of its path is a file, not a folder."},
		"loop":        {read(loop), loop + " is a link that leads back to itself."},
		"long":        {read(filepath.Join(dir, strings.Repeat("x", 300))), " is longer than this system allows."},
		"socket":      {read(filepath.Join(short, "s")), " is a device or a socket that cannot be opened."},
		"not empty":   {os.Remove(dir), "The folder " + dir + " is not empty."},
		"folder, mv":  {os.Rename(plain, dir), dir + " already exists."},
		"no program":  {exec.Command("banter-none").Run(), "The program banter-none is not installed."},
		"late pipe":   {readLate(t, pipe), pipe + " did not answer in time."},
		"full device": {os.WriteFile("/dev/full", []byte("x"), 0), "The disk is full."},
	} {
		if name == "full device" && errors.Is(test.err, fs.ErrNotExist) {
			continue // Linux has it
		}
		if n := notice.Of(test.err); !strings.HasSuffix(n.Sentence, test.want) || n.Unknown {
			t.Errorf("%s: %v gives %+v", name, test.err, n)
		}
	}
}

// readLate reads with a deadline from a pipe that its writer does not write to.
func readLate(t *testing.T, path string) error {
	t.Helper()
	pipe, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if err := pipe.SetReadDeadline(time.Now()); err != nil {
		return &fs.PathError{Op: "read", Path: path, Err: os.ErrDeadlineExceeded} // of systems that cannot wait for pipes
	}
	_, err = pipe.Read(make([]byte, 1))
	return err
}
