package pages

import "encoding/binary"

// The kinds of pages that have rows. An inner page of an index has some too.
const (
	indexInner = 2
	tableInner = 5
	indexLeaf  = 10
	tableLeaf  = 13
)

// A cell is where a row begins in its page.
type cell struct {
	offset int
	index  bool
	loose  bool // perhaps no row begins here
}

// listed returns the cells that a page of a tree lists.
func listed(page []byte, usable int) []cell {
	at := treeHeader(page)
	head := 8
	switch page[at] {
	case indexInner:
		head = 12
	case indexLeaf, tableLeaf:
	default:
		return nil
	}
	first := at + head
	n := min(int(binary.BigEndian.Uint16(page[at+3:])), (usable-first)/2)
	found := make([]cell, 0, n)
	for i := range n {
		offset := int(binary.BigEndian.Uint16(page[first+2*i:]))
		if first <= offset && offset < usable {
			found = append(found, cell{offset, page[at] != tableLeaf, false})
		}
	}
	return found
}

// treeHeader returns where the header of a page begins: the first page of a
// database has another one before it.
func treeHeader(page []byte) int {
	if string(page[:len(magic)]) == magic {
		return dbHeader
	}
	return 0
}

// anywhere returns all places of a page where rows of a table may begin. None
// begins with a zero.
func anywhere(page []byte, usable int) []cell {
	var found []cell
	for offset, b := range page[:usable] {
		if b != 0 {
			found = append(found, cell{offset, false, true})
		}
	}
	return found
}

// row reads the row of a cell. ok is false if it is none.
func (f *File) row(s state, page []byte, c cell) (r Row, ok bool) {
	usable := f.page - f.reserved
	rest := page[c.offset:usable]
	r.Index = c.index
	if c.index && page[treeHeader(page)] == indexInner {
		rest = rest[min(4, len(rest)):] // number of the page below
	}
	size, rest, ok := varint(rest)
	if !ok || size < 2 || size > int64(s.pages)*int64(f.page) {
		return r, false
	}
	if !c.index {
		if r.ID, rest, ok = varint(rest); !ok {
			return r, false
		}
	}
	local := localSize(size, usable, c.index)
	head, ok := newHeader(rest[:min(local, len(rest))], size, c.loose)
	if !ok {
		return r, false
	}
	r.Values, r.Cut = head.values(f.payload(s, rest, local, min(size, head.total)))
	return r, true
}

// localSize returns how much of a payload is in the page of its row.
func localSize(size int64, usable int, index bool) int {
	most := int64(usable - 35)
	if index {
		most = int64((usable-12)*64/255 - 23)
	}
	if size <= most {
		return int(size)
	}
	least := int64((usable-12)*32/255 - 23)
	if k := least + (size-least)%int64(usable-4); k <= most {
		return int(k)
	}
	return int(least)
}

// payload returns as much of a payload as can be read: the local part, and what
// a chain of other pages has.
func (f *File) payload(s state, rest []byte, local int, size int64) []byte {
	if len(rest) < local {
		return rest
	}
	got := rest[:local:local]
	if size <= int64(local) || len(rest) < local+4 {
		return got
	}
	next := binary.BigEndian.Uint32(rest[local:])
	for int64(len(got)) < size {
		page, err := f.read(s, next)
		if err != nil {
			return got
		}
		n := min(int64(f.page-f.reserved-4), size-int64(len(got)))
		got = append(got, page[4:4+n]...)
		if next = binary.BigEndian.Uint32(page); next == 0 && int64(len(got)) < size && allZero(page[4:4+n]) {
			return got[:int64(len(got))-n] // the page was lost
		}
	}
	return got
}

func allZero(data []byte) bool {
	for _, b := range data {
		if b != 0 {
			return false
		}
	}
	return true
}
