// Package spelling finds the name that a person meant.
package spelling

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Nearest returns the name that is most like a word, or "" if none is. Case does
// not count. A name that begins with the word is like it, however long it is.
func Nearest(word string, names []string) string {
	word = strings.ToLower(word)
	best, least := "", max(utf8.RuneCountInString(word)/3, 1)
	for _, name := range names {
		if d := distance([]rune(word), []rune(strings.ToLower(name))); d <= least && (best == "" || d < least) {
			best, least = name, d
		}
	}
	if best == "" && utf8.RuneCountInString(word) > 1 {
		if i := slices.IndexFunc(names, func(name string) bool { return strings.HasPrefix(strings.ToLower(name), word) }); i >= 0 {
			best = names[i]
		}
	}
	return best
}

// Before returns the question about the nearest name and then hint, or hint alone.
func Before(word string, names []string, hint string) string {
	return strings.TrimSpace(Question(word, "", names) + " " + hint)
}

// Question returns "Did you mean keychain?" about the nearest name, written after
// prefix, or "" if none is near.
func Question(word, prefix string, names []string) string {
	nearest := Nearest(word, names)
	if nearest == "" {
		return ""
	}
	return "Did you mean " + prefix + nearest + "?"
}

// distance returns how many characters must be changed, added, removed or
// exchanged with their neighbor to make b of a.
func distance(a, b []rune) int {
	if len(a)+len(b) > 200 {
		return len(a) + len(b) // no name is that long
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := range a {
		before, above, row := rows[0], rows[1], rows[2]
		row[0] = i + 1
		for j := range b {
			change := above[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, row[j]+1, above[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		rows[0], rows[1], rows[2] = above, row, before
	}
	return rows[1][len(b)]
}
