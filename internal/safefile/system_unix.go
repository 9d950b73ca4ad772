//go:build unix

package safefile

import (
	"io/fs"
	"os"
	"syscall"
)

// noWait keeps an open from waiting for the other end of a pipe.
const noWait = syscall.O_NONBLOCK

// sameBesidesText reports whether the file temp differs from the file old at path
// only in text and mode. It gives temp the owner of old if the system allows it.
func sameBesidesText(temp, path string, old fs.FileInfo) bool {
	info, err := os.Lstat(temp)
	if err != nil {
		return false
	}
	was, now := old.Sys().(*syscall.Stat_t), info.Sys().(*syscall.Stat_t)
	if was.Nlink > 1 || was.Dev != now.Dev || isMounted(path) || len(attributes(path, temp)) > 0 {
		return false
	}
	return was.Uid == now.Uid && was.Gid == now.Gid || os.Chown(temp, int(was.Uid), int(was.Gid)) == nil
}
