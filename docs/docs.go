// Package docs holds the pages of banter help: markdown files in this folder,
// one a topic.
package docs

import (
	"embed"
	"slices"
	"strings"
)

//go:embed *.md
var pages embed.FS

// Topics returns the names of all pages, sorted.
func Topics() []string {
	entries, err := pages.ReadDir(".")
	if err != nil {
		panic(err) // the pages are part of the program
	}
	var names []string
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), ".md"))
	}
	slices.Sort(names)
	return names
}

// Page returns the markdown of a topic.
func Page(topic string) (string, bool) {
	text, err := pages.ReadFile(topic + ".md")
	return string(text), err == nil
}
