package picture

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
)

// The limits of a shelf.
const (
	maxPictures = 200 // a number must fit into a byte
	maxShelf    = 48 << 20
)

// A Shelf holds the pictures that a program shows, by numbers from 1. It is safe for
// concurrent use.
type Shelf struct {
	mu       sync.Mutex
	pictures map[uint8]*Picture
	last     uint8
	size     int
}

// NewShelf returns an empty shelf.
func NewShelf() *Shelf { return &Shelf{pictures: make(map[uint8]*Picture)} }

// Put adds a picture and returns its number, or 0 if there is no room. A number that
// was free for long comes before one that was used a moment ago.
func (s *Shelf) Put(p *Picture) (number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pictures) >= maxPictures || s.size+p.Size() > maxShelf {
		return 0
	}
	for {
		if s.last++; s.last != 0 && s.pictures[s.last] == nil {
			break
		}
	}
	s.pictures[s.last] = p
	s.size += p.Size()
	return int(s.last)
}

// Get returns the picture with a number, or nil.
func (s *Shelf) Get(number int) *Picture {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pictures[uint8(number)]
}

// Remove removes the picture with a number; 0 is none.
func (s *Shelf) Remove(number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.pictures[uint8(number)]; p != nil {
		s.size -= p.Size()
		delete(s.pictures, uint8(number))
	}
}

// scheme begins the target of the link that a row of a picture is. No answer can
// make such a link: markdown links have other schemes.
const scheme = "banter-picture:"

// Row returns the text of one row of a picture in a view: blanks in a link that names
// them. So they are ordinary cells for the layout, and nothing to copy or to find.
// The renderer draws the picture in them.
func Row(number, row, columns int) string {
	return ansi.SetHyperlink(fmt.Sprintf("%s%d:%d", scheme, number, row)) + strings.Repeat(" ", columns) + ansi.ResetHyperlink()
}

// HasRow reports whether a row of a view may have a part of a picture.
func HasRow(text string) bool { return strings.Contains(text, scheme) }

// ParseRow returns the number and the row that the target of a link names.
func ParseRow(target string) (number, row int, ok bool) {
	rest, ok := strings.CutPrefix(target, scheme)
	if !ok {
		return 0, 0, false
	}
	first, second, _ := strings.Cut(rest, ":")
	number, err := strconv.Atoi(first)
	row, err2 := strconv.Atoi(second)
	return number, row, err == nil && err2 == nil && number > 0 && number < 256 && row >= 0
}
