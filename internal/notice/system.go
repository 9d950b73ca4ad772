package notice

import (
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// faults is the table of the errors of operating systems about files. NAME is
// replaced by the name of the file. The errors are in system_errno.go and
// system_errno_windows.go.
var faults = []struct {
	is             []error
	sentence, hint string
}{
	{full, "The disk is full.", "Make room, then try again."},
	{readOnly, "NAME is on a disk that cannot be written.", "Choose another place with --home."},
	{folder, "NAME is a folder, not a file.", "Move it away, then try again."},
	{noFolder, "NAME cannot be reached: a part of its path is a file, not a folder.", "Move that file away, or choose another place."},
	{linkLoop, "NAME is a link that leads back to itself.", "Remove it, then try again."},
	{longName, "The path NAME is longer than this system allows.", "Choose a shorter one."},
	{badName, "This system does not allow NAME as the name of a file.", "Choose another name."},
	{manyFiles, "Too many files are open.", "Close other programs, then try again."},
	{badDisk, "The device that NAME is on reports a fault.", "Check it, then try again."},
	{lostDisk, "The disk that NAME is on is no longer connected.", "Connect it again, then try again."},
	{inUse, "Another program is using NAME.", "Close it, then try again."},
	{notEmpty, "The folder NAME is not empty.", "Empty it, then try again."},
	{otherDisk, "NAME cannot be moved to another disk.", "Choose a place on the same disk."},
	{noMemory, "There is not enough memory.", "Close other programs, then try again."},
	{tooLarge, "NAME is larger than this disk or the limits of this system allow.", "Make room, or raise the limit."},
	{noFile, "NAME is a device or a socket that cannot be opened.", "Move it away, then try again."},
	{cannot, "The disk that NAME is on cannot do this.", "Choose a place on another disk."},
	{noTerminal, "NAME is not a terminal.", "Start Banter on one."},
	{noLocks, "The disk that NAME is on has no locks.", "Choose a place on another disk."},
	{noProgram, "NAME is not a program that runs on this system.", "Install it for this system."},
	{noReader, "Nothing reads what is written to NAME any more.", "Start the program that reads it again."},
	{late, "NAME did not answer in time.", "Try again."},
	{[]error{exec.ErrNotFound}, "The program NAME is not installed.", "Install it, or check PATH."},
	{[]error{fs.ErrPermission}, "You have no permission to use NAME.", "Check who owns it, or choose another place with --home."},
	{[]error{fs.ErrExist}, "NAME already exists.", "Move it away, then try again."},
	{[]error{fs.ErrNotExist}, "NAME does not exist.", ""},
}

// file has the words for an error of the system that names a file. It comes before
// the causes of the network, which would claim a time-out or a broken pipe.
func file(err error) (Notice, bool) {
	name, operation := about(err)
	if name == "" || onNetwork(err) {
		return Notice{}, false
	}
	if n, ok := system(err); ok {
		return n, true
	}
	// The cause has no row in faults: the sentence names at least the file.
	done, ok := participles[operation]
	if !ok {
		done = "used"
	}
	return Notice{Sentence: name + " cannot be " + done + ".", Hint: "Check the file and the disk that it is on.", Unknown: true}, true
}

// system has the words for an error of the system, with or without a file name.
func system(err error) (Notice, bool) {
	name, _ := about(err)
	if name == "" {
		name = "the file"
	}
	for _, fault := range faults {
		if isAny(err, fault.is) {
			return known(capital(strings.ReplaceAll(fault.sentence, "NAME", name), name), fault.hint)
		}
	}
	return Notice{}, false
}

// capital capitalizes a sentence that begins with "the file".
func capital(sentence, name string) string {
	if name == "the file" && strings.HasPrefix(sentence, name) {
		return "T" + sentence[1:]
	}
	return sentence
}

// about returns the file that err names and the operation that failed.
func about(err error) (name, operation string) {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path, e.Op
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.New, e.Op
	}
	if e, ok := errors.AsType[*exec.Error](err); ok {
		return e.Name, "exec"
	}
	return "", ""
}

// onNetwork reports whether err comes from a request or a connection.
func onNetwork(err error) bool {
	_, request := errors.AsType[*url.Error](err)
	_, operation := errors.AsType[*net.OpError](err)
	return request || operation
}

// participles has the participle for each operation of package os.
var participles = map[string]string{
	"open": "opened", "openat": "opened", "read": "read", "pread": "read", "readdirent": "read", "readlink": "read", "stat": "read", "lstat": "read",
	"write": "written", "pwrite": "written", "sync": "written", "fsync": "written", "close": "written", "truncate": "written",
	"rename": "replaced", "link": "made", "symlink": "made", "mkdir": "made", "mkdirat": "made", "remove": "removed", "unlink": "removed",
	"unlinkat": "removed", "chmod": "changed", "chown": "changed", "chtimes": "changed", "exec": "started", "fork/exec": "started",
}
