package chat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/codex"
	"banter/history"
	"banter/internal/golden"
	"banter/session"
	"banter/tui/clip"
	"banter/tui/style"
	"banter/tui/task"
	"banter/tui/transcript"
)

// aChat returns a chat with messages, at midday.
func aChat() *Chat {
	c := New(task.NewGroup(), &clip.Clipboard{}, func() time.Time { return midday })
	c.SetModel(codex.Model{Slug: "gpt-6.1-sol", ContextWindow: 272000, DefaultEffort: "low", Efforts: []codex.Effort{{Name: "low"}}}, "low")
	c.state = session.State{
		Conversation: history.Conversation{Title: "Goroutines and threads"}, Messages: said(1), Usage: &codex.Usage{Total: 149000},
	}
	showLimits(c, &codex.Limits{Windows: []codex.Window{
		{UsedPercent: 12, Length: 5 * time.Hour, ResetsAt: midday.Add(2 * time.Hour)},
		{UsedPercent: 61, Length: 7 * 24 * time.Hour, ResetsAt: midday.Add(70 * time.Hour)},
	}})
	c.refresh()
	return c
}

func TestStatusLine(t *testing.T) {
	full := func(percent float64, after time.Duration) *codex.Limits {
		return &codex.Limits{Windows: []codex.Window{{UsedPercent: percent, Length: 5 * time.Hour, ResetsAt: midday.Add(after)}}, Reached: percent >= 100}
	}
	var out strings.Builder
	for _, tt := range []struct {
		name   string
		change func(*Chat)
	}{
		{"idle", func(*Chat) {}},
		{"streaming", func(c *Chat) { c.state.Waiting = true }},
		{"typing", func(c *Chat) { c.editor.Insert("x") }},
		{"typing, kitty keyboard", func(c *Chat) { c.editor.Insert("x"); c.shiftEnter = true }},
		{"queueing", func(c *Chat) { c.state.Waiting = true; c.editor.Insert("x") }},
		{"temporary", func(c *Chat) { c.badge = "temporary" }},
		{"nearly full", func(c *Chat) { showLimits(c, full(99.4, 2*time.Hour)) }},
		{"full, opens tomorrow", func(c *Chat) { showLimits(c, full(100, 20*time.Hour)) }},
		{"reset is past", func(c *Chat) { showLimits(c, full(80, -time.Hour)) }},
		{"context nearly full", func(c *Chat) { c.state.Usage.Total = 271999 }},
		{"context half empty", func(c *Chat) { c.state.Usage.Total = 135999 }},
		{"nothing known", func(c *Chat) { c.limits, c.state.Usage = nil, nil }},
		{"remark", func(c *Chat) { c.Flash("Copied 5 lines through the terminal (OSC 52).") }},
		{"5 h closest to its limit", func(c *Chat) {
			showLimits(c, &codex.Limits{Windows: []codex.Window{{UsedPercent: 83, Length: 5 * time.Hour, ResetsAt: midday.Add(20 * time.Hour)}, {UsedPercent: 61, Length: 7 * 24 * time.Hour}}})
		}},
		{"a window without a length", func(c *Chat) { showLimits(c, &codex.Limits{Windows: []codex.Window{{UsedPercent: 3}}}) }},
		{"web, fast and long answers", func(c *Chat) {
			c.SetModel(fastModel, "low")
			c.state.Conversation.Choices = history.Choices{Web: true, Verbosity: "high", Tier: "priority"}
		}},
		{"another model and the web once", func(c *Chat) {
			c.state.Once = session.Once{Model: fastModel, Effort: "high", Web: true}
		}},
		{"hostile model", func(c *Chat) { c.SetModel(codex.Model{Slug: "gpt\x1b[2J\nx"}, "") }},
	} {
		c := aChat()
		tt.change(c)
		fmt.Fprintf(&out, "%s\n", tt.name)
		for _, width := range []int{120, 80, 60, 40} {
			fmt.Fprintf(&out, "%4d|%s\n", width, ansi.Strip(c.statusLine(darkStyles, style.NewLayout(width, 24))))
		}
	}
	golden.Check(t, "status", strings.TrimSuffix(out.String(), "\n"))
}

// showLimits is SetLimits without a remark about them.
func showLimits(c *Chat, limits *codex.Limits) { c.limits = limits }

// fastModel offers everything that can be chosen for a question.
var fastModel = codex.Model{
	Slug: "gpt-6-sol", Searches: true, Verbosity: true, DefaultVerbosity: "low", DefaultEffort: "low",
	Efforts: []codex.Effort{{Name: "low"}, {Name: "high"}}, Tiers: []codex.Tier{{ID: "priority", Name: "Fast"}},
}

func TestStatusLineFitsAnyWidth(t *testing.T) {
	for width := 1; width < 160; width++ {
		c := aChat()
		c.badge = "temporary"
		if width%2 == 0 {
			openSearch(c)
		}
		for _, note := range []string{"", "Copied 5 lines through the terminal (OSC 52)."} {
			c.note.text = note
			if got := ansi.StringWidth(c.statusLine(darkStyles, style.NewLayout(width, 24))); got > width+style.GutterWidth {
				t.Errorf("%d cells in a window of %d", got, width)
			}
		}
	}
}

// A remark that comes while a mode is on leaves the keys of the mode where they
// are.
func TestRemarksLeaveTheKeysOfAModeInSight(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120} {
		for _, open := range []func(*Chat) (tea.Cmd, Event){openSearch, openMessageMode} {
			c := aChat()
			l := style.NewLayout(width, 24)
			c.View(darkStyles, l)
			open(c)
			keys := ansi.Strip(c.statusLine(darkStyles, l))
			c.Flash("There is no block of code in it.", "No code in it.")
			drawn, _ := c.View(darkStyles, l)
			rows := strings.Split(ansi.Strip(drawn), "\n")
			if last := rows[len(rows)-1]; last != keys || !strings.Contains(keys, "Esc back") {
				t.Errorf("at %d the status line is %q, was %q", width, last, keys)
			}
			if !strings.Contains(strings.Join(rows, "\n"), "─ There is no block of code in it. ─") && !strings.Contains(strings.Join(rows, "\n"), "─ No code in it. ─") {
				t.Errorf("at %d the remark is not on the screen:\n%s", width, strings.Join(rows, "\n"))
			}
		}
	}
}

// The source view stays on over restarts, so the screen has to tell that it is
// on and how it ends.
func TestTheSourceViewShowsThatItIsOn(t *testing.T) {
	for _, width := range []int{30, 40, 80, 120} {
		for _, blank := range []bool{true, false} {
			c := aChat()
			if blank {
				c.state.Messages = nil
			}
			for _, on := range []bool{false, true} {
				c.SetMode(transcript.Mode{Raw: on})
				drawn, _ := c.View(darkStyles, style.NewLayout(width, 10))
				if got := strings.Contains(ansi.Strip(drawn), " source view (F5) ") || strings.Contains(ansi.Strip(drawn), " source (F5) "); got != on {
					t.Errorf("on %v at %d:\n%s", on, width, ansi.Strip(drawn))
				}
			}
		}
	}
}
