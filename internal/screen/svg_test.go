package screen_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"banter/internal/screen"
)

// still shows a fixed text.
type still string

func (s still) Init() tea.Cmd                       { return nil }
func (s still) Update(tea.Msg) (tea.Model, tea.Cmd) { return s, nil }
func (s still) View() tea.View                      { return tea.NewView(string(s)) }

func draw(t *testing.T, text string, opts screen.Options) []byte {
	var svg []byte
	synctest.Test(t, func(t *testing.T) {
		term := screen.Start(still(text), opts)
		svg = term.SVG()
		if _, err := term.Close(); err != nil {
			t.Error(err)
		}
	})
	return svg
}

func TestSVGShowsTheCells(t *testing.T) {
	svg := draw(t, "a<b \x1b[1;38;2;255;0;0mred\x1b[m\n█▀▄ 日本 👨‍👩‍👧", screen.Options{Width: 30, Height: 4})
	for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
		if _, err := dec.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
	}
	for _, want := range []string{
		">a&lt;b</text>",
		`fill="#ff0000" font-weight="bold">red</text>`,
		`<rect x="9.00" y="18.00" width="9.00" height="9.00"`,  // the upper half block
		`<rect x="18.00" y="27.00" width="9.00" height="9.00"`, // the lower one
		`textLength="18.0" lengthAdjust="spacingAndGlyphs" fill="#fdfcf9">日<`,
		">👨‍👩‍👧<",
	} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
}

func TestSVGIsDeterministic(t *testing.T) {
	opts := screen.Options{Width: 20, Height: 2, Light: true}
	if a, b := draw(t, "same", opts), draw(t, "same", opts); !bytes.Equal(a, b) {
		t.Errorf("two pictures of one screen differ:\n%s\n%s", a, b)
	}
}
