package tui

import (
	"strings"

	ansistyle "charm.land/glamour/v2/ansi"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/qr"
	"banter/themes"
)

// styles is the palette made ready for drawing. It is read-only and shared by
// every screen; a new theme or background makes a new one.
type styles struct {
	sheet *ansistyle.StyleConfig // of answers
	quiet string                 // color of what a sheet has no element for
	ascii bool                   // no Unicode: ASCII bars, dots and rules

	// What the terminal does by itself: see [Options].
	plainLinks, logicalOrder, basic bool

	qrInk qr.Ink // how a QR code gets its black and white

	accent, text, dim, strong, link, err, warning, success, match ink
	current, selected                                             ink // the match that the reader is at; what the mouse selects
	code                                                          ink // that is to be typed somewhere else

	bar, rule, dot   string // glyphs: accent bar, thin rule cell, bullet
	thumb            string // of the scroll bar
	ellipsis, arrows string // where text is cut; the left and right keys
	caret            string // of an entry; input methods have no use for its place
}

// newStyles prepares p. With ascii every glyph of our own is ASCII.
func newStyles(p themes.Look, ascii bool) *styles {
	s := &styles{
		sheet: p.Sheet, quiet: p.Dim, ascii: ascii,
		accent: newInk(foreground(p.Accent)), text: newInk(foreground(p.Text)), dim: newInk(foreground(p.Dim)),
		strong: newInk(foreground(p.Strong).Bold(true)),
		// Links and matches are underlined, so that they can be told without colour.
		link: newInk(underlined(foreground(p.Link))), match: newInk(underlined(foreground(p.Match))),
		err: newInk(foreground(p.Error)), warning: newInk(foreground(p.Warning)), success: newInk(foreground(p.Success)),
		current: newInk(underlined(foreground(p.Match)).Reverse(true)), selected: newInk(lipgloss.NewStyle().Reverse(true)),
		code: newInk(foreground(p.Accent).Bold(true)),
		bar:  "▌", rule: "─", dot: "•", thumb: "│", ellipsis: "…", arrows: "←→",
		caret: lipgloss.NewStyle().Reverse(true).Render(" "),
	}
	if ascii {
		s.bar, s.rule, s.dot, s.thumb, s.ellipsis, s.arrows, s.caret = "|", "-", "*", ":", "...", "</>", "_"
	}
	return s
}

// on returns the styles for a terminal of that profile: one that shows no
// colours draws a QR code by its own two, and which of them is the light one
// depends on the background.
func (s *styles) on(profile colorprofile.Profile, dark bool) *styles {
	made := *s
	switch {
	case profile >= colorprofile.ANSI || profile == colorprofile.Unknown:
		made.qrInk = qr.Colored
	case dark:
		made.qrInk = qr.OnDark
	default:
		made.qrInk = qr.OnLight
	}
	return &made
}

// ink draws text of one line in a style. Lip Gloss works out the sequences once
// and not each time: that takes it microseconds, and a frame has dozens.
type ink struct{ on, off string }

func newInk(style lipgloss.Style) ink {
	on, off, _ := strings.Cut(style.Render("x"), "x")
	return ink{on, off}
}

// Render returns text, which has no line feeds, in the style.
func (i ink) Render(text string) string {
	if text == "" {
		return ""
	}
	return i.on + text + i.off
}

// to returns an ink whose text leads to url.
func (i ink) to(url string) ink {
	return ink{ansi.SetHyperlink(url) + i.on, i.off + ansi.ResetHyperlink()}
}

// foreground is a style of that colour; an empty one is the terminal's own.
func foreground(color string) lipgloss.Style {
	if color == "" {
		return lipgloss.NewStyle()
	}
	return lipgloss.NewStyle().Foreground(lipgloss.Color(color))
}

// underlined underlines text. Lip Gloss itself would underline rune by rune, which
// breaks what one sequence has to enclose.
func underlined(s lipgloss.Style) lipgloss.Style {
	return s.Transform(func(text string) string {
		return ansi.SGR(ansi.AttrUnderline) + text + ansi.SGR(ansi.AttrNoUnderline)
	})
}

// cut shortens plain or styled text to width cells, with an ellipsis where
// something is missing.
func (s *styles) cut(text string, width int) string {
	if width <= 0 {
		return ""
	}
	if width < ansi.StringWidth(s.ellipsis) {
		return ansi.Truncate(text, width, "")
	}
	return ansi.Truncate(text, width, s.ellipsis)
}

// line draws a thin rule.
func (s *styles) line(width int) string { return s.dim.Render(strings.Repeat(s.rule, max(0, width))) }

// hints draws a quiet line of keys and what they do, given in pairs. Pairs
// that do not fit are left out from the end: put what matters first.
func (s *styles) hints(width int, pairs ...string) string {
	lines := s.hintLines(width, pairs...)
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

// hintLines is hints over as many lines as all pairs need.
func (s *styles) hintLines(width int, pairs ...string) []string {
	const gap = 3
	var lines []string
	used := 0
	for i := 0; i+1 < len(pairs); i += 2 {
		hint := s.cut(s.accent.Render(pairs[i])+" "+s.dim.Render(pairs[i+1]), width)
		needs := ansi.StringWidth(hint)
		if len(lines) > 0 && used+gap+needs <= width {
			lines[len(lines)-1] += strings.Repeat(" ", gap) + hint
			used += gap + needs
			continue
		}
		lines = append(lines, hint)
		used = needs
	}
	return lines
}
