package tui

import (
	"banter/internal/golden"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNewLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		for _, key := range []string{"ctrl+j", "shift+enter", "alt+enter"} {
			d.Type("a")
			d.Press(key)
			d.Type("b")
			if got := d.input(); got != "a\nb" {
				t.Errorf("%s: input is %q, want a new line in it", key, got)
			}
			d.Press("ctrl+u", "ctrl+u", "ctrl+u")
		}
		d.Raw("\x1b[27;2;13~") // xterm's modifyOtherKeys
		d.Type(`c\`)
		d.Press("enter")
		d.Type("d")
		if got := d.input(); got != "\nc\nd" {
			t.Errorf("input is %q", got)
		}
	})
}

func TestInputGrowsAndTheCaretIsReal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Type("漢字")
		x, y, visible := d.Cursor()
		if x != 6 || y != 22 || !visible {
			t.Errorf("cursor at %d,%d visible %v; want it behind two wide cells, at 6,22", x, y, visible)
		}
		for range 20 {
			d.Press("ctrl+j")
		}
		if rows := strings.Count(d.Text(), "\n"); rows > 23 {
			t.Errorf("%d rows", rows)
		}
		if _, y, _ := d.Cursor(); y != 22 {
			t.Errorf("cursor in row %d, want it on the last of the input", y)
		}
		d.sees("Banter") // the page is not pushed off
	})
}

func TestQueueAndTakeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("first")
		d.back.question(t)
		d.back.say("one")
		d.ask("second")
		d.ask("third")
		d.sees("next: second", "next: third")
		d.Press("up")
		d.seesNot("next: third")
		if got := d.input(); got != "third" {
			t.Errorf("input is %q, want the question taken back", got)
		}
		d.Type(" changed")
		d.Press("enter")
		d.sees("next: third changed")
		d.back.finish()
		d.back.answer(t, "two")
		d.back.answer(t, "three")
		d.sees("second", "two", "third changed", "three")
		d.seesNot("next:")
	})
}

func TestEscStopsAndKeepsTheHalf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("tell me")
		d.back.question(t)
		d.back.say("half of an ans")
		d.sees("half of an ans", "Esc stop")
		d.Press("esc")
		d.sees("half of an ans", "stopped")
		d.seesNot("Esc stop")
	})
}

func TestCtrlCStopsThenClearsThenQuits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("tell me")
		d.back.question(t)
		d.back.say("half")
		d.Type("a long thought")
		d.Press("ctrl+c")
		d.sees("stopped", "a long thought")
		d.Press("ctrl+c")
		if got := d.input(); got != "" {
			t.Fatalf("input is %q, want it cleared", got)
		}
		d.Press("ctrl+z")
		if got := d.input(); got != "a long thought" {
			t.Errorf("after Ctrl+Z: %q", got)
		}
		d.Press("ctrl+c", "up")
		if got := d.input(); got != "a long thought" {
			t.Errorf("after Up: %q", got)
		}
		d.Press("ctrl+c", "ctrl+c")
		d.sees("again quits")
		d.Wait(time.Minute)
		d.Press("ctrl+c") // too late to count as the second
		d.sees("again quits")
		d.Type("x")
		d.Press("backspace", "ctrl+c")
		if d.Done() {
			t.Fatal("quit although another key came between")
		}
		d.Press("ctrl+c")
		if !d.Done() {
			t.Error("still runs after Ctrl+C twice")
		}
	})
}

// In a flood of output three presses arrive before the end of the answer does:
// the first stops it, the others quit.
func TestCtrlCThreeTimesAtOnceQuits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("tell me")
		d.back.question(t)
		d.back.say(strings.Repeat("a flood of words ", 200))
		d.Wait(time.Second)
		d.Raw("\x03\x03\x03")
		if d.Wait(100 * time.Millisecond); !d.Done() {
			t.Errorf("still runs:\n%s", d.Text())
		}
	})
}

func TestTwoCtrlCAtOnceStopOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("tell me")
		d.back.question(t)
		d.back.say("half")
		d.Wait(time.Second)
		d.Raw("\x03\x03")
		d.sees("stopped", "again quits")
		d.ask("go on") // the next answer is another one to stop
		d.back.question(t)
		d.back.say("more")
		d.Wait(time.Second)
		d.Press("ctrl+c")
		if d.Wait(time.Second); d.Done() {
			t.Error("one Ctrl+C has quit")
		}
	})
}

func TestCtrlDQuitsOnlyWhenEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Type("ab")
		d.Press("left", "ctrl+d")
		if got := d.input(); got != "a" || d.Done() {
			t.Fatalf("input is %q, want Ctrl+D to delete", got)
		}
		d.Press("backspace", "ctrl+d")
		if !d.Done() {
			t.Error("still runs")
		}
	})
}

func TestUpRecallsEarlierQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		for _, q := range []string{"first", "second"} {
			d.ask(q)
			d.back.answer(t, "answer")
		}
		d.Type("unsent")
		for _, step := range []struct{ key, want string }{
			{"up", "second"}, {"up", "first"}, {"up", "first"}, {"down", "second"}, {"down", "unsent"}, {"down", "unsent"},
		} {
			d.Press(step.key)
			if got := d.input(); got != step.want {
				t.Fatalf("after %s: %q, want %q", step.key, got, step.want)
			}
		}
	})
}

func TestHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Press("?")
		d.sees("Keys", "Writing", "Esc")
		golden.Check(t, "help", d.Text())
		d.Press("end")
		d.sees("back to the chat, or quit")
		d.Press("esc")
		d.Type("what?")
		if got := d.input(); got != "what?" {
			t.Errorf("input is %q: ? is a letter once there is text", got)
		}
		d.Press("f1")
		d.sees("Keys")
		d.Press("esc")
		d.sees("what?")
	})
}

func TestCopySaysHow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.Press("ctrl+y")
		d.sees("no answer to copy")
		d.ask("show me")
		source := "Run **this**:\n\n```sh\nls -l\t/tmp\n```\n"
		d.back.answer(t, source)
		d.Press("ctrl+y")
		d.sees("5 lines copied through the terminal (OSC 52).")
		if got := d.Copied(); len(got) != 1 || got[0] != source {
			t.Errorf("copied %q, want the source as it was written", got)
		}
		d.Type("cut me")
		d.Press("ctrl+u", "ctrl+y")
		if got := d.input(); got != "cut me" || len(d.Copied()) != 1 {
			t.Errorf("input is %q: Ctrl+Y after a cut puts it back", got)
		}
	})
}

func TestMouse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.ask("list")
		d.back.answer(t, strings.Repeat("- row\n", 60)+"- the end")
		d.Wheel(5, 5, 2)
		d.seesNot("the end")
		d.sees("more below")
		d.Wheel(5, 5, -2)
		d.sees("the end")
		if !strings.Contains(string(d.Output()), "\x1b[?1003h") {
			t.Error("the mouse is not asked for")
		}
		d.Press("alt+x")
		d.sees("selects text")
		if !strings.Contains(string(d.Output()), "\x1b[?1003l") {
			t.Error("the mouse is not given back")
		}
	})
}

// A late or split reply of the terminal never becomes text.
func TestLateRepliesAreNoTyping(t *testing.T) {
	replies := []string{
		"\x1b]11;rgb:1616/1818/1d1d\x1b\\", "\x1b]11;rgb:1616/1818/1d1d\x07", "\x1b[?62;22;52c",
		"\x1b[?2026;2$y", "\x1b[?1u", "\x1bP>|tmux 3.5a\x1b\\", "\x1bP1+r524742\x1b\\", "\x1b[12;40R",
	}
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		for _, reply := range replies {
			for cut := 1; cut < len(reply); cut++ {
				if reply[:2] == "\x1b]" && reply[cut-1] == '\x1b' && cut > 1 {
					continue // the reader takes this ESC for a cancelled answer: nothing tells of it
				}
				d.Raw(reply[:cut])
				d.Wait(300 * time.Millisecond)
				d.Raw(reply[cut:])
				d.Wait(3 * time.Second)
				if got := d.input(); got != "" {
					t.Fatalf("%q cut at %d left %q in the input", reply, cut, got)
				}
				if len(d.model.dialogs) > 0 {
					t.Fatalf("%q cut at %d opened a dialog", reply, cut)
				}
			}
		}
		d.Type("x]11;rgb")
		if got := d.input(); got != "x]11;rgb" {
			t.Errorf("what was typed became %q", got)
		}
	})
}
