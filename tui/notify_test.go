package tui

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// controlStrings matches what the program says to the terminal and may end with a
// bell that does not ring.
var controlStrings = regexp.MustCompile(`\x1b\][^\x07\x1b]*(\x07|\x1b\\)`)

// A person who looks elsewhere is told of the end of an answer, and a person who looks at it is not.
func TestAnEndIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{options: func(o *Options) { o.Taskbar = true }})
		defer d.leave()
		told := func() bool { return bytes.Contains(controlStrings.ReplaceAll(d.Output(), nil), []byte("\a")) }
		ask := func(text string, takes time.Duration) {
			d.ask(text)
			d.back.question(t)
			d.Wait(takes)
			d.back.say("Yes.")
			d.back.finish()
			d.Wait(time.Second)
		}
		ask("quick", time.Second)
		if told() {
			t.Fatal("told of a quick answer, without knowing that the person is away")
		}
		ask("slow", time.Minute)
		if !told() {
			t.Error("a long answer ends in silence")
		}
	})
	for _, how := range []Notify{NotifyAuto, NotifyOff} {
		synctest.Test(t, func(t *testing.T) {
			d := newApp(t, setup{options: func(o *Options) { o.Notify = how }})
			defer d.leave()
			d.Send(tea.EnvMsg{"TERM_PROGRAM=ghostty"})
			d.Send(tea.FocusMsg{})
			d.ask("why?")
			d.back.question(t)
			d.Send(tea.BlurMsg{})
			d.back.say("So.")
			d.back.finish()
			d.Wait(time.Second)
			if got := strings.Contains(string(d.Output()), "777;notify;Banter;why?"); got != (how == NotifyAuto) {
				t.Errorf("setting %d: told %v", how, got)
			}
			if !strings.HasPrefix(d.Title(), "● ") {
				t.Errorf("the title is %q", d.Title())
			}
			d.Send(tea.FocusMsg{})
			d.Wait(time.Second)
			if strings.HasPrefix(d.Title(), "● ") {
				t.Errorf("the title keeps its mark: %q", d.Title())
			}
		})
	}
}
