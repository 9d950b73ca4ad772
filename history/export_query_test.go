package history

// Matches reports whether text has every term of the query.
func (q Query) Matches(text string) bool {
	_, all := findMarks(text, q.Terms)
	return all
}
