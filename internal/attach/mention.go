package attach

import (
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Mention is a file that a question names: @path, or @"path with blanks".
type Mention struct {
	From, To int    // bytes of the text, with the @
	Ref      string // the path as it was written, without quotes
}

// Mentions returns the mentions in text of what exists reports to be there. A
// mark that ends a sentence after a path is not part of it.
func Mentions(text string, exists func(ref string) bool) []Mention {
	var found []Mention
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '@')
		if i < 0 {
			return found
		}
		at += i
		if !opens(text[:at]) {
			at++
			continue
		}
		m, ok := mentionAt(text, at, exists)
		if !ok {
			at++
			continue
		}
		found = append(found, m)
		at = m.To
	}
}

// opens reports whether a mention may follow text: it is no part of a word, as in
// an address of mail.
func opens(before string) bool {
	r, n := utf8.DecodeLastRuneInString(before)
	return n == 0 || unicode.IsSpace(r) || strings.ContainsRune("([{<\"'`,;:=", r)
}

// maxRef is the longest path in a question, in bytes.
const maxRef = 1024

func mentionAt(text string, at int, exists func(string) bool) (Mention, bool) {
	rest := text[at+1:]
	rest = rest[:min(len(rest), maxRef)]
	if quoted, ok := strings.CutPrefix(rest, `"`); ok {
		ref, _, closed := strings.Cut(quoted, `"`)
		if closed && ref != "" && !strings.Contains(ref, "\n") && exists(ref) {
			return Mention{at, at + len(ref) + 3, ref}, true
		}
		return Mention{}, false
	}
	end := strings.IndexFunc(rest, unicode.IsSpace)
	if end < 0 {
		end = len(rest)
	}
	for ref := rest[:end]; ref != ""; {
		if exists(ref) {
			return Mention{at, at + 1 + len(ref), ref}, true
		}
		r, n := utf8.DecodeLastRuneInString(ref)
		if !unicode.IsPunct(r) && r != '`' && r != '>' {
			break
		}
		ref = ref[:len(ref)-n]
	}
	return Mention{}, false
}

// Exists reports whether a reference leads to something other than a folder.
func Exists(ref string) bool {
	if strings.ContainsRune(ref, 0) {
		return false
	}
	info, err := os.Stat(Path(ref))
	return err == nil && !info.IsDir()
}

// Path returns the path of a reference, with ~ for the home folder.
func Path(ref string) string {
	if rest, ok := strings.CutPrefix(ref, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return ref
}

// Quote returns the mention of a path.
func Quote(path string) string {
	if strings.ContainsFunc(path, unicode.IsSpace) || strings.HasPrefix(path, `"`) {
		return `@"` + path + `"`
	}
	return "@" + path
}

// Unfinished returns the path that a person has begun to write at the end of word,
// and the text before its @. It reports false if there is none.
func Unfinished(word string) (before, ref string, ok bool) {
	for at := strings.LastIndexByte(word, '@'); at >= 0; at = strings.LastIndexByte(word[:at], '@') {
		if opens(word[:at]) {
			return word[:at], strings.TrimPrefix(word[at+1:], `"`), true
		}
	}
	return "", "", false
}
