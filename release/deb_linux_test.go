package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// packed are some files of the package.
var packed = []string{
	"usr/bin/banter", "usr/share/man/man1/banter.1.gz", "usr/share/man/man1/banter-ask.1.gz", "usr/share/doc/banter/copyright",
	"usr/share/bash-completion/completions/banter", "usr/share/zsh/vendor-completions/_banter", "usr/share/fish/vendor_completions.d/banter.fish",
}

// installs installs the package in an empty root, runs the program there, and removes
// the package again.
func installs(t *testing.T, deb string) {
	dpkg, err := exec.LookPath("dpkg")
	if err != nil || os.Getuid() != 0 {
		t.Skip("needs root and dpkg")
	}
	root := t.TempDir()
	admin := filepath.Join(root, "var/lib/dpkg")
	for _, dir := range []string{"info", "updates"} {
		if err := os.MkdirAll(filepath.Join(admin, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"status", "available"} {
		if err := os.WriteFile(filepath.Join(admin, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	output(t, dpkg, "--root="+root, "--install", deb)
	if got := output(t, "chroot", root, "/usr/bin/banter", "--version"); !version.MatchString(got) {
		t.Errorf("--version prints %q", got)
	}
	if got := output(t, dpkg, "--root="+root, "--verify", "banter"); got != "" {
		t.Errorf("files are not as the package says: %s", got)
	}
	for _, name := range packed {
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			t.Error(err)
		}
	}
	output(t, dpkg, "--root="+root, "--purge", "banter")
	if _, err := os.Stat(filepath.Join(root, "usr/bin/banter")); !os.IsNotExist(err) {
		t.Errorf("the program is still there: %v", err)
	}
}

// installsInDebian installs the package in a new Debian with apt, and uses it there as a
// person does. After it is purged, no file is left. It downloads 60 MB, so it only runs
// when it is asked for.
func installsInDebian(t *testing.T, deb string) {
	if os.Getenv("BANTER_DEBOOTSTRAP") != "1" {
		t.Skip("BANTER_DEBOOTSTRAP=1 makes a Debian to install in")
	}
	root := t.TempDir()
	output(t, "debootstrap", "--variant=minbase", "--include=man-db,bash-completion", "stable", root)
	data, err := os.ReadFile(deb)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "banter.deb"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	inside := func(args ...string) string {
		t.Helper()
		return output(t, "chroot", append([]string{root, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "DEBIAN_FRONTEND=noninteractive"}, args...)...)
	}
	before := tree(t, root)
	inside("apt-get", "install", "--yes", "--no-install-recommends", "/banter.deb")
	if got := inside("banter", "--version"); !version.MatchString(got) {
		t.Errorf("--version prints %q", got)
	}
	if got := inside("dpkg", "--verify", "banter"); got != "" {
		t.Errorf("files are not as the package says: %s", got)
	}
	if got := inside("man", "-w", "banter", "banter-ask"); !strings.Contains(got, "/usr/share/man/man1/banter-ask.1.gz") {
		t.Errorf("man finds %q", got)
	}
	completes := "source /usr/share/bash-completion/bash_completion; _comp_load banter || _completion_loader banter; complete -p banter" // newer and older
	if got := inside("bash", "-c", completes); !strings.Contains(got, "banter") {
		t.Errorf("bash completes with %q", got)
	}
	inside("apt-get", "purge", "--yes", "banter")
	if left := slices.DeleteFunc(tree(t, root), func(name string) bool { return slices.Contains(before, name) }); len(left) > 0 {
		t.Errorf("left behind: %s", left)
	}
}

// tree lists a Debian, without the notes of its package manager.
func tree(t *testing.T, root string) (names []string) {
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name := strings.TrimPrefix(path, root)
		for _, notes := range []string{"/proc", "/sys", "/dev", "/var/lib/dpkg", "/var/lib/apt", "/var/cache", "/var/log"} {
			if name == notes {
				return fs.SkipDir
			}
		}
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
