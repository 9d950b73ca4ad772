package login

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
)

// View draws the screen in at most width x height cells.
func (l Screen) View(st *style.Styles, width, height int) string {
	margin := style.GutterWidth
	if width < 40 {
		margin = 1
	}
	inner := min(width-2*margin, style.MaxMeasure)
	if inner <= 0 || height <= 0 {
		return ""
	}
	lines, ok := l.withPicture(st, inner, height)
	if !ok {
		lines = l.stacked(st, inner, height)
	}
	return strings.Join(style.Indent(strings.Repeat(" ", margin), lines), "\n")
}

// withPicture draws the QR code with the other blocks beside and below it, and
// reports whether that fits.
func (l Screen) withPicture(st *style.Styles, width, height int) ([]string, bool) {
	if l.phase != waiting || st.ASCII { // a QR code needs half blocks
		return nil, false
	}
	keys := l.keys(st, width)
	below := append(append([]block{blank}, l.hints(st, width)...), blank, block{rankKeys, keys})
	for _, quiet := range []int{4, 2} { // the quiet zone of the standard, and one that phones accept
		across, down := l.shown.picture.Size(quiet)
		beside, room := width-across-style.ColumnGap, height-down-2
		least := len(keys)
		if quiet > 2 {
			least = lineCount(below)
		}
		if down == 0 || room < least || beside < ansi.StringWidth(l.shown.link) {
			continue
		}
		side := fit(l.story(st, beside, "Scan with your phone, or open"), down)
		lines := []string{l.heading(st, width), ""}
		for i, cells := range l.shown.picture.Lines(quiet, st.QR) {
			if i < len(side) && side[i] != "" {
				cells += strings.Repeat(" ", style.ColumnGap) + side[i]
			}
			lines = append(lines, cells)
		}
		return append(lines, fit(below, room)...), true
	}
	return nil, false
}

// stacked draws all blocks below each other.
func (l Screen) stacked(st *style.Styles, width, height int) []string {
	blocks := []block{{rankHeading, []string{l.heading(st, width)}}, blank}
	switch l.phase {
	case waiting:
		blocks = append(blocks, l.story(st, width, "Open")...)
		blocks = append(append(blocks, blank), l.hints(st, width)...)
	case browsing:
		blocks = append(blocks, l.browsing(st, width)...)
	case choosing:
		blocks = append(blocks, l.choosing(st, width)...)
	case withheld:
		blocks = append(blocks, l.withheld(st, width)...)
	case noticed:
		blocks = append(blocks, l.noticed(st, width)...)
	case unlocking, sealing:
		blocks = append(blocks, l.passphrase(st, width)...)
	case unsaved:
		blocks = append(blocks, l.unsaved(st, width)...)
	default:
		blocks = append(blocks, block{rankNeeded, l.happening(st, width)})
	}
	if l.phase != approved && l.phase != keeping {
		blocks = append(blocks, blank, block{rankKeys, l.keys(st, width)})
	}
	return fit(blocks, height)
}

// heading draws the name of the program and of the account.
func (l Screen) heading(st *style.Styles, width int) string {
	name := st.Strong.Render("Banter")
	if l.Name != "" {
		name += st.Dim.Render("   account " + termsafe.Line(l.Name))
	}
	return st.Cut(style.Spread(width, name, st.Dim.Render("unofficial client")), width)
}

// demoWords says that the code of the demo is not real.
func demoWords() string {
	return "This is the demo: there is nothing to scan. It signs itself in after a few seconds, at once with " + keymap.StartDemo.Label() + "."
}

// story draws what to do with the code; first is the first step.
func (l Screen) story(st *style.Styles, width int, first string) []block {
	blocks := l.because(st, width)
	if l.demo {
		blocks = append(blocks, block{rankCaution, style.Wrap(st.Warning.Render, demoWords(), width)}, blank)
	}
	both := l.continueBlocks(st, width)
	if len(both) > 0 {
		blocks = append(blocks, block{rankSteps, style.Wrap(st.Strong.Render, phoneTitle, width)})
	}
	blocks = append(blocks,
		block{rankSteps, style.Wrap(st.Text.Render, first, width)},
		block{rankNeeded, address(st, l.shown.link, width)},
		block{rankSteps, style.Wrap(st.Text.Render, "and enter", width)}, blank,
		block{rankNeeded, l.code(st, width)}, blank,
		block{rankNeeded, l.left(st, width)},
	)
	if l.word != "" {
		ink := st.Success
		if l.leaving {
			ink = st.Warning
		}
		blocks = append(blocks, block{rankHint, style.Wrap(ink.Render, l.word, width)})
	}
	if l.demo {
		return blocks
	}
	if len(both) > 0 {
		blocks = append(append(blocks, block{rankStory, style.Wrap(st.Dim.Render, phoneWords, width)}), both...)
		return blocks // the hints have the caution
	}
	return append(blocks, blank,
		block{rankCaution, style.Wrap(st.Warning.Render, caution, width)},
		block{rankStory, style.Wrap(st.Dim.Render, "Never enter a code that another person gave you.", width)}, blank,
		block{rankAbout, style.Wrap(st.Dim.Render, "Uses the public client id of the Codex CLI. The sign-in can be revoked in ChatGPT's settings.", width)})
}

// because draws why the person has to sign in again.
func (l Screen) because(st *style.Styles, width int) []block {
	if l.Reason == "" {
		return nil
	}
	return []block{{rankHeading, style.Wrap(st.Warning.Render, termsafe.Line(l.Reason), width)}, blank}
}

// address draws a complete address. If it needs several lines, each of them links to
// the whole address.
func address(st *style.Styles, text string, width int) []string {
	text = termsafe.Line(text)
	draw := st.Link
	if target, ok := termsafe.Link(text); ok {
		draw = draw.Linked(target)
	}
	lines := strings.Split(ansi.Hardwrap(text, width, true), "\n")
	for i, line := range lines {
		lines[i] = draw.Render(line)
	}
	return lines
}

// code draws the code in spaced letters, if they fit, which are easier to read out.
func (l Screen) code(st *style.Styles, width int) []string {
	spaced := strings.ReplaceAll(strings.Join(strings.Split(l.shown.code, ""), " "), " - ", "  -  ")
	indented := "    " + spaced
	for _, text := range []string{indented, spaced, l.shown.code} {
		if ansi.StringWidth(text) <= width {
			return []string{st.Code.Render(text)}
		}
	}
	return strings.Split(ansi.Hardwrap(l.shown.code, width, true), "\n")
}

// left draws how long the code is still valid.
func (l Screen) left(st *style.Styles, width int) []string {
	seconds := max(0, l.expires().Sub(l.Now())+time.Second-1) / time.Second
	clock := fmt.Sprintf("%d:%02d left", seconds/60, seconds%60)
	return []string{st.Cut(st.Dim.Render("waiting for you   ")+st.Text.Render(clock), width)}
}

// happening draws the phases without a code: what is being done, who has signed in,
// or what failed.
func (l Screen) happening(st *style.Styles, width int) []string {
	switch l.phase {
	case approved:
		who := termsafe.Line(l.tokens.Email)
		if who == "" {
			who = "your account"
		}
		if plan := termsafe.Line(l.tokens.Plan); plan != "" {
			who += " (" + plan + ")"
		}
		lines := style.Wrap(st.Success.Render, "Signed in as "+who, width)
		if l.word != "" {
			lines = append(lines, style.Wrap(st.Dim.Render, l.word, width)...)
		}
		return lines
	case failed:
		return style.Notice(st, l.failure, width, 8)
	}
	lines := []string{st.Cut(st.Dim.Render(l.doing+st.Ellipsis), width)}
	if l.word != "" {
		lines = append(lines, style.Wrap(st.Warning.Render, l.word, width)...)
	}
	return lines
}

// caution warns of a sign-in that another person asks for.
const caution = "Only continue if you started this yourself."

// hints draws which settings decide whether the code is accepted. The page tells
// that only after a complete sign-in, and the server never does.
func (l Screen) hints(st *style.Styles, width int) []block {
	codes := block{rankHint, style.Wrap(st.Dim.Render, "If the page says device codes are off: ChatGPT > Settings > Security.", width)}
	if _, both := l.continuer(); both {
		return []block{{rankCaution, style.Wrap(st.Warning.Render, caution, width)}, codes}
	}
	return []block{codes, {rankAdmin, style.Wrap(st.Dim.Render, "In a workspace, ask its admin to allow device codes.", width)}}
}
