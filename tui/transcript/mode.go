package transcript

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"banter/codex"
	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/markdown"
	"banter/tui/style"
)

// A Mode is how messages are shown.
type Mode struct {
	Raw      bool // the source, with nothing beside it
	Details  bool // with time, model, effort and tokens
	Thinking bool // with the summary of what the model thought; not remembered
}

// RecalledMode is the mode that settings has named.
func RecalledMode(recall func(string) string) Mode {
	return Mode{Raw: recall("raw") == "on", Details: recall("details") == "on"}
}

// Settings names a mode for what remembers it.
func (m Mode) Settings() [][2]string {
	word := map[bool]string{true: "on", false: "off"}
	return [][2]string{{"raw", word[m.Raw]}, {"details", word[m.Details]}}
}

// SetMode shows the messages in another way. The reader stays at the same
// words.
func (t *Transcript) SetMode(mode Mode) {
	t.changes++
	t.Mode = mode
}

// rawText begins the rows of a message in the raw view: a row that says who
// wrote it, then the source with every control shown as a symbol. The margin is
// blank, so that the terminal's own selection finds nothing but text.
func (t *Transcript) rawText(m *history.Message) *plainText {
	who := "you"
	if IsAnswer(*m) {
		who = "answer"
		if m.Model != "" {
			who = termsafe.Line(m.Model)
		}
	}
	label := t.own(t.styles.Dim.Render(t.styles.Cut(who+":", t.textWidth())), 0)
	return &plainText{width: t.textWidth(), show: termsafe.Visible, fixed: 1, rows: []markdown.Line{label}}
}

// rawLiveRows is liveRows in the raw view.
func (t *Transcript) rawLiveRows() []markdown.Line {
	a := t.live
	if a.raw == nil || a.raw.width != t.textWidth() || a.rawStyles != t.styles {
		a.raw, a.rawStyles = t.rawText(&a.message), t.styles
	}
	a.raw.grow(a.message.Text)
	return slices.Concat(t.liveHead(), a.raw.rows)
}

// detailRows says when a message was written, and of an answer by whom and at
// what cost.
func (t *Transcript) detailRows(m *history.Message) []markdown.Line {
	var facts []string
	if !m.Created.IsZero() {
		facts = append(facts, m.Created.In(t.Zone).Format("2 Jan 2006 15:04"))
	}
	if IsAnswer(*m) {
		facts = append(facts, answerFacts(m)...)
	}
	if len(facts) == 0 {
		return nil
	}
	dot := " · "
	if t.styles.ASCII {
		dot = " - "
	}
	var lines []markdown.Line
	for _, row := range style.Wrap(t.styles.Dim.Render, strings.Join(facts, dot), t.textWidth()) {
		lines = append(lines, t.own(row, len(m.Text)))
	}
	return lines
}

// answerFacts tells which model wrote an answer, how hard it thought, how long
// it took and what it read and wrote.
func answerFacts(m *history.Message) []string {
	var facts []string
	for _, fact := range []string{m.Model, m.Effort} {
		if fact != "" {
			facts = append(facts, termsafe.Line(fact))
		}
	}
	if took := m.Ended.Sub(m.Created); !m.Ended.IsZero() && took > 0 {
		facts = append(facts, style.Duration(took))
	}
	usage := new(codex.Usage)
	if len(m.Usage) == 0 || json.Unmarshal(m.Usage, usage) != nil {
		return facts
	}
	in := style.Count(usage.Input) + " tokens in"
	if usage.Cached > 0 {
		in += fmt.Sprintf(" (%s cached)", style.Count(usage.Cached))
	}
	out := style.Count(usage.Output) + " out"
	if usage.Reasoning > 0 {
		out += fmt.Sprintf(" (%s thinking)", style.Count(usage.Reasoning))
	}
	return append(facts, in, out)
}
