package notice

import (
	"os"
	"syscall"
)

// Errors of the system about files. The numbers are from winerror.h.
var (
	folder     = []error{syscall.EISDIR}
	noFolder   = []error{syscall.Errno(267)}                                                  // ERROR_DIRECTORY; syscall.ENOTDIR is also that a folder is missing
	linkLoop   = []error{syscall.ELOOP, syscall.Errno(1921)}                                  // ERROR_CANT_RESOLVE_FILENAME
	longName   = []error{syscall.ENAMETOOLONG, syscall.Errno(111), syscall.Errno(206)}        // ERROR_BUFFER_OVERFLOW, ERROR_FILENAME_EXCED_RANGE
	badName    = []error{syscall.Errno(123), syscall.Errno(161)}                              // ERROR_INVALID_NAME, ERROR_BAD_PATHNAME
	manyFiles  = []error{syscall.EMFILE, syscall.Errno(4)}                                    // ERROR_TOO_MANY_OPEN_FILES
	badDisk    = []error{syscall.EIO, syscall.Errno(23), syscall.Errno(1117)}                 // ERROR_CRC, ERROR_IO_DEVICE
	lostDisk   = []error{syscall.Errno(21), syscall.Errno(53), syscall.Errno(64)}             // ERROR_NOT_READY, ERROR_BAD_NETPATH, ERROR_NETNAME_DELETED
	inUse      = []error{syscall.EBUSY, syscall.Errno(32), syscall.Errno(33)}                 // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
	notEmpty   = []error{syscall.ENOTEMPTY, syscall.ERROR_DIR_NOT_EMPTY}                      //
	otherDisk  = []error{syscall.EXDEV, syscall.Errno(17)}                                    // ERROR_NOT_SAME_DEVICE
	noMemory   = []error{syscall.ENOMEM, syscall.Errno(8), syscall.Errno(14)}                 // ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY
	tooLarge   = []error{syscall.EFBIG, syscall.Errno(223)}                                   // ERROR_FILE_TOO_LARGE
	noFile     = []error{syscall.ENXIO}                                                       //
	cannot     = []error{syscall.ENOSYS, syscall.EINVAL, syscall.Errno(1), syscall.Errno(50)} // ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED
	noTerminal = []error{syscall.ENOTTY}
	noLocks    = []error{syscall.ENOLCK}                                               //
	noProgram  = []error{syscall.ENOEXEC, syscall.Errno(193)}                          // ERROR_BAD_EXE_FORMAT
	noReader   = []error{syscall.EPIPE, syscall.ERROR_BROKEN_PIPE, syscall.Errno(232)} // ERROR_NO_DATA
	late       = []error{os.ErrDeadlineExceeded, syscall.Errno(121)}                   // ERROR_SEM_TIMEOUT
)
