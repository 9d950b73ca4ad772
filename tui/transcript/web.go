package transcript

import (
	"fmt"
	"strconv"
	"strings"

	"banter/history"
	"banter/internal/citation"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"
)

// What the model did on the web is one dim row above its answer, and the sources
// that the answer names are a list below. The text shows their numbers, which are
// in no source: its rows are laid out with them, and then count the bytes of the
// text without them.

// webAnswer is what the items of an answer say about the web.
type webAnswer struct {
	items, size int // of the answer when it was read
	citation.Web
	numbered citation.Numbered
}

// webKept bounds the answers that webOf remembers.
const webKept = 500

// webOf reads the items of an answer, once for each length.
func (t *Transcript) webOf(m *history.Message) *webAnswer {
	if w := t.webs[m.ID]; w != nil && w.items == len(m.Items) && w.size == len(m.Text) {
		return w
	}
	w := &webAnswer{items: len(m.Items), size: len(m.Text), Web: citation.Read(m.Text, m.Items)}
	// Written as entities, markdown takes the brackets for text beside any mark.
	w.numbered = w.Number(m.Text, func(n int) string { return "&#91;" + strconv.Itoa(n) + "&#93;" })
	if len(t.webs) >= webKept {
		clear(t.webs)
	}
	t.webs[m.ID] = w
	return w
}

// answerRows renders the text of a finished answer.
func (t *Transcript) answerRows(m *history.Message) []markdown.Line {
	n := t.webOf(m).numbered
	lines := markdown.Render(n.Text, t.options())
	if n.Has() {
		for i := range lines {
			lines[i].Start, lines[i].End = n.Source(lines[i].Start), n.Source(lines[i].End)
		}
	}
	return lines
}

// searchRow returns the row that says what the model did on the web, or nothing.
func (t *Transcript) searchRow(m *history.Message) []markdown.Line {
	steps := t.stepsOf(m)
	if len(steps) == 0 {
		return nil
	}
	words := make([]string, len(steps))
	for i, s := range steps {
		words[i] = termsafe.Line(s.Words())
	}
	row := "Searched: " + strings.Join(words, ", ")
	return []markdown.Line{t.extraRow(t.styles.Dim.Render(t.styles.Cut(row, t.textWidth())), 0)}
}

// stepsOf returns the finished steps of the searches of an answer. While it is being
// written, its text is not looked at.
func (t *Transcript) stepsOf(m *history.Message) []citation.Step {
	if t.partial != nil && m == &t.partial.message {
		return citation.Read("", m.Items).Steps
	}
	return t.webOf(m).Steps
}

// searchNote says what the model is doing on the web, or "".
func (t *Transcript) searchNote() string {
	switch s := t.search; {
	case s == nil:
		return ""
	case s.Action == "":
		return "Searching the web" + t.styles.Ellipsis
	default:
		step := citation.Step{Action: s.Action, Queries: s.Queries, URL: s.URL, Pattern: s.Pattern}
		return "Searching: " + termsafe.Line(step.Words())
	}
}

// listed is how many sources are shown below an answer.
const listed = 20

// sourceRows returns the list of the sources of an answer, or nothing.
func (t *Transcript) sourceRows(m *history.Message) []markdown.Line {
	if !IsAnswer(*m) {
		return nil
	}
	sources := t.webOf(m).Sources
	if len(sources) == 0 {
		return nil
	}
	end, width := len(m.Text), t.textWidth()
	lines := []markdown.Line{t.extraRow("", end)}
	for i, s := range sources[:min(len(sources), listed)] {
		text := strconv.Itoa(i+1) + " " + termsafe.Line(s.Words(t.styles.Dash()))
		lines = append(lines, t.extraRow(t.styles.Dim.Render(t.styles.Cut(text, width)), end))
	}
	key := t.styles.Hints(width, keymap.OpenSources.KeyTo("opens a source"))
	if more := len(sources) - listed; more > 0 {
		key = t.styles.Dim.Render(fmt.Sprintf("and %d more", more)) + style.Gap + key
	}
	return append(lines, t.extraRow(t.styles.Cut(key, width), end))
}

// Sources returns the sources of an item, in the order of their numbers.
func (t *Transcript) Sources(item int) []citation.Source {
	m := t.message(item)
	if m == nil || !IsAnswer(*m) || item >= len(t.messages) {
		return nil
	}
	return t.webOf(m).Sources
}

// numbered returns the numbers in the rendered text of an item; none for an
// answer that is being written.
func (t *Transcript) numbered(item int) citation.Numbered {
	if item < len(t.messages) && IsAnswer(t.messages[item]) {
		return t.webOf(&t.messages[item]).numbered
	}
	return citation.Numbered{Text: t.Source(item)}
}
