package chat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/codex"
	"banter/history"
	"banter/internal/golden"
	"banter/session"
	"banter/tui/clip"
	"banter/tui/style"
	"banter/tui/task"
)

// aChat returns a chat with messages, at midday.
func aChat() *Chat {
	c := New(task.NewGroup(), &clip.Clipboard{}, func() time.Time { return midday })
	c.SetModel(codex.Model{Slug: "gpt-6.1-sol", ContextWindow: 272000, DefaultEffort: "low", Efforts: []codex.Effort{{Name: "low"}}}, "low")
	c.state = session.State{
		Conversation: history.Conversation{Title: "Goroutines and threads"}, Messages: said(1), Usage: &codex.Usage{Total: 8160},
	}
	c.SetLimits(&codex.Limits{Windows: []codex.Window{
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
		{"nearly full", func(c *Chat) { c.SetLimits(full(99.4, 2*time.Hour)) }},
		{"full, opens tomorrow", func(c *Chat) { c.SetLimits(full(100, 20*time.Hour)) }},
		{"reset is past", func(c *Chat) { c.SetLimits(full(80, -time.Hour)) }},
		{"context nearly full", func(c *Chat) { c.state.Usage.Total = 271999 }},
		{"nothing known", func(c *Chat) { c.limits, c.state.Usage = nil, nil }},
		{"remark", func(c *Chat) { c.Flash("Copied 5 lines through the terminal (OSC 52).") }},
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

func TestStatusLineFitsAnyWidth(t *testing.T) {
	for width := 1; width < 160; width++ {
		c := aChat()
		c.badge = "temporary"
		for _, note := range []string{"", "Copied 5 lines through the terminal (OSC 52)."} {
			c.note.text = note
			if got := ansi.StringWidth(c.statusLine(darkStyles, style.NewLayout(width, 24))); got > width+style.GutterWidth {
				t.Errorf("%d cells in a window of %d", got, width)
			}
		}
	}
}

// TestResetKnowsTheCalendar covers leap days and the turn of the year.
func TestResetKnowsTheCalendar(t *testing.T) {
	for _, tt := range []struct{ now, at, want string }{
		{"2028-02-28 23:30", "2028-02-28 23:45", ", resets 23:45"},
		{"2028-02-28 23:30", "2028-02-29 00:10", ", resets Tue 00:10"},
		{"2028-02-29 12:00", "2028-03-06 23:00", ", resets Mon 23:00"},
		{"2028-02-29 12:00", "2028-03-07 11:00", ", resets 7 Mar"}, // a Tuesday, as today is
		{"2028-02-01 12:00", "2028-02-29 12:00", ", resets 29 Feb"},
		{"2026-12-31 23:30", "2026-12-31 23:59", ", resets 23:59"},
		{"2026-12-31 23:30", "2027-01-01 00:00", ", resets Fri 00:00"},
		{"2026-12-31 23:30", "2027-01-08 00:00", ", resets 8 Jan"},
		{"2027-01-01 00:10", "2026-12-31 23:59", ""},
		{"2028-02-29 12:00", "2032-02-29 12:00", ""},
	} {
		at := func(text string) time.Time {
			when, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("", -3*3600-1800))
			if err != nil {
				t.Fatal(err)
			}
			return when
		}
		c := &Chat{now: func() time.Time { return at(tt.now) }}
		if got := c.reset(codex.Window{ResetsAt: at(tt.at).UTC()}); got != tt.want {
			t.Errorf("at %s of %s: got %q, want %q", tt.now, tt.at, got, tt.want)
		}
	}
}
