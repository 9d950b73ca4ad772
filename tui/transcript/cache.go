package transcript

import (
	"container/list"

	"banter/history"
	"banter/tui/markdown"
	"banter/tui/style"
)

// rowKey identifies a layout of a message: the message, its length, the width and
// the colors.
type rowKey struct {
	id       string
	status   history.Status
	size     int
	thinking int  // bytes of the summary
	items    int  // of an answer, with its searches
	marked   bool // with the rows that report how it ended
	whole    bool // a long question that is not folded
	files    int  // texts of files that are known
	version  version
	bookmark history.Bookmark
	pictures int // of a question with files: the version of the pictures
	mode     Mode
	measure  int // cells that a row may have
	styles   *style.Styles
}

// cacheLimit bounds the cached rows, in bytes.
const cacheLimit = 8 << 20

// rowCache keeps the rows of the finished messages that were used last. It keeps
// the newest entry even if it is larger than limit: it is on the screen.
type rowCache struct {
	limit   int // bytes
	entries map[rowKey]*list.Element
	used    list.List // of *cacheEntry, the one used last in front
	size    int
}

type cacheEntry struct {
	key   rowKey
	lines []markdown.Line
	doc   *markdown.Document // nil until it is first needed
	size  int                // bytes
}

func (c *rowCache) get(key rowKey) ([]markdown.Line, bool) {
	e, ok := c.entries[key]
	if !ok {
		return nil, false
	}
	c.used.MoveToFront(e)
	return e.Value.(*cacheEntry).lines, true
}

func (c *rowCache) put(key rowKey, lines []markdown.Line) {
	if c.entries == nil {
		c.entries = make(map[rowKey]*list.Element)
	}
	if old, ok := c.entries[key]; ok {
		c.drop(old)
	}
	entry := &cacheEntry{key: key, lines: lines}
	for _, line := range lines {
		entry.size += len(line.Text) + 48 // its header
	}
	c.entries[key] = c.used.PushFront(entry)
	c.size += entry.size
	for c.size > c.limit && c.used.Len() > 1 {
		c.drop(c.used.Back())
	}
}

// documentCost is how many bytes a document takes for each byte of its text: its
// rows, and the source of each of their cells.
const documentCost = 8

// document returns the document of a cached layout. It renders the document on
// first use.
func (c *rowCache) document(key rowKey, render func() *markdown.Document) *markdown.Document {
	e, ok := c.entries[key]
	if !ok { // the layout was dropped from the cache
		return render()
	}
	entry := e.Value.(*cacheEntry)
	if entry.doc == nil {
		entry.doc = render()
		cost := documentCost * key.size
		entry.size += cost
		c.size += cost
	}
	return entry.doc
}

func (c *rowCache) drop(e *list.Element) {
	entry := c.used.Remove(e).(*cacheEntry)
	delete(c.entries, entry.key)
	c.size -= entry.size
}
