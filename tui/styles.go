package tui

import (
	"charm.land/lipgloss/v2"

	"banter/themes"
)

// styles is the palette made ready for drawing. It is read-only and shared by
// every screen; a new theme or background makes a new one.
type styles struct {
	palette themes.Palette
	ascii   bool // no Unicode: ASCII bars, dots and rules

	accent, text, dim, strong, link, err, warning, success, match lipgloss.Style
	bar, rule, dot                                                string // glyphs: accent bar, thin rule cell, bullet
}

func newStyles(p themes.Palette, ascii bool) *styles { panic("skeleton") }
