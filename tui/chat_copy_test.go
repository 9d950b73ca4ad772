package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/history"
	"banter/internal/screen"
)

// command is one line of 200 characters.
var command = "find /srv/data -name '*.parquet' -newermt '2026-01-01' -size +9M  -print | xargs -0 -n 50 sha256sum | sort -k2 > /tmp/sums-" + strings.Repeat("long-name-", 7) + "end.txt"

func commandAnswer() []history.Message {
	return []history.Message{
		{Role: history.User, Text: "show me"},
		{Text: "First look:\n\n```\nls\n```\n\nThen run this:\n\n```sh\n" + command + "\n```\n\nThat is all."},
	}
}

// lastCopied returns the text that the program sent to the clipboard last.
func (d *app) lastCopied() string {
	d.t.Helper()
	d.Wait(100 * time.Millisecond)
	if all := d.Copied(); len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// rowOf returns the row of the screen that contains a text.
func (d *app) rowOf(text string) int {
	d.t.Helper()
	for y, row := range d.Rows() {
		if strings.Contains(row, text) {
			return y
		}
	}
	d.t.Fatalf("%q is not on the screen:\n%s", text, d.Text())
	return 0
}

func TestALongCommandIsCopiedAsItIs(t *testing.T) {
	if len(command) != 200 {
		t.Fatalf("the command has %d columns", len(command))
	}
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{screen: screen.Options{Width: 50, Height: 24}}, commandAnswer()...)
		defer d.leave()
		first, last := d.rowOf("find /srv"), d.rowOf("end.txt")
		if last-first < 4 {
			t.Errorf("the command takes %d rows of 50 columns", last-first+1)
		}
		d.Press("alt+y", "alt+y")
		d.sees("Code block 2 of 2: 200 characters")
		if got := d.lastCopied(); got != command {
			t.Errorf("by key:\n%q\nwant\n%q", got, command)
		}
		d.Drag(2, first, 49, last)
		if got := d.lastCopied(); got != command {
			t.Errorf("by mouse:\n%q\nwant\n%q", got, command)
		}
		d.Drag(49, last, 0, first) // backwards, from beyond the text into the margin
		if got := d.lastCopied(); got != command {
			t.Errorf("by mouse, backwards:\n%q\nwant\n%q", got, command)
		}
		if n := len(d.Copied()); n != 4 {
			t.Errorf("the clipboard was written %d times for 4 copies", n)
		}
		d.Press("f5") // raw
		d.Drag(0, d.rowOf("find /srv"), 49, d.rowOf("end.txt"))
		if got := d.lastCopied(); got != command {
			t.Errorf("by mouse in the raw view:\n%q\nwant\n%q", got, command)
		}
	})
}

// If no code is on the screen, the nearest block above is copied.
func TestCodeAboveTheScreenIsCopied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := "```sh\nfirst\n```\n\n```sh\nsecond\n```\n\n" + strings.Repeat("words\n\n", 60)
		d := reopen(t, setup{}, history.Message{Role: history.User, Text: "q"}, history.Message{Text: answer, Status: history.Done})
		defer d.leave()
		d.Press("alt+y")
		if got := d.lastCopied(); got != "second" {
			t.Errorf("copied %q", got)
		}
		d.sees("second") // brought to the screen
	})
}

func TestChoosingWhatToCopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		messages := append(commandAnswer(), said(2)...)
		d := reopen(t, setup{}, messages...)
		defer d.leave()
		for _, test := range []struct {
			keys, want string
		}{
			{"f4 enter", messages[5].Text},
			{"ctrl+g up enter", messages[4].Text},
			{"f4 up up up up enter", messages[1].Text},
			{"f4 up up up up tab enter", "ls"},
			{"f4 up up up up tab tab enter", command},
			{"f4 up up up up tab tab tab enter", messages[1].Text},
			{"f4 up up up up shift+tab enter", command},
			{"f4 up up up up 1 enter", "ls"},
			{"f4 up up up up up up up enter", messages[0].Text},
			{"f4 down enter", messages[5].Text},
		} {
			d.Press(strings.Fields(test.keys)...)
			if got := d.lastCopied(); got != test.want {
				t.Errorf("%s copies\n%q\nwant\n%q", test.keys, got, test.want)
			}
			d.Press("end")
		}
		d.Wait(5 * time.Second) // the remark goes
		before, count := d.Text(), len(d.Copied())
		d.Press("f4", "up", "up", "esc")
		d.Wait(5 * time.Second)
		if d.Text() != before || len(d.Copied()) != count {
			t.Errorf("leaving it shows\n%s\nwas\n%s", d.Text(), before)
		}
		d.Press("f4")
		d.Type("hello") // about something else
		if got := d.input(); got != "hello" {
			t.Errorf("the input is %q", got)
		}
	})
}

func TestMouseSelectsAcrossMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{screen: screen.Options{Width: 40, Height: 20}},
			history.Message{Role: history.User, Text: "first  question with words that wrap in it"},
			history.Message{Text: "An **answer** with `code`, 漢字 and a wrapped line of words.\n\n- one\n- two"})
		defer d.leave()
		y := d.rowOf("question")
		d.Drag(9, y, 30, d.rowOf("one"))
		want := "question with words that wrap in it\n\nAn **answer** with `code`, 漢字 and a wrapped line of words.\n\n- one"
		if got := d.lastCopied(); got != want {
			t.Errorf("got\n%q\nwant\n%q", got, want)
		}
		d.sees("5 lines copied (OSC 52).")
		wide := d.rowOf("漢")
		x := strings.Index(d.Rows()[wide], "漢")
		for _, to := range []int{x, x + 1} { // either half
			d.Drag(x-2, wide, to, wide)
			if got := d.lastCopied(); !strings.HasSuffix(got, "漢") {
				t.Errorf("to column %d: %q", to, got)
			}
		}
		if cell := d.Cell(x, wide); cell.Style.Attrs == 0 {
			t.Error("the selection is not highlighted")
		}
		d.Press("left")
		if cell := d.Cell(x, wide); cell.Style.Attrs != 0 {
			t.Error("a key does not take the light away")
		}
		count := len(d.Copied())
		d.Click(5, y)
		if len(d.Copied()) != count {
			t.Error("a click has copied something")
		}
	})
}

func TestDraggingBeyondTheEdgeScrolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{screen: screen.Options{Width: 60, Height: 14}}, said(20)...)
		defer d.leave()
		x, y := 10, d.rowOf("answer 19 ends")
		d.Raw(fmt.Sprintf("\x1b[<0;%d;%dM\x1b[<32;%d;1M", x+1, y+1, x+1))
		d.Wait(2 * time.Second)
		d.Raw("\x1b[<0;3;1m")
		got := d.lastCopied()
		if !strings.Contains(got, "question 14") || !strings.HasSuffix(got, "answer 19") {
			t.Errorf("copied %q", got)
		}
		if strings.Contains(got, "question 2\n") || strings.HasPrefix(d.Rows()[0], "▌ question 0") {
			t.Errorf("it went on too fast:\n%s", d.Text())
		}
		before := d.Text()
		if d.Wait(time.Second); strings.Split(d.Text(), "\n")[0] != strings.Split(before, "\n")[0] {
			t.Error("it scrolls after the button was let go")
		}
	})
}

func TestClicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		messages := append(commandAnswer(), history.Message{Role: history.User, Text: strings.Repeat("pasted\n", 60) + "last of it"})
		d := reopen(t, setup{screen: screen.Options{Width: 80, Height: 50}}, messages...)
		defer d.leave()
		d.Click(20, d.rowOf("sh ──"))
		if got := d.lastCopied(); got != command {
			t.Errorf("the label copies %q", got)
		}
		d.Click(10, d.rowOf("more lines"))
		d.sees("last of it")
		d.seesNot("more lines")
		d.Press("home")
		d.seesNot("last of it")
		d.Click(70, d.rowOf("more below"))
		d.sees("last of it")
	})
}

func TestScrollBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, said(200)...)
		defer d.leave()
		thumb := func() (first, last int) {
			first = -1
			for y := range 24 {
				if d.Cell(79, y).Content == "│" {
					if last = y; first < 0 {
						first = y
					}
				}
			}
			return first, last
		}
		if first, last := thumb(); first < 15 || last != 19 {
			t.Errorf("at the end the thumb is in rows %d to %d:\n%s", first, last, d.Text())
		}
		_, bottom := thumb()
		d.Drag(79, bottom, 79, 10)
		if first, _ := thumb(); first != 10 {
			t.Errorf("the thumb was drawn to row 10 and is in %d", first)
		}
		d.sees("question 10")
		d.Drag(79, 10, 79, 0)
		d.sees("question 0")
		if first, _ := thumb(); first != 0 {
			t.Errorf("at the start the thumb is in row %d", first)
		}
		d.Wheel(10, 5, -1)
		if first, _ := thumb(); first < 1 {
			t.Error("near the start the thumb is at the top")
		}
		d.Drag(79, 0, 79, 23)
		d.sees("answer 199 ends")
		d.Press("alt+x") // the mouse is the terminal's
		d.Wait(time.Second)
		if first, _ := thumb(); first >= 0 {
			t.Error("there is a bar without a mouse to draw it with")
		}
	})
}

func TestCopySaysHowItWasSent(t *testing.T) {
	native := func(tool string, err error) func(*Options) {
		return func(o *Options) {
			o.Clipboard = func(context.Context, string) (string, error) {
				time.Sleep(50 * time.Millisecond)
				return tool, err
			}
		}
	}
	big := strings.Repeat("a line of text\n", 10_000)
	for name, test := range map[string]struct {
		options func(*Options)
		text    string
		want    []string
		sent    bool // through the terminal
	}{
		"a tool":        {native("wl-copy", nil), "two\nlines", []string{"2 lines copied with wl-copy."}, false},
		"a broken tool": {native("", errors.New("no display")), "one", []string{"The clipboard did not take it. 3 characters copied", "(OSC 52)."}, true},
		"the terminal":  {nil, "é", []string{"1 character copied through the terminal (OSC 52)."}, true},
		"too long":      {nil, big, []string{"10,000 lines: too long for the terminal's clipboard"}, false},
		"too long, file": {func(o *Options) {
			o.SaveCopy = func(context.Context, string) (string, error) { return "/s/copied\x1b[2J.md", nil }
		}, big, []string{"too long", "in /s/copied.md"}, false},
		"no file": {func(o *Options) {
			o.SaveCopy = func(context.Context, string) (string, error) { return "", errors.New("disk full") }
		}, big, []string{"no file could be written"}, false},
		"temporary": {func(o *Options) {
			o.Temporary = true
			o.SaveCopy = func(context.Context, string) (string, error) { panic("a temporary conversation in a file") }
		}, big, []string{"10,000 lines: too long"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := reopen(t, setup{options: test.options, screen: screen.Options{Width: 120, Height: 24}}, history.Message{Text: test.text})
				defer d.leave()
				d.Press("ctrl+y")
				d.sees(test.want...)
				if got := len(d.Copied()) > 0; got != test.sent {
					t.Errorf("sent through the terminal: %v, want %v", got, test.sent)
				}
			})
		})
	}
}

func TestAHangingClipboardBlocksNoKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		d := reopen(t, setup{options: func(o *Options) {
			o.Clipboard = func(_ context.Context, text string) (string, error) {
				time.Sleep(2 * time.Second)
				got = append(got, text)
				return "xclip", nil
			}
		}}, commandAnswer()...)
		defer d.leave()
		d.Press("ctrl+y", "alt+y", "alt+y")
		d.Type("quick")
		d.sees("quick")
		d.Wait(5 * time.Second)
		synctest.Wait()
		if len(got) != 2 || got[1] != command {
			t.Errorf("the tool got %q; want the first and the last of three", got)
		}
	})
}

func TestCopyThroughMultiplexers(t *testing.T) {
	for name, test := range map[string]struct{ env, begins string }{
		"tmux":   {"TMUX=/tmp/tmux-0/default,1,0", "\x1bPtmux;\x1b\x1b]52;c;"},
		"screen": {"STY=1.pts-0.host", "\x1bP\x1b]52;c;"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				buffer := ""
				d := reopen(t, setup{
					screen: screen.Options{Env: []string{"TERM=screen-256color", test.env}},
					options: func(o *Options) {
						o.Buffer = func(_ context.Context, text string) (string, error) { buffer = text; return "tmux", nil }
					},
				}, commandAnswer()...)
				defer d.leave()
				d.Press("alt+y")
				d.Wait(time.Second)
				synctest.Wait()
				if !strings.Contains(string(d.Output()), test.begins) || buffer != "ls" {
					t.Errorf("not sent through %s; its buffer has %q", name, buffer)
				}
			})
		})
	}
}
