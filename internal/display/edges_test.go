package display

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"banter/internal/pty"
)

// TestARedrawWipesWhatOthersWrote checks that a redraw leaves nothing but the view
// on the screen, also in rows that the view leaves empty.
func TestARedrawWipesWhatOthersWrote(t *testing.T) {
	for _, rows := range [][]string{{"", "", ""}, {"one", "", "three"}, {"", "👨‍👩‍👧 two", ""}, {"a longer row than it", "x", "y"}} {
		r := newRig(20, 3)
		r.show(rows...)
		for y := range 3 {
			fmt.Fprintf(r.em, "\x1b[%d;1Hanother program's text", y+1)
		}
		r.frame.redraws++
		r.show(rows...)
		r.check(t, fmt.Sprintf("%q", rows))
	}
}

// TestTheCursorIsOnTheScreenOrHidden checks positions outside the screen.
func TestTheCursorIsOnTheScreenOrHidden(t *testing.T) {
	for _, test := range []struct {
		x, y int
		want bool
	}{
		{0, 0, true}, {19, 2, true}, {20, 0, false}, {0, 3, false}, {-1, 0, false}, {0, -1, false},
	} {
		f := frame{width: 20, height: 3, view: tea.View{Cursor: tea.NewCursor(test.x, test.y)}}
		if got := cursorOf(f); (got != nil) != test.want || got != nil && (got.X != test.x || got.Y != test.y) {
			t.Errorf("%d, %d: %v", test.x, test.y, got)
		}
	}
	if got := cursorOf(frame{width: 20, height: 3}); got != nil {
		t.Errorf("no cursor: %v", got)
	}
}

// TestColorProfiles checks that a terminal gets the colors that it can show, and
// that a change of them is drawn.
func TestColorProfiles(t *testing.T) {
	const colored = "\x1b[1;38;2;200;30;40mred\x1b[m plain"
	for _, test := range []struct {
		profile   colorprofile.Profile
		has, lack string
	}{
		{colorprofile.TrueColor, "38;2;200;30;40", "38;5"},
		{colorprofile.ANSI256, "38;5;", "38;2"},
		{colorprofile.ANSI, "\x1b[91;1m", "38;"},
		{colorprofile.ASCII, "\x1b[1m", "3"},
	} {
		r := newRig(20, 1)
		r.frame.profile = test.profile
		out := r.show(colored)
		at := strings.Index(out, "red")
		if at < 0 || !strings.Contains(out[:at], test.has) || strings.Contains(strings.ReplaceAll(out[:at], "\x1b[?25l", ""), test.lack) {
			t.Errorf("%v: %q", test.profile, out)
		}
	}
	rendering(t, func(p *renderer, w *tape) {
		draw := func() string {
			p.show(view(colored))
			time.Sleep(time.Second)
			synctest.Wait()
			return strings.Join(w.take(), "")
		}
		first := draw()
		p.colors(colorprofile.ANSI256)
		second := draw()
		p.colors(colorprofile.ANSI256) // no news
		third := draw()
		if !strings.Contains(first, "38;2;") || !strings.Contains(second, "38;5;") || strings.Contains(third, "red") {
			t.Errorf("drawn as %q, %q and %q", first, second, third)
		}
	})
}

// TestWhatIsATerminal checks that a terminal is set up only if it is both the
// input and the output.
func TestWhatIsATerminal(t *testing.T) {
	control, terminal, err := pty.Open(80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer control.Close()
	defer terminal.Close()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, test := range []struct {
		name string
		opts Options
		want bool
	}{
		{"terminal", Options{In: terminal, Out: terminal}, true},
		{"output elsewhere", Options{In: terminal, Out: null}, false},
		{"input is no file", Options{In: strings.NewReader(""), Out: terminal}, false},
		{"output is no file", Options{In: terminal, Out: &tape{}}, false},
	} {
		if got := console(test.opts) != nil; got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}
