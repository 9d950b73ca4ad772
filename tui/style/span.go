package style

// A Span is the bytes of a text from From up to, but not including, To.
type Span struct{ From, To int }

// Has reports whether the byte with index i is in s.
func (s Span) Has(i int) bool { return s.From <= i && i < s.To }

// Indexes returns the index of each byte in s.
func (s Span) Indexes() []int {
	all := make([]int, s.To-s.From)
	for i := range all {
		all[i] = s.From + i
	}
	return all
}
