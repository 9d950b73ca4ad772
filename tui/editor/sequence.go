package editor

import "sort"

// chunkSize is the largest number of cells in a chunk.
const chunkSize = 256

// A sequence is the cells of a line, in chunks that never change: an edit costs
// a chunk, not the line, and a sequence and those made of it share the rest.
type sequence struct {
	chunks [][]cell
	ends   []int // number of cells up to the end of each chunk
}

func (s sequence) len() int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// locate returns the chunk that has cell i, and the number of cells before it.
func (s sequence) locate(i int) (chunk, before int) {
	chunk = sort.SearchInts(s.ends, i+1)
	if chunk > 0 {
		before = s.ends[chunk-1]
	}
	return chunk, before
}

func (s sequence) at(i int) cell {
	chunk, before := s.locate(i)
	return s.chunks[chunk][i-before]
}

// part returns cells [from, to). The caller must not change them.
func (s sequence) part(from, to int) []cell {
	if from >= to {
		return nil
	}
	chunk, before := s.locate(from)
	if cells := s.chunks[chunk]; to <= before+len(cells) {
		return cells[from-before : to-before : to-before]
	}
	all := make([]cell, 0, to-from)
	for ; len(all) < to-from; chunk++ {
		cells := s.chunks[chunk]
		start := max(from-before, 0)
		all = append(all, cells[start:min(to-before, len(cells))]...)
		before += len(cells)
	}
	return all
}

// splice returns a sequence with mid in the place of cells [from, to).
func (s sequence) splice(from, to int, mid []cell) sequence {
	first, before := s.locate(from)
	if first > 0 && (first == len(s.chunks) || from == before) { // let the chunk before grow
		first--
		before -= len(s.chunks[first])
	}
	last, end := first, before // the first chunk that stays, and where it begins
	for last < len(s.chunks) && (end < to || last == first) {
		end += len(s.chunks[last])
		last++
	}
	changed := make([]cell, 0, from-before+len(mid)+end-to)
	changed = append(changed, s.part(before, from)...)
	changed = append(changed, mid...)
	changed = append(changed, s.part(to, end)...)
	if len(changed) < chunkSize/4 && last < len(s.chunks) { // no crowd of small chunks
		changed = append(changed, s.chunks[last]...)
		last++
	}
	made := sequence{chunks: make([][]cell, 0, len(s.chunks)+len(changed)/chunkSize+2)}
	made.chunks = append(made.chunks, s.chunks[:first]...)
	made.chunks = append(made.chunks, split(changed)...)
	made.chunks = append(made.chunks, s.chunks[last:]...)
	made.count()
	return made
}

// split cuts cells into chunks that leave room for more.
func split(cells []cell) (chunks [][]cell) {
	for len(cells) > chunkSize {
		chunks = append(chunks, cells[:chunkSize/2:chunkSize/2])
		cells = cells[chunkSize/2:]
	}
	if len(cells) > 0 {
		chunks = append(chunks, cells[:len(cells):len(cells)])
	}
	return chunks
}

func (s *sequence) count() {
	s.ends = make([]int, len(s.chunks))
	n := 0
	for i, chunk := range s.chunks {
		n += len(chunk)
		s.ends[i] = n
	}
}
