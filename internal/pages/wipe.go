package pages

import "encoding/binary"

// Wipe clears the unused middle of a page of a tree, and reports whether there
// was anything. SQLite leaves copies of rows there that it has moved to another
// page, even if it overwrites what is deleted. Wipe leaves any other page alone,
// and one whose list of rows makes no sense. The page must belong to a database
// of less than 100 GB without reserved bytes: of a larger one, a page of another
// kind may look like one of a tree.
func Wipe(page []byte) bool {
	at := treeHeader(page)
	head := 8
	switch page[at] {
	case indexInner, tableInner:
		head = 12
	case indexLeaf, tableLeaf:
	default:
		return false
	}
	n := int(binary.BigEndian.Uint16(page[at+3:]))
	first, end := at+head+2*n, int(binary.BigEndian.Uint16(page[at+5:]))
	if end == 0 {
		end = maxPage
	}
	if first > end || end > len(page) {
		return false
	}
	for i := range n {
		if int(binary.BigEndian.Uint16(page[at+head+2*i:])) < end {
			return false
		}
	}
	if allZero(page[first:end]) {
		return false
	}
	clear(page[first:end])
	return true
}
