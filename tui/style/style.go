// Package style draws what the screens have in common: colors and glyphs, the
// layout of a window, text fields, wrapped text, and words for numbers and
// times. Every package below tui uses it. It keeps no state of a screen and
// reports nothing.
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

// Styles is a palette prepared for drawing. All screens share one and do not
// change it; another theme or background needs another one.
type Styles struct {
	Sheet *ansistyle.StyleConfig // for answers
	Quiet string                 // color for what a sheet has no element for
	ASCII bool                   // no Unicode: ASCII bars, dots and rules

	PlainLinks   bool // the terminal knows no links: write the target after the label
	LogicalOrder bool // the terminal reorders right-to-left text
	Basic        bool // the terminal ignores faint, italic and crossed-out text

	QR qr.Style // how a QR code gets its black and white

	Accent, Text, Dim, Strong, Link, Err, Warning, Success, Match Style
	Current, Selected                                             Style // the current match; what the mouse selects
	Code                                                          Style // a code to type on another device
	Hover                                                         Style // what can be clicked, under the pointer

	Bar, rule, Dot   string // glyphs: accent bar, cell of a thin rule, bullet
	Thumb            string // of the scroll bar
	Bookmark         string // in the margin of a message
	Ellipsis, Arrows string // after text that is cut; the left and right keys
	Caret            string // drawn in a secret field, which has no terminal cursor

	help help.Model // draws hints
}

// New returns the styles of a palette. If ascii is set, every glyph is ASCII.
func New(p themes.Look, ascii bool) *Styles {
	s := &Styles{
		Sheet: p.Sheet, Quiet: p.Dim, ASCII: ascii,
		Accent: newStyle(foreground(p.Accent)), Text: newStyle(foreground(p.Text)), Dim: newStyle(foreground(p.Dim)),
		Strong: newStyle(foreground(p.Strong).Bold(true)),
		// Links and matches are underlined, so that they are visible without color.
		Link: newStyle(underlined(foreground(p.Link))), Match: newStyle(underlined(foreground(p.Match))),
		Err: newStyle(foreground(p.Error)), Warning: newStyle(foreground(p.Warning)), Success: newStyle(foreground(p.Success)),
		Current: newStyle(underlined(foreground(p.Match)).Reverse(true)), Selected: newStyle(lipgloss.NewStyle().Reverse(true)),
		Code: newStyle(foreground(p.Accent).Bold(true)), Hover: newStyle(underlined(foreground(p.Accent).Bold(true))),
		Bar: "▌", rule: "─", Dot: "•", Thumb: "│", Bookmark: "◆", Ellipsis: "…", Arrows: "←→",
		Caret: lipgloss.NewStyle().Reverse(true).Render(" "),
	}
	if ascii {
		s.Bar, s.rule, s.Dot, s.Thumb, s.Bookmark, s.Ellipsis, s.Arrows, s.Caret = "|", "-", "*", ":", "#", "...", "</>", "_"
	}
	s.help = help.New()
	s.help.ShortSeparator, s.help.Ellipsis = Gap, ""
	s.help.Styles = help.Styles{ShortKey: foreground(p.Accent), ShortDesc: foreground(p.Dim)}
	return s
}

// On returns the styles for a terminal with a color profile. A terminal without
// colors draws a QR code in its own two; dark reports that the background is the
// dark one.
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

// Style draws text of one line. It holds the sequences that Lip Gloss makes,
// because making them takes microseconds and a frame has dozens.
type Style struct{ on, off string }

func newStyle(style lipgloss.Style) Style {
	on, off, _ := strings.Cut(style.Render("x"), "x")
	return Style{on, off}
}

// Render returns text, which must have no line feeds, in the style.
func (s Style) Render(text string) string {
	if text == "" {
		return ""
	}
	return s.on + text + s.off
}

// Linked returns the style for text that links to url.
func (s Style) Linked(url string) Style {
	return Style{ansi.SetHyperlink(url) + s.on, s.off + ansi.ResetHyperlink()}
}

// foreground returns a style with a text color; empty means the terminal's own.
func foreground(color string) lipgloss.Style {
	if color == "" {
		return lipgloss.NewStyle()
	}
	return lipgloss.NewStyle().Foreground(lipgloss.Color(color))
}

// underlined returns s with an underline. Lip Gloss would underline each rune
// separately, which breaks a sequence that must enclose the whole text.
func underlined(s lipgloss.Style) lipgloss.Style {
	return s.Transform(func(text string) string {
		return ansi.SGR(ansi.AttrUnderline) + text + ansi.SGR(ansi.AttrNoUnderline)
	})
}

// Cut shortens plain or styled text to width cells, with an ellipsis if it leaves
// something out.
func (s *Styles) Cut(text string, width int) string {
	if width <= 0 {
		return ""
	}
	if width < ansi.StringWidth(s.Ellipsis) {
		return ansi.Truncate(text, width, "")
	}
	return ansi.Truncate(text, width, s.Ellipsis)
}

// Dash returns a dash between blanks.
func (s *Styles) Dash() string {
	if s.ASCII {
		return " - "
	}
	return " — "
}

// Line draws a thin rule of width cells.
func (s *Styles) Line(width int) string { return s.Dim.Render(strings.Repeat(s.rule, max(0, width))) }

// Hints draws a dim line of keys and what they do, in at most width cells. Keys
// that do not fit are left out, the last ones first.
func (s *Styles) Hints(width int, keys ...key.Binding) string {
	h := s.help
	h.SetWidth(width)
	return h.ShortHelpView(keys)
}

// HintLines is Hints with as many lines as all keys need.
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
