package transcript

import (
	"banter/history"
	"banter/tui/markdown"
)

// fileRows returns a row for each file of a question: its name, size and
// dimensions. Below an image that the terminal can show is the image.
func (t *Transcript) fileRows(m *history.Message) []markdown.Line {
	var lines []markdown.Line
	for _, f := range m.Files() {
		row := t.styles.Dim.Render(t.styles.Dot + " " + t.styles.File(f.Name, f.Detail()))
		lines = append(lines, t.extraRow(t.styles.Cut(row, t.textWidth()), len(m.Text)))
		lines = append(lines, t.pictureRows(m, f)...)
	}
	return lines
}
