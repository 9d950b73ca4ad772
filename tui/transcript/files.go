package transcript

import (
	"banter/history"
	"banter/internal/attach"
	"banter/tui/markdown"
)

// fileRows returns a row for each file of a question: its name, size and
// dimensions. If the question is unfolded, the text of the file is below it, and below
// an image that the terminal can show is the image.
func (t *Transcript) fileRows(m *history.Message) []markdown.Line {
	var lines []markdown.Line
	whole := t.whole[m.ID]
	for _, f := range m.Files() {
		row := t.styles.Dim.Render(t.styles.Dot + " " + t.styles.File(f.Name, f.Detail()))
		if f.Kind == attach.Text {
			row += t.fileHint(whole)
		}
		lines = append(lines, t.extraRow(t.styles.Cut(row, t.textWidth()), len(m.Text)))
		if whole && f.Kind == attach.Text {
			lines = append(lines, t.fileTextRows(m, f)...)
		}
		lines = append(lines, t.pictureRows(m, f)...)
	}
	return lines
}
