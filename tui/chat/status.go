package chat

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/keymap"
	"banter/tui/style"
)

// A note is a remark that the status line shows for noteTime.
type note struct {
	text    string
	shorter []string // for narrower windows, the longest first
	n       int      // counts the notes
}

// noteMsg ends the n-th note.
type noteMsg struct{ n int }

const noteTime = 4 * time.Second

// fitting returns the longest form of the remark that fits a width, or the shortest
// one.
func (n note) fitting(width int) string {
	text := termsafe.Line(n.text)
	for _, s := range n.shorter {
		if ansi.StringWidth(text) <= width {
			break
		}
		text = termsafe.Line(s)
	}
	return text
}

// Flash shows a remark for a few seconds. A window that is too narrow for text shows
// the first of the shorter forms that fits.
func (c *Chat) Flash(text string, shorter ...string) tea.Cmd {
	c.note, c.mayWait = note{text, shorter, c.note.n + 1}, false
	n := c.note.n
	return tea.Tick(noteTime, func(time.Time) tea.Msg { return noteMsg{n} })
}

func (c *Chat) endNote(msg noteMsg) {
	if msg.n == c.note.n {
		c.note.text = ""
		c.quitting, c.mayWait = false, false
	}
}

// A fact is a part of the status line. Without room for all facts, the one with the
// highest cost is shortened, then left out.
type fact struct {
	text  string // styled
	cost  int
	short *fact // what takes its place first; nil: it cannot be shorter
}

// statusLine draws the status line: the model on the left; the meters and at most
// hintLimit keys on the right.
func (c *Chat) statusLine(st *style.Styles, l style.Layout) string {
	left := append([]fact{c.modelFact(st)}, c.planFacts(st)...)
	if c.account != "" {
		left = append([]fact{{text: st.Text.Render(termsafe.Line(c.account)), cost: 4}}, left...)
	}
	room := l.Measure // for a remark
	if word := c.viMode(); word != "" {
		left = append([]fact{{text: st.Accent.Render(word), cost: 1}}, left...)
	}
	if badge := c.temporaryBadge(); badge != "" {
		left = append([]fact{{text: st.Warning.Render(badge), cost: -1}}, left...)
		room = max(room-len(badge)-len(style.Gap), 1)
	}
	var right []fact
	if c.note.text != "" && c.mode == nil { // a mode has its remarks in the rule
		right = []fact{{text: st.Text.Render(st.Cut(c.note.fitting(room), room)), cost: -1}}
	} else if c.hover.words != "" {
		right = []fact{{text: st.Text.Render(st.Cut(c.hover.words, room)), cost: -1}}
	} else {
		right = append(c.meters(st), c.hints(st)...)
	}
	if c.mode != nil || c.edits() && c.note.text == "" { // its keys are what the person needs to leave it
		left, right = nil, c.hints(st)
	}
	left, right = fitFacts(left, right, l.Measure)
	line := style.Spread(l.Measure, joined(left), joined(right))
	if len(left) == 0 {
		line = joined(right)
	}
	return strings.Repeat(" ", l.Left()) + ansi.Truncate(line, l.Measure, "")
}

// fitFacts shortens and leaves out the costliest facts until the rest fits. It keeps
// a remark longer than the model's name.
func fitFacts(left, right []fact, width int) ([]fact, []fact) {
	for ansi.StringWidth(joined(left))+ansi.StringWidth(joined(right))+len(style.Gap) > width {
		if len(left)+len(right) <= 1 {
			return shortest(left), shortest(right)
		}
		l, r := costliest(left), costliest(right)
		if r < 0 || l >= 0 && left[l].cost >= right[r].cost {
			left = cheaper(left, l)
			continue
		}
		right = cheaper(right, r)
	}
	return left, right
}

// shortest returns the only one of facts, as short as it can be.
func shortest(facts []fact) []fact {
	for len(facts) == 1 && facts[0].short != nil {
		facts = cheaper(facts, 0)
	}
	return facts
}

// cheaper returns facts with the i-th fact shortened, or left out if it is short.
func cheaper(facts []fact, i int) []fact {
	facts = slices.Clone(facts)
	if short := facts[i].short; short != nil {
		facts[i] = *short
		return facts
	}
	return slices.Delete(facts, i, i+1)
}

// costliest returns the index of the fact to leave out first, the last of equals, or
// -1.
func costliest(facts []fact) int {
	worst := -1
	for i, f := range facts {
		if worst < 0 || f.cost >= facts[worst].cost {
			worst = i
		}
	}
	return worst
}

// joined returns the texts of facts in one row.
func joined(facts []fact) string {
	texts := make([]string, len(facts))
	for i, f := range facts {
		texts[i] = f.text
	}
	return strings.Join(texts, style.Gap)
}

// modelText draws the model of the next question, its effort and more words.
func (c *Chat) modelText(st *style.Styles, more ...string) string {
	model, effort := c.next()
	words := []string{termsafe.Line(model.Slug)}
	if effort != "" {
		words = append(words, termsafe.Line(effort))
	}
	dot := " · "
	if st.ASCII {
		dot = " - "
	}
	return st.Dim.Render(strings.Join(append(words, more...), dot))
}

// The use, in percent, from which the context is mentioned, and from which a meter
// is drawn as a warning.
const (
	mentionFrom = 50
	warnFrom    = session.WarnFrom
)

// meters says how full the context and the windows of the plan are. The window
// that stops the person first says when it resets; the others are named if
// there is room.
func (c *Chat) meters(st *style.Styles) []fact {
	var facts []fact
	if percent := c.filled(); percent >= mentionFrom {
		facts = append(facts, meter(st, "context "+percentText(percent), " full", percent, 6))
	}
	if c.limits == nil {
		return facts
	}
	binding, _ := c.limits.Binding()
	for _, window := range c.limits.Windows {
		first := window == binding
		name := cmp.Or(window.Label(), "plan")
		text, more, cost := name+" "+percentText(window.UsedPercent)+" used", "", 7
		if first {
			cost = 5
			if reset := window.ResetWords(c.now()); reset != "" {
				more = ", resets " + reset
			}
		}
		if window.Full() || first && c.limits.Reached {
			text, cost = name+" limit reached", 0
		}
		facts = append(facts, meter(st, text, more, window.UsedPercent, cost))
	}
	return facts
}

// percentText returns a percentage, rounded up, but "100 %" only if all is used.
func percentText(percent float64) string {
	shown := math.Ceil(percent)
	if percent < 100 {
		shown = math.Min(shown, 99)
	}
	return fmt.Sprintf("%.0f %%", shown)
}

// moreCost is that of the words that a meter can do without.
const moreCost = 8

// The cost of the key for a new line. A person who writes wants to know it more than
// the windows of the plan that do not bind; on an empty input, all else says something
// new.
const (
	newLineCost     = 6
	idleNewLineCost = moreCost + 1
)

// meter draws a fact about use. Without room it does without the more, which
// goes before the hints unless the meter asks for attention.
func meter(st *style.Styles, text, more string, percent float64, cost int) fact {
	ink := st.Dim
	if percent >= warnFrom {
		ink, cost = st.Warning, min(cost, 2)
	}
	f := fact{text: ink.Render(text + more), cost: cost}
	if more != "" {
		f.short = &fact{text: ink.Render(text), cost: cost}
		if percent < warnFrom {
			f.cost = moreCost
		}
	}
	return f
}

// hintLimit is the most keys that the status line names, except those of a mode.
const hintLimit = 4

// hints returns the most useful keys now, the most useful first.
func (c *Chat) hints(st *style.Styles) []fact {
	var facts []fact
	for i, b := range c.hinted() {
		if i == hintLimit && c.mode == nil {
			break
		}
		label, cost := b.HintLabel(), 3+2*i
		if b == keymap.NewLine {
			label, cost = keymap.NewLineLabel(c.shiftEnter), newLineCost
			if c.editor.Empty() {
				cost = idleNewLineCost
			}
		}
		facts = append(facts, fact{text: st.Accent.Render(label) + " " + st.Dim.Render(b.Hint), cost: cost})
	}
	return facts
}
