//go:build unix

package history_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"banter/history"
)

func TestOnlyTheOwnerCanRead(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	folder := filepath.Join(t.TempDir(), "new", "data")
	path := filepath.Join(folder, "history.db")
	for _, before := range []os.FileMode{0, 0o644, 0o660} {
		if before != 0 { // else it is new
			check(t, os.Chmod(path, before))
		}
		db := open(t, path)
		c, _ := add(t, db, "t", start, "q")
		check(t, db.Put(t.Context(), history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Status: history.Streaming}))
		files, err := filepath.Glob(path + "*")
		check(t, err)
		if len(files) != 4 { // the database, -wal, -shm and a lease
			t.Errorf("before %o: files %v", before, files)
		}
		for _, file := range files {
			if mode := mode(t, file); mode != 0o600 {
				t.Errorf("before %o: %s has mode %o", before, file, mode)
			}
		}
		if mode := mode(t, folder); mode != 0o700 {
			t.Errorf("before %o: the folder has mode %o", before, mode)
		}
		check(t, db.Close())
	}
}

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	check(t, err)
	return info.Mode().Perm()
}

// otherUser is the id of a user without rights, for tests as root, who may do
// everything.
const otherUser = 65534

// asOtherUser runs openAndTell as a user who is bound by file modes.
func asOtherUser(t *testing.T, path string) string {
	t.Helper()
	cmd := child(t, "open", path)
	if os.Geteuid() == 0 {
		// Only root may enter the folder of the binary.
		cmd.Path = filepath.Join(open755(t), "history.test")
		copyFile(t, cmd.Args[0], cmd.Path)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: otherUser, Gid: otherUser}}
		cmd.Dir = "/"
	}
	out, err := cmd.Output()
	check(t, err)
	return string(out)
}

// open755 returns a folder that every user may enter.
func open755(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	check(t, os.Chmod(folder, 0o755))
	check(t, os.Chmod(filepath.Dir(folder), 0o755))
	return folder
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	check(t, err)
	defer func() { check(t, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE, 0o755)
	check(t, err)
	_, err = io.Copy(out, in)
	check(t, err)
	check(t, out.Close())
	check(t, os.Chmod(to, 0o755)) // the umask may have taken rights from it
}

func TestWithoutRights(t *testing.T) {
	folder := filepath.Join(open755(t), "data")
	check(t, os.Mkdir(folder, 0o700))
	path := filepath.Join(folder, "history.db")
	db := open(t, path)
	add(t, db, "kept", start, "q")
	check(t, db.Close())
	own := func(mode os.FileMode, names ...string) {
		for _, name := range names {
			if os.Geteuid() == 0 {
				check(t, os.Chown(name, otherUser, otherUser))
			}
			check(t, os.Chmod(name, mode))
		}
	}
	defer own(0o700, folder)

	own(0o600, path)
	own(0o500, folder)
	if said := asOtherUser(t, path); !strings.Contains(said, path) || !strings.Contains(said, "--home") {
		t.Errorf("in a folder that cannot be written: %q", said)
	}
	if said := asOtherUser(t, filepath.Join(folder, "new", "history.db")); !strings.Contains(said, folder) || !strings.Contains(said, "--home") {
		t.Errorf("below a folder that cannot be written: %q", said)
	}
	own(0o700, folder)
	own(0o400, path)
	if said := asOtherUser(t, path); !strings.Contains(said, path) || !strings.Contains(said, "--home") {
		t.Errorf("a file that cannot be written: %q", said)
	}
	own(0o600, path)
	if said := asOtherUser(t, path); strings.TrimSpace(said) != "" {
		t.Errorf("with all rights: %q", said)
	}
	if got := list(t, open(t, path), 0); got != "kept|q|1 by a child||0" {
		t.Errorf("kept: %s", got)
	}
}
