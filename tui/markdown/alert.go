package markdown

import "strings"

// alerts are the labels of GitHub's alerts by the mark that a quote begins
// with: > [!NOTE].
var alerts = map[string]string{
	"[!NOTE]": "Note", "[!TIP]": "Tip", "[!IMPORTANT]": "Important", "[!WARNING]": "Warning", "[!CAUTION]": "Caution",
}

// alert draws the label of an alert and takes its mark off the passage, if the
// passage is the first of a quote and begins with one.
func (p *blockParser) alert(text *passage, cs *cells) {
	n := len(p.open)
	if n == 0 || p.open[n-1].kind != quote || p.open[n-1].drawn {
		return
	}
	mark, rest, more := strings.Cut(text.text, "\n")
	label := alerts[strings.ToUpper(strings.TrimRight(mark, " \t"))]
	if label == "" {
		return
	}
	pos := text.pos(0)
	cs.add(label, pos, -1, cell{style: p.styles.strong.on(p.base())})
	if more {
		cs.newline(pos)
	}
	*text = text.from(len(text.text) - len(rest))
}
