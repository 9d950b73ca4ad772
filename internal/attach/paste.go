package attach

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"
)

// maxPaste is the longest paste that can consist of paths, in bytes.
const maxPaste = 16 << 10

// MayBePaths reports whether [Pasted] could find paths in a paste. It does not
// look at the disk.
func MayBePaths(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxPaste || strings.Count(text, "\n") > MaxFiles {
		return false
	}
	first := strings.TrimLeft(text, `'"`)
	return strings.HasPrefix(first, "/") || strings.HasPrefix(first, "~/") || strings.HasPrefix(first, "./") || strings.HasPrefix(first, "../") ||
		strings.HasPrefix(first, "file:") || len(first) > 2 && first[1] == ':' && (first[2] == '\\' || first[2] == '/') || strings.HasPrefix(first, `\\`)
}

// Pasted returns the paths that a paste consists of, as a terminal writes files
// that are dropped on it: as such, in quotes, with backslashes or as file URLs, one
// or more. It returns nil if one of them does not exist or is a folder.
func Pasted(text string) []string {
	if !MayBePaths(text) {
		return nil
	}
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "\n") && Exists(text) { // a name with blanks that is not quoted
		return []string{text}
	}
	var paths []string
	for _, word := range words(text) {
		if !MayBePaths(word) {
			return nil
		}
		path := fromURL(word)
		if path == "" || !Exists(path) {
			return nil
		}
		paths = append(paths, path)
	}
	return paths
}

// words splits text as a shell does. On Windows a backslash quotes nothing, and an
// apostrophe inside a word belongs to a name.
func words(text string) []string {
	var all []string
	var word strings.Builder
	quote, inWord := rune(0), false
	windows := runtime.GOOS == "windows"
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == '\'':
			word.WriteRune(r)
		case r == '\\' && !windows && i+1 < len(runes):
			i++
			word.WriteRune(runes[i])
			inWord = true
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'' && !(windows && inWord):
			quote, inWord = r, true
		case unicode.IsSpace(r):
			if inWord {
				all = append(all, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		all = append(all, word.String())
	}
	return all
}

// fromURL returns the path of a file URL, or a path unchanged; "" for the URL of
// another machine.
func fromURL(word string) string {
	if !strings.HasPrefix(word, "file:") {
		return word
	}
	u, err := url.Parse(word)
	if err != nil || u.Host != "" && u.Host != "localhost" || u.Path == "" {
		return ""
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
	}
	return filepath.FromSlash(path)
}
