package editor

// Wrap shows tests how the editor cuts one line of safe text into rows of width
// cells. The rows joined are the line.
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
