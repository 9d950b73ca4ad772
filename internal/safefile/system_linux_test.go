package safefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"banter/internal/safefile"
)

// privately gives the test a mount namespace. It ends with the thread of the
// test, which no other goroutine uses.
func privately(t *testing.T) {
	t.Helper()
	runtime.LockOSThread()
	if err := errors.Join(unix.Unshare(unix.CLONE_NEWNS), unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "")); err != nil {
		t.Skip("mounting needs to be root: ", err)
	}
}

func mount(t *testing.T, source, target, kind string, flags uintptr, data string) {
	t.Helper()
	if err := unix.Mount(source, target, kind, flags, data); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(target, unix.MNT_DETACH) })
}

// unprivileged makes the thread of the test one of another user, without rights to
// the files of root.
func unprivileged(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("becoming another person needs to be root")
	}
	runtime.LockOSThread()
	_ = unix.Setfsgid(other)
	_ = unix.Setfsuid(other)
	t.Cleanup(func() {
		_ = unix.Setfsuid(0)
		_ = unix.Setfsgid(0)
	})
}

const other = 65534

func chown(t *testing.T, uid int, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := os.Chown(path, uid, uid); err != nil {
			t.Skip("giving files away needs to be root: ", err)
		}
	}
}

func chmod(t *testing.T, mode os.FileMode, path string) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// immutable sets or clears the flag that chattr +i sets.
func immutable(t *testing.T, path string, on bool) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const flag = 0x10 // FS_IMMUTABLE_FL
	flags := uint32(0)
	if on {
		flags = flag
	}
	if err := unix.IoctlSetPointerInt(int(file.Fd()), unix.FS_IOC_SETFLAGS, int(flags)); err != nil {
		t.Skip("this file system knows no such files: ", err)
	}
}

// access is an access list that lets another user read a file:
// u::rw-,u:65534:r--,g::---,m::r--,o::---
const access = "\x02\x00\x00\x00" + "\x01\x00\x06\x00\xff\xff\xff\xff" + "\x02\x00\x04\x00\xfe\xff\x00\x00" +
	"\x04\x00\x00\x00\xff\xff\xff\xff" + "\x10\x00\x04\x00\xff\xff\xff\xff" + "\x20\x00\x00\x00\xff\xff\xff\xff"

// fill fills the disk that a folder is on.
func fill(t *testing.T, dir string) {
	t.Helper()
	file, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for err == nil {
		_, err = file.Write(make([]byte, 512))
	}
}

// A fileCase is a kind of file, or a state of the disk that it is on.
type fileCase struct {
	make  func(t *testing.T, dir, path string)
	fails error // the error of Write, or nil
	new   bool  // Write replaces the file instead of overwriting it

	keepsMode bool // the mode is unchanged: the file has an access list, or another owner
}

var fileCases = map[string]fileCase{
	"plain": {make: func(*testing.T, string, string) {}, new: true},
	"write-protected": {make: func(t *testing.T, dir, path string) {
		chown(t, other, dir, path)
		chmod(t, 0o400, path)
		unprivileged(t)
	}, new: true},
	"hard link": {make: func(t *testing.T, dir, path string) {
		if err := os.Link(path, filepath.Join(t.TempDir(), "other name")); err != nil {
			t.Skip(err)
		}
	}},
	"special mode":         {make: func(t *testing.T, dir, path string) { chmod(t, 0o644|os.ModeSetgid, path) }, new: true},
	"other owner, as root": {make: func(t *testing.T, dir, path string) { chown(t, other, path) }, new: true},
	"other owner, group may write": {make: func(t *testing.T, dir, path string) {
		chown(t, 0, path)
		chown(t, other, dir)
		if err := os.Chown(path, 0, other); err != nil {
			t.Fatal(err)
		}
		chmod(t, 0o660, path)
		unprivileged(t)
	}, keepsMode: true},
	"other owner": {make: func(t *testing.T, dir, path string) {
		chown(t, other, dir)
		chmod(t, 0o644, path)
		unprivileged(t)
	}, fails: syscall.EACCES},
	"folder takes nothing": {make: func(t *testing.T, dir, path string) { chown(t, other, path); unprivileged(t) }},
	"neither takes anything": {make: func(t *testing.T, dir, path string) {
		chown(t, other, path)
		chmod(t, 0o400, path)
		unprivileged(t)
	}, fails: syscall.EACCES},
	"immutable": {make: func(t *testing.T, dir, path string) {
		immutable(t, path, true)
		t.Cleanup(func() { immutable(t, path, false) })
	}, fails: syscall.EPERM},
	"access list": {make: func(t *testing.T, dir, path string) {
		if err := unix.Setxattr(path, "system.posix_acl_access", []byte(access), 0); err != nil {
			t.Skip("this file system knows no access lists: ", err)
		}
	}, keepsMode: true},
	"mounted": {make: func(t *testing.T, dir, path string) {
		privately(t)
		source := filepath.Join(t.TempDir(), "source")
		put(t, source, old)
		mount(t, source, path, "", unix.MS_BIND, "")
	}},
	"mounted, read-only": {make: func(t *testing.T, dir, path string) {
		privately(t)
		source := filepath.Join(t.TempDir(), "source")
		put(t, source, old)
		mount(t, source, path, "", unix.MS_BIND, "")
		if err := unix.Mount("", path, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
	}, fails: syscall.EROFS},
	"mounted from another disk": {make: func(t *testing.T, dir, path string) {
		privately(t)
		disk := t.TempDir()
		mount(t, "tmpfs", disk, "tmpfs", 0, "")
		put(t, filepath.Join(disk, "source"), old)
		mount(t, filepath.Join(disk, "source"), path, "", unix.MS_BIND, "")
	}},
	"mounted in a read-only folder": {make: func(t *testing.T, dir, path string) {
		privately(t)
		source := filepath.Join(t.TempDir(), "source")
		put(t, source, old)
		mount(t, dir, dir, "", unix.MS_BIND, "")
		mount(t, source, path, "", unix.MS_BIND, "")
		if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
	}},
	"read-only disk": {make: func(t *testing.T, dir, path string) {
		privately(t)
		mount(t, dir, dir, "", unix.MS_BIND, "")
		if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
	}, fails: syscall.EROFS},
	"full disk, room in the file": {make: func(t *testing.T, dir, path string) {
		privately(t)
		mount(t, "tmpfs", dir, "tmpfs", 0, "size=64k")
		put(t, path, old)
		fill(t, dir)
	}},
	"full disk": {make: func(t *testing.T, dir, path string) {
		privately(t)
		mount(t, "tmpfs", dir, "tmpfs", 0, "size=64k")
		put(t, path, strings.Repeat("o", os.Getpagesize()))
		chmod(t, 0o600, path)
		fill(t, dir)
	}, fails: syscall.ENOSPC},
}

// TestFileKeepsItsKind checks that Write changes the text of a file and nothing
// else, or fails with the error that CanWrite returns.
func TestFileKeepsItsKind(t *testing.T) {
	for name, test := range fileCases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "file")
			chmod(t, 0o755, dir)
			chmod(t, 0o755, filepath.Dir(dir))
			put(t, path, old)
			chmod(t, 0o600, path)
			test.make(t, dir, path)
			before, beforeText := stat(t, path), text(t, path)
			want := next
			if test.fails == syscall.ENOSPC {
				want = strings.Repeat("n", len(beforeText)+1)
			}
			can, did := safefile.CanWrite(path), safefile.Write(path, []byte(want))
			if test.fails != nil {
				want = beforeText
			}
			if !errors.Is(can, test.fails) || !errors.Is(did, test.fails) {
				t.Errorf("CanWrite %v, Write %v; want %v", can, did, test.fails)
			}
			if got := text(t, path); got != want {
				t.Errorf("the file holds %q, want %q", got, want)
			}
			after := stat(t, path)
			if after.Uid != before.Uid || after.Gid != before.Gid || after.Nlink != before.Nlink || (after.Ino != before.Ino) != test.new {
				t.Errorf("before %+v, after %+v", before, after)
			}
			mode := before.Mode &^ 0o077
			if test.keepsMode || test.fails != nil {
				mode = before.Mode
			}
			if after.Mode != mode {
				t.Errorf("mode %o, want %o", after.Mode, mode)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".file.*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func stat(t *testing.T, path string) *syscall.Stat_t {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Sys().(*syscall.Stat_t)
}

// text reads a file, also one that only the other user may read.
func text(t *testing.T, path string) string {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}
