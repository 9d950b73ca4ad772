package pages

import (
	"encoding/binary"
	"math"
)

// varint reads SQLite's integer of one to nine bytes.
func varint(data []byte) (n int64, rest []byte, ok bool) {
	for i, b := range data[:min(9, len(data))] {
		if i == 8 {
			return n<<8 | int64(b), data[9:], true
		}
		if n = n<<7 | int64(b&0x7f); b < 0x80 {
			return n, data[i+1:], true
		}
	}
	return 0, nil, false
}

// A header says which types the columns of a row have.
type header struct {
	size  int64 // bytes, before the values
	total int64 // bytes, with the values
	types []int64
}

// maxHeader is more than the header of any row that this package is for.
const maxHeader = 400

// newHeader reads the header of a record from the part of it that is in its
// page. If exact, the values have to take as much as the record has.
func newHeader(data []byte, record int64, exact bool) (h header, ok bool) {
	size, rest, ok := varint(data)
	first := int64(len(data) - len(rest))
	if !ok || size > maxHeader || size > int64(len(data)) || size < first {
		return h, false
	}
	h = header{size: size, total: size}
	if exact { // most places are no row, which this finds out without memory
		if _, total, ok := types(nil, data[first:size], record-size); !ok || total != record-size {
			return h, false
		}
	}
	var values int64
	h.types, values, ok = types(make([]int64, 0, size), data[first:size], math.MaxInt32)
	h.total += values
	return h, ok
}

// types adds the types of columns to list, unless that is nil, and returns the
// size of all values, at most about limit.
func types(list []int64, data []byte, limit int64) (all []int64, total int64, ok bool) {
	for len(data) > 0 && total <= limit {
		var kind int64
		if kind, data, ok = varint(data); !ok || kind < 0 || kind == 10 || kind == 11 {
			return list, total, false
		}
		if total += width(kind); list != nil {
			list = append(list, kind)
		}
	}
	return list, total, total <= limit
}

// width returns the size of a value, in bytes.
func width(kind int64) int64 {
	switch {
	case kind >= 12:
		return (kind - 12) / 2
	case kind == 5:
		return 6
	case kind == 6, kind == 7:
		return 8
	case kind <= 4:
		return kind
	}
	return 0
}

// values returns the values of a record, and reports whether the end of it is
// missing.
func (h *header) values(record []byte) (values []any, cut bool) {
	rest := record[min(h.size, int64(len(record))):]
	for _, kind := range h.types {
		n := width(kind)
		if int64(len(rest)) < n {
			cut = true
			if kind < 12 { // half a number is none
				rest = nil
			}
			n = int64(len(rest))
		}
		values = append(values, value(kind, rest[:n]))
		rest = rest[n:]
	}
	return values, cut
}

// value returns a value of the type, the zero value if data is empty.
func value(kind int64, data []byte) any {
	switch {
	case kind == 0:
		return nil
	case kind == 7:
		if len(data) < 8 {
			return 0.0
		}
		return math.Float64frombits(binary.BigEndian.Uint64(data))
	case kind == 8, kind == 9:
		return kind - 8
	case kind >= 12 && kind%2 == 1:
		return string(data)
	case kind >= 12:
		return data
	}
	var n int64
	for i, b := range data {
		if i == 0 {
			n = int64(int8(b))
		} else {
			n = n<<8 | int64(b)
		}
	}
	return n
}
