package clip

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/screen"
	"banter/tui/task"
)

// play runs a command and all that follow from it, and returns what was sent to
// the terminal and the words that were reported, each in its longest form.
func play(c *Copier, cmd tea.Cmd) (terminal, words []string) {
	for waiting := screen.Run(cmd); len(waiting) > 0; waiting = waiting[1:] {
		if raw, ok := waiting[0].(tea.RawMsg); ok {
			terminal = append(terminal, fmt.Sprint(raw.Msg))
		}
		said, next := c.Update(waiting[0])
		if said != nil {
			words = append(words, said[0])
		}
		waiting = append(waiting, screen.Run(next)...)
	}
	return terminal, words
}

// While a tool is at work, only the newest text waits for it.
func TestTheNewestTextIsCopiedLast(t *testing.T) {
	var taken []string
	board := &Clipboard{Native: func(_ context.Context, text string) (string, error) {
		taken = append(taken, text)
		return "pbcopy", nil
	}}
	c := NewCopier(board, task.NewGroup())
	first := c.Copy("", "first")
	for _, text := range []string{"second", "third"} {
		if c.Copy("", text) != nil {
			t.Errorf("%q does not wait for the tool", text)
		}
	}
	if _, words := play(c, first); len(words) != 2 {
		t.Errorf("reported %q, want two texts", words)
	}
	if want := []string{"first", "third"}; !slices.Equal(taken, want) {
		t.Errorf("the tool got %q, want %q", taken, want)
	}
	play(c, c.Copy("", "fourth"))
	if last := taken[len(taken)-1]; last != "fourth" {
		t.Errorf("afterwards the tool got %q", last)
	}
}

// A text that the tool refuses goes through the terminal, as does the next one.
func TestARefusedTextGoesThroughTheTerminal(t *testing.T) {
	board := &Clipboard{Native: func(context.Context, string) (string, error) { return "", errors.New("no display") }}
	c := NewCopier(board, task.NewGroup())
	cmd := c.Copy("", "first")
	c.Copy("", "second")
	terminal, words := play(c, cmd)
	want := []string{ansi.SetSystemClipboard("first"), ansi.SetSystemClipboard("second")}
	if slices.Sort(terminal); !slices.Equal(terminal, sorted(want)) {
		t.Errorf("sent %q, want %q", terminal, want)
	}
	if len(words) != 2 || !strings.HasPrefix(words[0], "The clipboard did not take it. 5 characters copied") {
		t.Errorf("reported %q", words)
	}
}

func sorted(texts []string) []string {
	slices.Sort(texts)
	return texts
}

// The longest text that a terminal gets fits the limit; a longer one is written
// to a file, unless the screen forbids files.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("x", terminalLimit)
	for _, test := range []struct {
		name   string
		text   string
		noFile bool
		want   string
		sent   bool
	}{
		{"at the limit", long, false, "74,994 characters copied through the terminal (OSC 52).", true},
		{"above it", long + "x", false, "74,995 characters are too long for the terminal's clipboard: in /tmp/copied.md", false},
		{"without files", long + "x", true, "74,995 characters: too long for the terminal's clipboard (OSC 52).", false},
	} {
		var saved string
		c := NewCopier(&Clipboard{Save: func(_ context.Context, text string) (string, error) {
			saved = text
			return "/tmp/copied.md", nil
		}}, task.NewGroup())
		c.NoFile = test.noFile
		terminal, words := play(c, c.Copy("", test.text))
		if !slices.Equal(words, []string{test.want}) || len(terminal) > 0 != test.sent {
			t.Errorf("%s: sent %v, reported %q, want %q", test.name, len(terminal) > 0, words, test.want)
		}
		if wrote := saved == test.text; wrote == (test.sent || test.noFile) {
			t.Errorf("%s: written to a file: %v", test.name, wrote)
		}
	}
}

// The words begin with what was copied, and no form is longer than the first.
func TestWords(t *testing.T) {
	for _, test := range []struct {
		copy func(*Copier) tea.Cmd
		want string
	}{
		{func(c *Copier) tea.Cmd { return c.Copy("", "é") }, "1 character copied"},
		{func(c *Copier) tea.Cmd { return c.Copy("", "one line\n") }, "9 characters copied"},
		{func(c *Copier) tea.Cmd { return c.Copy("Code: ", "two\nlines") }, "Code: 2 lines copied"},
		{func(c *Copier) tea.Cmd { return c.CopyNamed("Link", "https://example.org") }, "Link copied"},
	} {
		c := NewCopier(&Clipboard{}, task.NewGroup())
		for _, msg := range screen.Run(test.copy(c)) {
			words, _ := c.Update(msg)
			if words == nil {
				continue
			}
			if !strings.HasPrefix(words[0], test.want) {
				t.Errorf("reported %q, want %q", words[0], test.want)
			}
			if longer := slices.IndexFunc(words, func(form string) bool { return len(form) > len(words[0]) }); longer >= 0 {
				t.Errorf("%q is longer than the first form, %q", words[longer], words[0])
			}
		}
	}
}

// Nothing is sent for an empty text, and messages of another copier are ignored.
func TestOthersAreIgnored(t *testing.T) {
	c, other := NewCopier(&Clipboard{}, task.NewGroup()), NewCopier(&Clipboard{}, task.NewGroup())
	if c.Copy("", "") != nil {
		t.Error("an empty text is copied")
	}
	if _, words := play(c, other.Copy("", "text")); words != nil {
		t.Errorf("the words of another copier were reported: %q", words)
	}
}
