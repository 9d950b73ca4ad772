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

// isMounted reports whether the file at path is a mount point.
func isMounted(path string) bool {
	var file, dir unix.Statx_t
	if unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_MNT_ID, &file) != nil ||
		unix.Statx(unix.AT_FDCWD, filepath.Dir(path), 0, unix.STATX_MNT_ID, &dir) != nil {
		return false // an old kernel, where renaming fails
	}
	return file.Mask&dir.Mask&unix.STATX_MNT_ID != 0 && file.Mnt_id != dir.Mnt_id
}

// accessList is the extended attribute for access lists.
const accessList = "system.posix_acl_access"

func hasAccessList(path string) bool { return slices.Contains(list(path), accessList) }

// attributes returns the extended attributes of the file at path that temp
// lacks.
func attributes(path, temp string) []string {
	has := list(temp)
	return slices.DeleteFunc(list(path), func(name string) bool { return slices.Contains(has, name) })
}

// list returns the names of the extended attributes of the file at path.
func list(path string) []string {
	buffer := make([]byte, 64<<10) // the limit of Linux
	n, err := unix.Listxattr(path, buffer)
	if err != nil || n == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(buffer[:n]), "\x00"), "\x00")
}

// reserve allocates disk space for a file of the given size, without changing the
// size that readers see. It returns an error only if the disk is full.
func reserve(file *os.File, size int64) error {
	err := unix.Fallocate(int(file.Fd()), unix.FALLOC_FL_KEEP_SIZE, 0, size)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &os.PathError{Op: "reserve", Path: file.Name(), Err: err}
	}
	return nil // other errors mean that the file system cannot reserve space
}
