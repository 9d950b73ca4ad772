package tui

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/lipgloss/v2"

	"banter/auth"
	"banter/internal/golden"
	"banter/internal/screen"
)

// The first frame is shown and accepts typing before the keychain, the history and
// the network have answered.
func TestStartsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := &slowAccount{answer: make(chan error)}
		back := newFakeBackend()
		back.silent = make(chan struct{})
		d := newApp(t, setup{back: back, options: func(o *Options) { o.Account = account }})
		defer d.leave()
		d.sees("Banter", "Ask something", "gpt-")
		d.ask("early question")
		d.Type("and more")
		d.sees("next: early question", "and more")
		account.answer <- nil
		back.answer(t, "late answer")
		d.sees("early question", "late answer", "and more")
	})
}

func TestSignInKeepsWhatWasTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := &slowAccount{answer: make(chan error, 2)}
		account.err = errors.New("no server here")
		d := newApp(t, setup{options: func(o *Options) { o.Account = account }})
		defer d.leave()
		d.Type("typed before")
		account.answer <- auth.ErrNoTokens
		d.sees("d demo")
		d.seesNot("typed before")
		account.answer <- nil
		d.Press("d") // the demo needs no second person
		d.Wait(3 * time.Second)
		d.sees("typed before")
	})
}

func TestAsksAndStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("How do goroutines differ from threads?")
		d.back.question(t)
		golden.Check(t, "chat-waiting", d.Text())
		d.back.say("A goroutine is a **function** that the Go runtime schedules.\n\n- Stacks start at 2 KB and")
		d.Wait(100 * time.Millisecond)
		golden.Check(t, "chat-streaming", d.Text())
		d.back.say(" grow.\n")
		d.back.finish()
		d.Wait(100 * time.Millisecond)
		golden.Check(t, "chat-done", d.Text())
		if got, want := d.Title(), "How do goroutines differ from threads? - Banter"; got != want {
			t.Errorf("window title %q, want %q", got, want)
		}
	})
}

// Every size of window has a view, without a panic.
func TestAnySize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("A question that is somewhat longer than a narrow window")
		d.back.answer(t, "An answer, likewise.\n\n```go\nfunc main() {}\n```\n")
		d.Type("typing on")
		for _, size := range [][2]int{{40, 10}, {20, 5}, {10, 4}, {4, 3}, {3, 2}, {2, 2}, {300, 3}, {1, 1}, {200, 60}, {80, 24}} {
			d.Resize(size[0], size[1])
			if d.Done() {
				t.Fatalf("the program died at %dx%d", size[0], size[1])
			}
			x, y, _ := d.Cursor()
			if x >= size[0] || y >= size[1] {
				t.Errorf("cursor at %d,%d in a window of %dx%d", x, y, size[0], size[1])
			}
		}
		d.sees("typing on")
	})
}

func TestSmallAndPlainWindows(t *testing.T) {
	for name, with := range map[string]setup{
		"chat-40x10": {screen: screen.Options{Width: 40, Height: 10}},
		"chat-ascii": {options: func(o *Options) { o.ASCII = true }, screen: screen.Options{Width: 60, Height: 16}},
		"chat-wide":  {screen: screen.Options{Width: 140, Height: 20}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newApp(t, with)
				defer d.leave()
				d.ask("How do goroutines differ from threads?")
				d.back.answer(t, "A goroutine is a function that the Go runtime schedules, many of them on a few operating-system threads.\n\n- one\n- two\n")
				golden.Check(t, name, d.Text())
			})
		})
	}
}

// An idle program writes nothing, and the dots stop moving when the answer begins.
func TestIdleWritesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Wait(10 * time.Second)
		before := len(d.Output())
		d.Wait(10 * time.Minute)
		if wrote := len(d.Output()) - before; wrote != 0 {
			t.Errorf("wrote %d bytes while idle", wrote)
		}
		d.ask("hello")
		d.back.question(t)
		d.Wait(5 * time.Second)
		if len(d.Output()) == before {
			t.Errorf("the dots do not move while waiting")
		}
		if strings.Contains(d.Text(), "waiting for") {
			t.Errorf("words, where dots say enough:\n%s", d.Text())
		}
		d.Wait(60 * time.Second)
		d.sees("waiting for 1m5s", "Esc stop")
		d.back.say("first word")
		d.Wait(time.Second)
		before = len(d.Output())
		d.Wait(10 * time.Minute)
		if wrote := len(d.Output()) - before; wrote != 0 {
			t.Errorf("wrote %d bytes while no text arrived", wrote)
		}
	})
}

func TestFollowsTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{screen: screen.Options{Light: true}})
		defer d.leave()
		d.ask("hi")
		d.back.answer(t, "hello")
		bar := d.Cell(0, 0)
		light := lipgloss.Color(d.model.opts.Theme.Light.Accent)
		r1, g1, b1, _ := bar.Style.Fg.RGBA()
		r2, g2, b2, _ := light.RGBA()
		if r1 != r2 || g1 != g2 || b1 != b2 {
			t.Errorf("bar %q is drawn in %v, want the light theme's %v", bar.Content, bar.Style.Fg, light)
		}
	})
}
