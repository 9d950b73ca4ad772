package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"charm.land/bubbles/v2/progress"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
)

// A progressLine shows how far a long command is, on standard error: a bar that
// is drawn again in its row on a terminal, and a line a second elsewhere.
type progressLine struct {
	c       *call
	what    string // the items, such as conversations
	out     io.Writer
	bar     progress.Model
	row     bool // on a terminal
	started time.Time
	shown   time.Time
	drawn   bool // a row is on the terminal
}

// barWidth is the width of the bar, in cells. What follows it has at most 45.
const barWidth = 24

func (c *call) newProgress(what string) *progressLine {
	p := &progressLine{c: c, what: what, out: c.Err, started: time.Now(), row: isTerminal(c.Err) && c.Getenv("TERM") != "dumb"}
	p.shown = p.started
	if p.row {
		p.out = &colorprofile.Writer{Forward: c.Err, Profile: colorprofile.Detect(c.Err, c.environ())}
		p.bar = progress.New(progress.WithWidth(barWidth), progress.WithoutPercentage(), progress.WithColors(lipgloss.Blue))
		if c.plainASCII() {
			p.bar.Full, p.bar.Empty = '#', '.'
		}
	}
	return p
}

// show draws the progress, unless it did so a moment ago. share is at most 1.
func (p *progressLine) show(share float64, items int) {
	now := time.Now()
	pause := time.Second
	if p.row {
		pause = 100 * time.Millisecond
	}
	if now.Sub(p.shown) < pause {
		return
	}
	p.shown = now
	line := progressText(share, items, p.what, now.Sub(p.started))
	if !p.row {
		fmt.Fprintln(p.out, line)
		return
	}
	width, _ := size(p.c.Err)
	line = ansi.Truncate(p.bar.ViewAs(share)+" "+line, max(width-1, 1), "")
	fmt.Fprint(p.out, "\r"+ansi.EraseLineRight+line)
	p.drawn = true
}

// clear removes the row, so that a sentence can take its place.
func (p *progressLine) clear() {
	if p.drawn {
		fmt.Fprint(p.out, "\r"+ansi.EraseLineRight)
		p.drawn = false
	}
}

// progressText describes the progress after some time.
func progressText(share float64, items int, what string, passed time.Duration) string {
	parts := []string{fmt.Sprintf("%.0f %%", 100*min(share, 1)), fmt.Sprintf("%d %s", items, what)}
	if left := time.Duration(float64(passed) / max(share, 1e-9) * (1 - share)); share > 0.01 && share < 1 {
		parts = append(parts, "about "+roughly(left)+" left")
	}
	return termsafe.Line(strings.Join(parts, ", "))
}

// roughly returns a time as a person tells it.
func roughly(d time.Duration) string {
	switch {
	case d < 90*time.Second:
		return fmt.Sprintf("%d s", max(int(d.Round(time.Second).Seconds()), 1))
	case d < 90*time.Minute:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	}
	return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
}
