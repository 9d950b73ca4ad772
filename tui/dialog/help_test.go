package dialog

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/golden"
	"banter/internal/screen"
	"banter/tui/keymap"
)

func typeHelp(h *helpPage, text string) {
	for _, r := range text {
		h.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestHelpScreens(t *testing.T) {
	for _, size := range [][2]int{{102, 39}, {78, 24}, {38, 12}, {20, 6}} {
		drawn, _ := NewHelp("test", false).View(darkStyles(), size[0], size[1])
		golden.Check(t, fmt.Sprintf("help/keys-%dx%d", size[0], size[1]), ansi.Strip(drawn))
	}
	found := NewHelp("test", true).(*helpPage)
	typeHelp(found, "Copy ALT")
	drawn, _ := found.View(darkStyles(), 78, 24)
	golden.Check(t, "help/found-78x24", ansi.Strip(drawn))
}

// Every word of the help is on the screen of any size, on one page or another.
func TestHelpIsReadableAtAnySize(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	for width := 12; width < 130; width += 23 {
		for _, height := range []int{3, 6, 10, 24} {
			h := NewHelp("test", false).(*helpPage)
			all := ""
			for page := 0; page < 1000; page++ {
				drawn, _ := h.View(darkStyles(), width, height)
				checkFits(t, drawn, width, height)
				all += ansi.Strip(drawn) + "\n"
				if h.top == h.last {
					break
				}
				h.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
				if height < 6 { // a wheel's notch may pass a row
					h.top = min(page+1, h.last)
				}
			}
			if strings.Contains(all, "…") {
				t.Fatalf("at %dx%d something is cut:\n%s", width, height, all)
			}
			for _, section := range keymap.Sections() {
				for _, row := range section.Rows {
					for _, word := range strings.Fields(row.Labels + " " + row.Help) {
						if len(word) <= width-4 && !strings.Contains(all, word) {
							t.Fatalf("at %dx%d %q is missing", width, height, word)
						}
					}
				}
			}
		}
	}
}

func TestTypingFiltersTheHelp(t *testing.T) {
	for typed, want := range map[string]string{
		"ctrl+o": "models", "  Models ": "Ctrl+O", "SCROLL page": "PgUp PgDown", "accounts f2": "F2 Alt+A", "Pg": "PgUp", "jk": "Nothing matches.",
	} {
		h := NewHelp("test", false).(*helpPage)
		typeHelp(h, typed)
		drawn, cursor := h.View(darkStyles(), 78, 24)
		text := ansi.Strip(drawn)
		if typed == "SCROLL page" {
			want = "scroll a page"
		}
		if !strings.Contains(text, want) || !strings.Contains(text, "filter: "+typed) || strings.Contains(text, "suspend") || cursor == nil {
			t.Errorf("%q shows, without %q:\n%s", typed, want, text)
		}
		for range len(typed) {
			h.Update(screen.Key("backspace"))
		}
		if drawn, _ := h.View(darkStyles(), 78, 24); !strings.Contains(ansi.Strip(drawn), "Writing") {
			t.Errorf("without the filter:\n%s", ansi.Strip(drawn))
		}
	}
}

func TestHelpIsClosed(t *testing.T) {
	for _, key := range []string{"esc", "ctrl+c", "?"} {
		if _, event := NewHelp("test", false).Update(screen.Key(key)); event != (Dismissed{}) {
			t.Errorf("%s reports %#v", key, event)
		}
	}
	h := NewHelp("test", false).(*helpPage)
	typeHelp(h, "x")
	if _, event := h.Update(screen.Key("?")); event != nil || h.field.Text() != "x?" {
		t.Errorf("? in a filter reports %#v, filter %q", event, h.field.Text())
	}
}
