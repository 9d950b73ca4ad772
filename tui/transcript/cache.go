package transcript

import (
	"container/list"

	"banter/history"
	"banter/tui/markdown"
	"banter/tui/style"
)

// rowKey tells one layout of a message from all others: which message, how far
// it was, for which width and colours.
type rowKey struct {
	id       string
	status   history.Status
	size     int
	thinking int  // bytes of the summary
	marked   bool // with the rows that say how it ended
	whole    bool // a long question with nothing left out
	mode     Mode
	measure  int // cells that a row may have
	styles   *style.Styles
}

// cacheLimit bounds the laid-out rows that are kept, in bytes.
const cacheLimit = 8 << 20

// rowCache keeps the rows of finished messages, those used last. The newest
// entry is kept whatever its size: it is on the screen.
type rowCache struct {
	limit   int // bytes
	entries map[rowKey]*list.Element
	used    list.List // of *cacheEntry, used last in front
	size    int
}

type cacheEntry struct {
	key   rowKey
	lines []markdown.Line
	doc   *markdown.Document // nil until somebody asks for it
	size  int
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

// documentCost is what a document takes for each byte of its text: the rows once
// more, and where each cell of them comes from.
const documentCost = 8

// document returns the document of a layout that is in the cache, and makes it
// when it is asked for first.
func (c *rowCache) document(key rowKey, render func() *markdown.Document) *markdown.Document {
	e, ok := c.entries[key]
	if !ok { // no layout is kept without rows, so this is one that was dropped
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
