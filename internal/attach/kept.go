package attach

import (
	"regexp"
	"strings"
)

// A file without a path of its own, such as an image of the clipboard, is kept by
// the history before its question is asked, and named by the first digits of its
// hash.
const (
	keptPrefix = "clipboard-"
	keptDigits = 12
)

var keptForm = regexp.MustCompile(`^clipboard-([0-9a-f]{12})\.(?:png|jpg|webp|gif|txt)$`)

// KeptRef returns the beginning of the reference to a file that is kept.
func KeptRef(hash string) string { return keptPrefix + hash[:min(len(hash), keptDigits)] }

// KeptName returns the name of a file that is kept, which is also its reference.
func KeptName(f File) string {
	end := ".txt"
	if _, kind, ok := strings.Cut(f.Type, "image/"); ok {
		end = "." + strings.Replace(kind, "jpeg", "jpg", 1)
	}
	return KeptRef(f.SHA256) + end
}

// KeptHash returns the first digits of the hash of the file that a reference leads
// to. It reports false for the reference to a path.
func KeptHash(ref string) (digits string, ok bool) {
	form := keptForm.FindStringSubmatch(ref)
	if form == nil {
		return "", false
	}
	return form[1], true
}
