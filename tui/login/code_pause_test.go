package login

import (
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestLettersTypedAtOnceAskForOneCode: the server allows few codes in a while.
func TestLettersTypedAtOnceAskForOneCode(t *testing.T) {
	now := midday
	l, _ := New(Options{Account: &fakeAccount{flow: aFlow()}, Copier: noCopier(), Now: func() time.Time { return now }})
	asks := 1
	press := func() {
		var cmd tea.Cmd
		if l, cmd, _ = after(l, "n"); cmd != nil {
			asks++
		}
	}
	press() // while it is asked for
	press()
	l, _, _ = l.Update(deviceStarted{task: l.task, flow: aFlow()})
	press()
	if asks != 1 || l.phase != waiting || !strings.Contains(ansi.Strip(l.View(darkStyles(), 80, 24)), "This code is new.") {
		t.Fatalf("%d codes were asked for, word %q", asks, l.word)
	}
	now = now.Add(codePause)
	press()
	press()
	if asks != 2 {
		t.Errorf("%d codes were asked for, want the second", asks)
	}
	l, _, _ = l.Update(deviceStarted{task: l.task, err: syscall.ENETUNREACH})
	if press(); asks != 3 {
		t.Error("after an error the key must try again at once")
	}
}
