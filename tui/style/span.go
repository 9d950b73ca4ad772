package style

// A Span is bytes of a text, from the first to the one before the last.
type Span struct{ From, To int }

func (s Span) Has(i int) bool { return s.From <= i && i < s.To }

func (s Span) Bytes() []int {
	all := make([]int, s.To-s.From)
	for i := range all {
		all[i] = s.From + i
	}
	return all
}
