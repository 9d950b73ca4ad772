package safefile

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// isMounted reports whether the file at path is a mount of its own.
func isMounted(path string) bool {
	var file, dir unix.Statx_t
	if unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_MNT_ID, &file) != nil ||
		unix.Statx(unix.AT_FDCWD, filepath.Dir(path), 0, unix.STATX_MNT_ID, &dir) != nil {
		return false // an old kernel; renaming fails then
	}
	return file.Mask&dir.Mask&unix.STATX_MNT_ID != 0 && file.Mnt_id != dir.Mnt_id
}

// accessList is the attribute that holds an access list.
const accessList = "system.posix_acl_access"

func hasAccessList(path string) bool { return slices.Contains(list(path), accessList) }

// attributes returns the extended attributes of the file at path that temp
// lacks.
func attributes(path, temp string) []string {
	has := list(temp)
	return slices.DeleteFunc(list(path), func(name string) bool { return slices.Contains(has, name) })
}

func list(path string) []string {
	buffer := make([]byte, 64<<10) // the system's limit
	n, err := unix.Listxattr(path, buffer)
	if err != nil || n == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(buffer[:n]), "\x00"), "\x00")
}

// reserve finds out whether there is room for a file of that size, and keeps it.
// The size that others see does not change.
func reserve(file *os.File, size int64) error {
	err := unix.Fallocate(int(file.Fd()), unix.FALLOC_FL_KEEP_SIZE, 0, size)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &os.PathError{Op: "reserve", Path: file.Name(), Err: err}
	}
	return nil // what else it says is about file systems that cannot
}
