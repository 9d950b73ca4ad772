package tui

// A span is bytes of a text, from the first to the one before the last.
type span struct{ from, to int }

func (s span) has(i int) bool { return s.from <= i && i < s.to }

func (s span) bytes() []int {
	all := make([]int, s.to-s.from)
	for i := range all {
		all[i] = s.from + i
	}
	return all
}
