// Package pages reads the rows of a damaged SQLite database from its pages.
//
// SQLite reaches a row through the schema and the inner pages of a tree, and
// gives up if one of them is damaged. Most pages of a database are leaves, and
// each leaf lists its own rows. So this package reads all leaves, without the
// pages above them, and the caller recognizes a row by the number and the types
// of its columns. It does not read what is free: a deleted row does not come
// back. https://sqlite.org/fileformat2.html describes the format. It reads
// UTF-8 databases, along with the log of a killed program.
package pages

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

const (
	dbHeader    = 100
	minPage     = 512
	maxPage     = 64 << 10
	defaultPage = 4096
	magic       = "SQLite format 3\x00"
)

// A Row is what is left of one row of a table, or of one entry of an index. A
// table WITHOUT ROWID is an index.
type Row struct {
	Place  Place
	Index  bool
	ID     int64 // rowid; 0 in an index
	Values []any // nil, int64, float64, string or []byte; after a cut zero values of these types
	Cut    bool  // the end of the row is missing
}

// A Place is where a row begins.
type Place struct {
	state int // of File.states
	page  uint32
	cell
}

// A File is a database and its log. It only reads them.
type File struct {
	db, log  *os.File // log is nil if there is none
	size     int64    // of db, in bytes
	page     int
	reserved int     // bytes at the end of each page that SQLite does not use
	states   []state // of the database, the newest last
}

// A state is which pages the log replaces.
type state struct {
	frames map[uint32]int64 // offset in the log, by the number of the page
	pages  uint32           // in the database
}

// Open opens the database at path and the log beside it.
func Open(path string) (*File, error) {
	db, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{db: db, page: defaultPage}
	info, err := db.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err == nil {
		f.size = info.Size()
		err = f.readHeader()
	}
	if err == nil {
		err = f.openLog(path + "-wal")
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Close closes the files.
func (f *File) Close() error {
	if f.log == nil {
		return f.db.Close()
	}
	return errors.Join(f.db.Close(), f.log.Close())
}

// readHeader reads the size of the pages, if the header is there.
func (f *File) readHeader() error {
	var head [dbHeader]byte
	n, err := f.db.ReadAt(head[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	size := int(binary.BigEndian.Uint16(head[16:]))
	if size == 1 {
		size = maxPage
	}
	if n == dbHeader && string(head[:len(magic)]) == magic && validSize(size) && size-int(head[20]) >= 480 {
		f.page, f.reserved = size, int(head[20])
	}
	return nil
}

func validSize(page int) bool { return minPage <= page && page <= maxPage && page&(page-1) == 0 }

// read returns a page as it was in a state. A page that the end of the file
// cuts ends in zeros.
func (f *File) read(s state, number uint32) ([]byte, error) {
	if number == 0 || number > s.pages {
		return nil, fmt.Errorf("there is no page %d", number)
	}
	page := make([]byte, f.page)
	from, at := f.db, int64(number-1)*int64(f.page)
	if frame, ok := s.frames[number]; ok {
		from, at = f.log, frame+frameHeader
	}
	_, err := from.ReadAt(page, at)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return page, err
}

// Rows calls fn with every row, in the order of the pages, the states one after
// the other: a row that is in several has the same ID. It ends with the first
// error of fn. A page that the disk cannot read has no rows.
func (f *File) Rows(fn func(Row) error) error { return f.each(listed, fn) }

// Loose calls fn with every row of a table that may begin anywhere in a page,
// listed or not. It finds rows whose page has lost its list, along with deleted
// and moved ones that nothing has overwritten yet.
func (f *File) Loose(fn func(Row) error) error { return f.each(anywhere, fn) }

func (f *File) each(cells func(page []byte, usable int) []cell, fn func(Row) error) error {
	for i, s := range f.states {
		for number := uint32(1); number <= s.pages; number++ {
			page, err := f.read(s, number)
			if err != nil {
				continue
			}
			for _, c := range cells(page, f.page-f.reserved) {
				row, ok := f.row(s, page, c)
				if !ok {
					continue
				}
				row.Place = Place{i, number, c}
				if err := fn(row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Row reads the row at a place again.
func (f *File) Row(at Place) (Row, error) {
	s := f.states[at.state]
	page, err := f.read(s, at.page)
	if err != nil {
		return Row{}, err
	}
	row, ok := f.row(s, page, at.cell)
	if !ok {
		return Row{}, fmt.Errorf("page %d has no row at %d", at.page, at.offset)
	}
	row.Place = at
	return row, nil
}
