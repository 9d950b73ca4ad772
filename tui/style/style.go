package style

import (
	"strings"

	"charm.land/bubbles/v2/help"
	"charm.land/bubbles/v2/key"
	ansistyle "charm.land/glamour/v2/ansi"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/qr"
	"banter/themes"
)

// Styles is the palette made ready for drawing. It is read-only and shared by
// every screen; a new theme or background makes a new one.
type Styles struct {
	Sheet *ansistyle.StyleConfig // of answers
	Quiet string                 // color of what a sheet has no element for
	ASCII bool                   // no Unicode: ASCII bars, dots and rules

	// What the terminal does by itself: see [Options].
	PlainLinks, LogicalOrder, Basic bool

	QR qr.Style // how a QR code gets its black and white

	Accent, Text, Dim, Strong, Link, Err, Warning, Success, Match Style
	Current, Selected                                             Style // the match that the reader is at; what the mouse selects
	Code                                                          Style // that is to be typed somewhere else

	Bar, rule, Dot   string // glyphs: accent bar, thin rule cell, bullet
	Thumb            string // of the scroll bar
	Ellipsis, Arrows string // where text is cut; the left and right keys
	Caret            string // of an entry; input methods have no use for its place

	help help.Model // draws hints
}

// New prepares p. With ascii every glyph of our own is ASCII.
func New(p themes.Look, ascii bool) *Styles {
	s := &Styles{
		Sheet: p.Sheet, Quiet: p.Dim, ASCII: ascii,
		Accent: newStyle(foreground(p.Accent)), Text: newStyle(foreground(p.Text)), Dim: newStyle(foreground(p.Dim)),
		Strong: newStyle(foreground(p.Strong).Bold(true)),
		// Links and matches are underlined, so that they can be told without colour.
		Link: newStyle(underlined(foreground(p.Link))), Match: newStyle(underlined(foreground(p.Match))),
		Err: newStyle(foreground(p.Error)), Warning: newStyle(foreground(p.Warning)), Success: newStyle(foreground(p.Success)),
		Current: newStyle(underlined(foreground(p.Match)).Reverse(true)), Selected: newStyle(lipgloss.NewStyle().Reverse(true)),
		Code: newStyle(foreground(p.Accent).Bold(true)),
		Bar:  "▌", rule: "─", Dot: "•", Thumb: "│", Ellipsis: "…", Arrows: "←→",
		Caret: lipgloss.NewStyle().Reverse(true).Render(" "),
	}
	if ascii {
		s.Bar, s.rule, s.Dot, s.Thumb, s.Ellipsis, s.Arrows, s.Caret = "|", "-", "*", ":", "...", "</>", "_"
	}
	s.help = help.New()
	s.help.ShortSeparator, s.help.Ellipsis = Gap, ""
	s.help.Styles = help.Styles{ShortKey: foreground(p.Accent), ShortDesc: foreground(p.Dim)}
	return s
}

// On returns the styles for a terminal of that profile: one that shows no
// colours draws a QR code by its own two, and which of them is the light one
// depends on the background.
func (s *Styles) On(profile colorprofile.Profile, dark bool) *Styles {
	made := *s
	switch {
	case profile >= colorprofile.ANSI || profile == colorprofile.Unknown:
		made.QR = qr.Colored
	case dark:
		made.QR = qr.OnDark
	default:
		made.QR = qr.OnLight
	}
	return &made
}

// Style draws text of one line in a style. Lip Gloss works out the sequences once
// and not each time: that takes it microseconds, and a frame has dozens.
type Style struct{ on, off string }

func newStyle(style lipgloss.Style) Style {
	on, off, _ := strings.Cut(style.Render("x"), "x")
	return Style{on, off}
}

// Render returns text, which has no line feeds, in the style.
func (i Style) Render(text string) string {
	if text == "" {
		return ""
	}
	return i.on + text + i.off
}

// Linked returns an ink whose text leads to url.
func (i Style) Linked(url string) Style {
	return Style{ansi.SetHyperlink(url) + i.on, i.off + ansi.ResetHyperlink()}
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

// Cut shortens plain or styled text to width cells, with an ellipsis where
// something is missing.
func (s *Styles) Cut(text string, width int) string {
	if width <= 0 {
		return ""
	}
	if width < ansi.StringWidth(s.Ellipsis) {
		return ansi.Truncate(text, width, "")
	}
	return ansi.Truncate(text, width, s.Ellipsis)
}

// Line draws a thin rule.
func (s *Styles) Line(width int) string { return s.Dim.Render(strings.Repeat(s.rule, max(0, width))) }

// Hints draws a quiet line of keys and what they do. Those that do not fit are
// left out from the end: put what matters first.
func (s *Styles) Hints(width int, keys ...key.Binding) string {
	h := s.help
	h.SetWidth(width)
	return h.ShortHelpView(keys)
}

// HintLines is hints over as many lines as all keys need.
func (s *Styles) HintLines(width int, keys ...key.Binding) []string {
	var lines []string
	for len(keys) > 0 {
		n := 1
		for n < len(keys) && ansi.StringWidth(s.Hints(0, keys[:n+1]...)) <= width {
			n++
		}
		lines = append(lines, s.Cut(s.Hints(0, keys[:n]...), width))
		keys = keys[n:]
	}
	return lines
}
