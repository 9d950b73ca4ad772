package editor

// Wrap returns the rows of width cells of one line of safe text.
func Wrap(text string, width int) []string {
	l := newLine(cells(text))
	rows := make([]string, l.last(max(width, 1))+1)
	for i := range rows {
		from, to := l.span(i, max(width, 1))
		size := 0
		for _, c := range l.part(from, to) {
			size += len(c.text)
		}
		rows[i], text = text[:size], text[size:]
	}
	return rows
}
