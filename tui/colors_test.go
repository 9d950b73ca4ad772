package tui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"banter/history"
	"banter/internal/screen"
)

// TestColorsThatTheTerminalShows checks that the program writes no other colors, and
// uses more if the terminal reports them later.
func TestColorsThatTheTerminalShows(t *testing.T) {
	kinds := map[string]*regexp.Regexp{
		"millions": regexp.MustCompile(`\b[34]8;2;`), "256": regexp.MustCompile(`\b[34]8;5;`), "16": regexp.MustCompile(`\b(3[0-7]|9[0-7])[;m]`),
	}
	for profile, want := range map[colorprofile.Profile]string{
		colorprofile.TrueColor: "millions", colorprofile.ANSI256: "256", colorprofile.ANSI: "16", colorprofile.ASCII: "none",
	} {
		synctest.Test(t, func(t *testing.T) {
			d := newApp(t, setup{screen: screen.Options{Profile: profile}})
			defer d.leave()
			d.ask("hello")
			d.back.answer(t, "Some *words* and `code`.\n\n```go\nfunc main() {}\n```\n")
			d.sees("func main() {}")
			out := sgr(string(d.Output()))
			for kind, pattern := range kinds {
				if pattern.MatchString(out) != (kind == want) {
					t.Errorf("%v: %s colours are written, or none", profile, kind)
				}
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{screen: screen.Options{Profile: colorprofile.ANSI}})
		defer d.leave()
		before := len(d.Output())
		d.Send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
		d.Wait(time.Second)
		if now := sgr(string(d.Output()[before:])); !strings.Contains(now, "38;2;") {
			t.Errorf("more colours than were known at first are not used: %q", now)
		}
	})
}

// sgr returns the color sequences of an output.
func sgr(out string) string {
	var kept strings.Builder
	for _, part := range strings.Split(out, "\x1b[")[1:] {
		if end := strings.IndexFunc(part, func(r rune) bool { return r >= 0x40 }); end >= 0 && part[end] == 'm' {
			kept.WriteString("\x1b[" + part[:end] + "m")
		}
	}
	return kept.String()
}

// TestFindInAFoldedQuestion checks that a search shows a match in a folded question,
// and folds the question again when it is left.
func TestFindInAFoldedQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var paste strings.Builder
		for i := range 300 {
			fmt.Fprintf(&paste, "line %d of the paste\n", i)
		}
		d := reopen(t, setup{}, history.Message{Role: history.User, Text: paste.String()}, history.Message{Text: "line 77 is odd"})
		defer d.leave()
		d.sees("more lines, sent whole")
		d.Press("f3")
		d.Type("line 77 ")
		d.sees("1/2", "line 77 of the paste")
		d.Press("down")
		d.sees("2/2", "line 77 is odd")
		d.Press("up")
		d.sees("1/2", "line 77 of the paste")
		d.Press("enter")
		if _, _, visible := d.Cursor(); visible {
			t.Error("there is a caret where nothing can be typed")
		}
		d.Press("n")
		d.sees("2/2")
		d.Press("n")
		d.sees("1/2", "line 77 of the paste")
		d.Press("/")
		if _, _, visible := d.Cursor(); !visible {
			t.Error("there is no caret where the query is typed")
		}
		d.Press("esc")
		d.sees("line 77 is odd")
	})
}
