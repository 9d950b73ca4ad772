package notice

import (
	"errors"
	"io/fs"
)

func disk(err error) (Notice, bool) {
	name := path(err)
	switch {
	case isAny(err, full):
		return known("The disk is full.", "Make room, then try again.")
	case isAny(err, readOnly):
		return known(name+" is on a disk that cannot be written.", "Choose another place with --home.")
	case errors.Is(err, fs.ErrPermission):
		return known("There is no permission to use "+name+".", "Check who owns it, or choose another place with --home.")
	case errors.Is(err, fs.ErrNotExist):
		return known(name+" is not there.", "")
	}
	return Notice{}, false
}

// path names the file that err is about.
func path(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Path
	}
	return "the file"
}
