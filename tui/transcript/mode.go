package transcript

import (
	"fmt"
	"slices"
	"strings"

	"banter/history"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/markdown"
	"banter/tui/style"
)

// A Mode is how messages are shown.
type Mode struct {
	Raw      bool // the source text, without markdown or margins
	Details  bool // time, model, effort and tokens below each message
	Thinking bool // the summary of what the model thought; not remembered
}

// ModeFromSettings returns the mode that [Mode.Settings] has named; value returns
// the value of a setting.
func ModeFromSettings(value func(name string) string) Mode {
	return Mode{Raw: value("raw") == "on", Details: value("details") == "on"}
}

// Settings returns the names and values of the settings that hold the mode.
func (m Mode) Settings() [][2]string {
	word := map[bool]string{true: "on", false: "off"}
	return [][2]string{{"raw", word[m.Raw]}, {"details", word[m.Details]}}
}

// Mode returns how messages are shown.
func (t *Transcript) Mode() Mode { return t.mode }

// SetMode shows the messages in another mode. The first words on the screen stay
// there.
func (t *Transcript) SetMode(mode Mode) {
	t.changes++
	t.mode = mode
}

// rawText returns the layout of a message in the raw view: a row that names its
// author; then the source is to follow, with a symbol for each control character.
// The margin is blank, so that the terminal's own selection gets only text.
func (t *Transcript) rawText(m *history.Message) *plainText {
	who := "you"
	if m.IsSummary() {
		who = "summary"
	} else if IsAnswer(*m) {
		who = "answer"
		if m.Model != "" {
			who = termsafe.Line(m.Model)
		}
	}
	label := t.extraRow(t.styles.Dim.Render(t.styles.Cut(who+":", t.textWidth())), 0)
	return &plainText{width: t.textWidth(), show: termsafe.Visible, fixed: 1, rows: []markdown.Line{label}}
}

// rawPartialRows returns the rows of the answer that is being written, in the raw
// view.
func (t *Transcript) rawPartialRows() []markdown.Line {
	a := t.partial
	if a.raw == nil || a.raw.width != t.textWidth() || a.rawStyles != t.styles {
		a.raw, a.rawStyles = t.rawText(&a.message), t.styles
	}
	a.raw.grow(a.message.Text)
	return slices.Concat(t.partialHead(), a.raw.rows)
}

// detailRows returns rows with the time of a message, and with the model and the
// usage of an answer.
func (t *Transcript) detailRows(m *history.Message) []markdown.Line {
	var facts []string
	if !m.Created.IsZero() {
		facts = append(facts, m.Created.In(t.zone).Format("2 Jan 2006 15:04"))
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
		lines = append(lines, t.extraRow(row, len(m.Text)))
	}
	return lines
}

// answerFacts returns the model, effort, duration and token counts of an answer,
// those that are known.
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
	usage := session.UsageOf(*m)
	if usage == nil {
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
