package chat

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/screen"
	"banter/tui/clip"
	"banter/tui/style"
)

// The important words of a remark are shown at every width: how a text was sent,
// where it is, how to go back.
func TestRemarksFitNarrowWindows(t *testing.T) {
	const path = "~/.local/state/banter/copied.md"
	const what = "Code block 12 of 13: "
	refuses := func(context.Context, string) (string, error) { return "", errors.New("no display") }
	takes := func(context.Context, string) (string, error) { return "wl-copy", nil }
	saves := func(context.Context, string) (string, error) { return path, nil }
	copies := func(board clip.Clipboard, text string) func(*Chat) {
		return func(c *Chat) {
			c.copier = clip.NewCopier(&board, c.tasks)
			for waiting := screen.Run(c.copier.Copy(what, text)); len(waiting) > 0; waiting = waiting[1:] {
				words, cmd := c.copier.Update(waiting[0])
				if words != nil {
					c.Flash(words[0], words[1:]...)
				}
				waiting = append(waiting, screen.Run(cmd)...)
			}
		}
	}
	for name, test := range map[string]struct {
		say  func(*Chat)
		want string
	}{
		"sent":          {copies(clip.Clipboard{Native: refuses}, strings.Repeat("c", 200)), "200 characters"},
		"how":           {copies(clip.Clipboard{}, strings.Repeat("c", 200)), "(OSC 52)."},
		"native":        {copies(clip.Clipboard{Native: takes}, strings.Repeat("c", 200)), "copied with wl-copy."},
		"file":          {copies(clip.Clipboard{Save: saves}, strings.Repeat("a line of text\n", 10_000)), path},
		"raw":           {func(c *Chat) { toggleRaw(c) }, "F5 goes back."},
		"details":       {func(c *Chat) { toggleDetails(c) }, "F6 hides them."},
		"something new": {func(c *Chat) { c.Flash(strings.Repeat("long ", 40)) }, "…"},
	} {
		for _, width := range []int{40, 50, 60, 80} {
			c := aChat()
			test.say(c)
			if got := ansi.Strip(c.statusLine(darkStyles, style.NewLayout(width, 24))); !strings.Contains(got, test.want) {
				t.Errorf("%s at %d: %q, without %q", name, width, got, test.want)
			}
		}
	}
}
