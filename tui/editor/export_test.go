package editor

// Wrap shows tests how the editor cuts one line of safe text into rows of width
// cells. The rows joined are the line.
func Wrap(text string, width int) []string {
	l := newLine(cells(text))
	starts := l.rows(max(width, 1))
	rows := make([]string, len(starts))
	for i, from := range starts {
		to := len(l.cells)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		size := 0
		for _, c := range l.cells[from:to] {
			size += len(c.text)
		}
		rows[i], text = text[:size], text[size:]
	}
	return rows
}
