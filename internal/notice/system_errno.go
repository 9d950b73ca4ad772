//go:build !windows

package notice

import (
	"os"
	"syscall"
)

// Errors of the system about files.
var (
	folder     = []error{syscall.EISDIR}
	noFolder   = []error{syscall.ENOTDIR}
	linkLoop   = []error{syscall.ELOOP}
	longName   = []error{syscall.ENAMETOOLONG}
	badName    = []error{syscall.EILSEQ}
	manyFiles  = []error{syscall.EMFILE, syscall.ENFILE}
	badDisk    = []error{syscall.EIO}
	lostDisk   = []error{syscall.ESTALE, syscall.ENODEV}
	inUse      = []error{syscall.EBUSY, syscall.Errno(26), syscall.EAGAIN} // ETXTBSY, which syscall does not define on js
	notEmpty   = []error{syscall.ENOTEMPTY}
	otherDisk  = []error{syscall.EXDEV}
	noMemory   = []error{syscall.ENOMEM}
	tooLarge   = []error{syscall.EFBIG, syscall.EOVERFLOW}
	noFile     = []error{syscall.ENXIO}
	cannot     = []error{syscall.ENOSYS, syscall.EOPNOTSUPP, syscall.ENOTSUP, syscall.EINVAL}
	noTerminal = []error{syscall.ENOTTY}
	noLocks    = []error{syscall.ENOLCK}
	noProgram  = []error{syscall.ENOEXEC}
	noReader   = []error{syscall.EPIPE}
	late       = []error{os.ErrDeadlineExceeded, syscall.ETIMEDOUT}
)
