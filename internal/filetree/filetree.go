// Package filetree lists the files below a folder, without those that git ignores,
// and finds paths in the list while it grows.
package filetree

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"
)

// MaxFiles is the number of files after which the walk ends: a home folder may
// have millions.
const MaxFiles = 300_000

// A Tree is the files below a folder. It is safe for concurrent use.
type Tree struct {
	root string

	mu    sync.Mutex
	paths []file
	whole bool
	first chan struct{} // closed once some files are known, or all
}

type file struct {
	path  string
	lower string // path in lower case
	base  int    // offset of the name in path
}

// New returns a tree without files; [Tree.Walk] finds them.
func New(root string) *Tree { return &Tree{root: root, first: make(chan struct{})} }

// batch is how many files the walk adds at once.
const batch = 512

// Walk finds the files, those near the root first, until all are known or ctx
// ends. It is called once. It follows no links to folders, and leaves out what
// cannot be read.
func (t *Tree) Walk(ctx context.Context) {
	defer t.add(nil, true)
	root, err := filepath.Abs(t.root)
	if err != nil {
		return
	}
	top, below := repository(root)
	w := walker{tree: t, root: root, below: below}
	level := []folder{{rules: outerRules(top, below)}}
	for len(level) > 0 && ctx.Err() == nil && w.count < MaxFiles {
		var next []folder
		for _, f := range level {
			if ctx.Err() != nil || w.count >= MaxFiles {
				break
			}
			next = append(next, w.read(f)...)
		}
		w.flush()
		level = next
	}
}

// A folder is one to read: its path relative to the root, with a slash at its
// end, and the rules that hold above it.
type folder struct {
	path  string
	rules []rule
}

type walker struct {
	tree  *Tree
	root  string
	below string // the root relative to the repository
	found []file
	count int
}

// read adds the files of a folder and returns its folders.
func (w *walker) read(f folder) (below []folder) {
	dir := filepath.Join(w.root, filepath.FromSlash(f.path))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	rules := f.rules
	if own := rulesIn(filepath.Join(dir, ".gitignore"), w.below+f.path); len(own) > 0 {
		rules = append(rules[:len(rules):len(rules)], own...)
	}
	for _, entry := range entries {
		name, isFolder := entry.Name(), entry.IsDir()
		path := f.path + name
		if name == ".git" || ignored(rules, w.below+path, isFolder) {
			continue
		}
		if isFolder {
			below = append(below, folder{path + "/", rules})
			continue
		}
		if kind := entry.Type(); kind.IsRegular() || kind&fs.ModeSymlink != 0 {
			w.found = append(w.found, file{path, strings.ToLower(path), len(f.path)})
		}
	}
	if len(w.found) >= batch {
		w.flush()
	}
	return below
}

func (w *walker) flush() {
	w.count += len(w.found)
	w.tree.add(w.found, false)
	w.found = w.found[:0]
}

func (t *Tree) add(files []file, whole bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.paths = append(t.paths, files...)
	t.whole = t.whole || whole
	if len(t.paths) > 0 || t.whole {
		select {
		case <-t.first:
		default:
			close(t.first)
		}
	}
}

// patience is how long Find waits for the first files.
const patience = 10 * time.Millisecond

// Find returns at most n paths that fit a query, the best ones first, with slashes
// and relative to the root. The letters of the query are in the path in their
// order; those fit best whose name begins with it, then whose name has it, then
// whose path has it, and among them the shortest. whole is false while more files
// are being found.
func (t *Tree) Find(ctx context.Context, query string, n int) (paths []string, whole bool) {
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case <-t.first:
	case <-wait.C:
	case <-ctx.Done():
	}
	t.mu.Lock()
	files, whole := t.paths, t.whole
	t.mu.Unlock()
	query = strings.ToLower(filepath.ToSlash(query))
	var best []match
	for i := range files {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, whole
		}
		fit := files[i].fit(query)
		if fit == 0 {
			continue
		}
		m := match{&files[i], fit}
		if len(best) == n && !m.before(best[n-1]) {
			continue
		}
		at := sort.Search(len(best), func(i int) bool { return m.before(best[i]) })
		if len(best) < n {
			best = append(best, match{})
		}
		copy(best[at+1:], best[at:])
		best[at] = m
	}
	for _, m := range best {
		paths = append(paths, m.path)
	}
	return paths, whole
}

type match struct {
	*file
	fit int
}

func (m match) before(other match) bool {
	switch {
	case m.fit != other.fit:
		return m.fit > other.fit
	case len(m.path) != len(other.path):
		return len(m.path) < len(other.path)
	}
	return m.path < other.path
}

// fit returns how well a file fits a query in lower case; 0: not at all.
func (f *file) fit(query string) int {
	name := f.lower
	if f.base < len(name) {
		name = name[f.base:]
	}
	switch {
	case strings.HasPrefix(name, query), strings.HasPrefix(f.lower, query):
		return 4
	case strings.Contains(name, query):
		return 3
	case strings.Contains(f.lower, query):
		return 2
	}
	rest := f.lower
	for i := range len(query) {
		at := strings.IndexByte(rest, query[i])
		if at < 0 {
			return 0
		}
		rest = rest[at+1:]
	}
	return 1
}
