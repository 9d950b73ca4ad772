package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/screen"
)

// cellOf returns the cell of the window where a text begins.
func (d *app) cellOf(text string) (x, y int) {
	d.t.Helper()
	for y, row := range d.Rows() {
		if before, _, ok := strings.Cut(row, text); ok {
			return ansi.StringWidth(before), y
		}
	}
	d.t.Fatalf("%q is not on the screen:\n%s", text, d.Text())
	return 0, 0
}

// point moves the pointer to a text.
func (d *app) point(text string) {
	d.t.Helper()
	x, y := d.cellOf(text)
	d.Raw(fmt.Sprintf("\x1b[<35;%d;%dM", x+1, y+1))
}

// What can be clicked says so, and where a link leads is shown before it is opened,
// with the keys as with the mouse.
func TestALinkShowsWhereItLeads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened []string
		d := newApp(t, setup{
			screen: screen.Options{Width: 90, Height: 24, Env: []string{"TERM=xterm-kitty", "COLORTERM=truecolor"}},
			options: func(o *Options) {
				o.OpenAddress = func(_ context.Context, address string) error {
					opened = append(opened, address)
					return nil
				}
			},
		})
		d.talk("Where?", "See [the docs](https://go.dev/doc), never [google.com](https://google.com@evil.example/login).\n\n```go\nx := 1\n```")
		d.point("the docs")
		d.sees("https://go.dev/doc")
		if out := string(d.Output()); !strings.Contains(out, "\x1b]22;pointer\x1b\\") {
			t.Error("the pointer keeps its shape on a link")
		}
		d.point("See")
		d.seesNot("https://go.dev/doc")
		d.point("go ──")
		d.sees("A click copies the code.")

		d.Click(d.cellOf("the docs"))
		d.Wait(time.Second) // a second click would select the word
		d.sees("Open this link?", "https://go.dev/doc", "text: the docs", "Enter open in the browser")
		if opened != nil {
			t.Fatal("it was opened by a click")
		}
		d.Press("enter")
		d.sees("Opened go.dev in your browser.")

		d.Click(d.cellOf("google.com"))
		d.Wait(time.Second)
		d.sees("https://google.com@evil.example/login", "the link leads to evil.example", "The text says google.com")
		d.Press("esc")
		d.Press("ctrl+x", "ctrl+l")
		d.sees("Links", "▌ 1", "go.dev")
		d.Press("down", "enter")
		d.sees("Open this link?", "What is before the @ is no host")
		d.Press("esc")
		d.seesNot("Open this link?")
		d.point("the docs")
		d.sees("https://go.dev/doc")
		d.leave()
		if out := string(d.Output()); strings.LastIndex(out, "\x1b]22;\x1b\\") < strings.LastIndex(out, "\x1b]22;pointer") {
			t.Error("the pointer keeps its shape after the end")
		}
		if got := strings.Join(opened, " "); got != "https://go.dev/doc" {
			t.Errorf("opened %s", got)
		}
	})
}
