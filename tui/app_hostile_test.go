package tui

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
)

// tricks are what a model, a server or a file might try on a terminal.
var tricks = []string{
	"\x1b]52;c;ZXZpbA==\x07", "\x1b]0;evil\x07", "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\", "\x1b]9;evil\x07", "\x1b]777;notify;a;b\x07",
	"\x1bPq#0~\x1b\\", "\x1bPtmux;\x1b\x1b]52;c;ZXZpbA==\x07\x1b\\", "\x1b_Gf=100;AAAA\x1b\\", "\x1bXsos\x1b\\", "\x1b^pm\x1b\\",
	"\x1b[2J\x1b[H", "\x1b[31m", "\u009b31m", "\u009d52;c;ZXZpbA==\u009c", "\x9b2J", "&#27;[2J", "&#x1b;]52;c;ZXZpbA==&#7;",
	"safe\rEVIL", "safe\b\b\b\bEVIL", "\u202eevil\u202c", "\u2066evil\u2069", "\U000e0041\U000e0042", "\x00\x01\x07\x0e\x0f\x7f",
	"[x](javascript:alert)", "[x](http://a\x1b]52;c;ZXZpbA==\x07b)",
}

// forbidden is what no sequence of ours looks like: clipboard, notifications,
// links that are none, DCS, APC, SOS and PM strings, erasing all, C1 in UTF-8, bidi
// controls, tag characters.
var forbidden = regexp.MustCompile("\x1b\\]52|\x1b\\]9;|\x1b\\]777|\x1b[P_X^]|\x1b\\[2J|[\u0080-\u009f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]|\x07evil|\x1b\\]8;[^;]*;javascript")

func TestHostileTextIsOnlyText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := strings.Join(tricks, "\n\n")
		d := sit(t, desktop{options: func(o *Options) {
			o.Model = "gpt\x1b]52;c;ZXZpbA==\x07\u202e"
			open := o.Open
			o.Open = func(ctx context.Context) (*history.DB, error) {
				db, err := open(ctx)
				if err == nil {
					err = db.Create(ctx, history.Conversation{ID: history.NewID(), Title: all, Updated: time.Now()})
				}
				return db, err
			}
		}})
		defer d.leave()
		before := len(d.Output())
		d.Paste(all)
		d.Press("enter")
		d.back.question(t)
		for _, b := range []byte(all) { // split everywhere
			d.back.say(string([]byte{b}))
		}
		d.back.say(all)
		d.Wait(time.Second)
		d.Press("pgup", "pgup")
		d.back.faults <- &codex.Error{Kind: codex.KindServer, Sentence: all, Hint: all}
		d.Wait(time.Second)
		d.Press("end", "pgup", "end", "ctrl+n", "ctrl+r", "esc", "ctrl+o", "esc")
		d.Wait(time.Second)
		if found := forbidden.FindAllString(string(d.Output()[before:]), 9); len(found) > 0 {
			t.Errorf("reached the terminal: %q", found)
		}
		if title := d.Title(); strings.ContainsFunc(title, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("window title %q", title)
		}
		if got := d.Copied(); len(got) > 0 {
			t.Errorf("the clipboard was written: %q", got)
		}
	})
}
