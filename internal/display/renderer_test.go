package display

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/crash"
)

// tape records its writes, a string for each.
type tape struct {
	mu     sync.Mutex
	writes []string
}

func (w *tape) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writes = append(w.writes, string(p))
	return len(p), nil
}

// take returns the writes since the last call.
func (w *tape) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	got := w.writes
	w.writes = nil
	return got
}

func view(text string) tea.View { return tea.View{Content: text} }

// rendering runs f with a renderer that writes to a tape.
func rendering(t *testing.T, f func(p *renderer, w *tape)) {
	synctest.Test(t, func(t *testing.T) {
		w := &tape{}
		p := newRenderer(w, []string{"TERM=xterm-256color"}, ImagesAuto)
		p.resize(40, 5)
		p.colors(colorprofile.TrueColor)
		crash.Go(p.run)
		synctest.Wait()
		f(p, w)
		p.stop()
	})
}

// A view after a rest is drawn at once. Of those that come in the time of a frame
// only the last is drawn.
func TestAViewAfterARestIsDrawnAtOnce(t *testing.T) {
	rendering(t, func(p *renderer, w *tape) {
		time.Sleep(time.Second)
		p.show(view("one"))
		synctest.Wait() // no time passes
		if got := w.take(); len(got) != 1 || !strings.Contains(got[0], "one") {
			t.Fatalf("wrote %q", got)
		}
		for _, text := range []string{"two", "three", "four"} {
			p.show(view(text))
			synctest.Wait()
		}
		if got := w.take(); len(got) != 0 {
			t.Errorf("wrote %q before the time of a frame was over", got)
		}
		time.Sleep(frameTime)
		synctest.Wait()
		if got := w.take(); len(got) != 1 || !strings.Contains(got[0], "four") {
			t.Errorf("wrote %q", got)
		}
	})
}

// An idle renderer writes nothing: hours of the same view cost no byte.
func TestIdle(t *testing.T) {
	rendering(t, func(p *renderer, w *tape) {
		p.show(view("one"))
		time.Sleep(time.Second)
		w.take()
		for range 100 {
			p.show(view("one"))
			time.Sleep(time.Minute)
		}
		if got := w.take(); len(got) != 0 {
			t.Errorf("wrote %q", got)
		}
	})
}

// TestASequenceIsWrittenOnce checks that a sequence, such as a copy or a bell, is
// written once, with or without a frame.
func TestASequenceIsWrittenOnce(t *testing.T) {
	rendering(t, func(p *renderer, w *tape) {
		p.show(view("x"))
		p.write("<bell>")
		time.Sleep(time.Second)
		p.show(view("y"))
		time.Sleep(time.Second)
		p.write("<copy>")
		time.Sleep(time.Second)
		all := strings.Join(w.take(), "")
		if strings.Count(all, "<bell>") != 1 || strings.Count(all, "<copy>") != 1 {
			t.Errorf("written: %q", all)
		}
		p.wakeUp()
		time.Sleep(time.Second)
		if more := w.take(); len(more) != 0 {
			t.Errorf("nothing has changed, and %q was written", more)
		}
	})
}

// Every mode that was switched on is switched off.
func TestGivesTheTerminalBack(t *testing.T) {
	rendering(t, func(p *renderer, w *tape) {
		full := tea.View{Content: "x", MouseMode: tea.MouseModeCellMotion, ReportFocus: true, WindowTitle: "t", Cursor: &tea.Cursor{Shape: tea.CursorBar}}
		p.show(full)
		p.mode(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset})
		p.mode(tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset})
		p.show(full)
		time.Sleep(time.Second)
		on := strings.Join(w.take(), "")
		p.leave()
		off := strings.Join(w.take(), "")
		for _, mode := range []string{"1049", "2004", "1002", "1006", "1004", "2027"} {
			if !strings.Contains(on, "\x1b[?"+mode+"h") || !strings.Contains(off, "\x1b[?"+mode+"l") {
				t.Errorf("mode %s: on %v, off %v", mode, strings.Contains(on, "\x1b[?"+mode+"h"), strings.Contains(off, "\x1b[?"+mode+"l"))
			}
		}
		for _, pair := range [][2]string{
			{ansi.SetModifyOtherKeys2, ansi.ResetModifyOtherKeys}, {ansi.PushKittyKeyboard(kittyFlags), ansi.PopKittyKeyboard(1)},
			{ansi.SetWindowTitle("t"), ansi.SetWindowTitle("")}, {"\x1b[22;2t", "\x1b]2;\a"}, {"\x1b[22;2t", "\x1b[23;2t"}, {"\x1b[6 q", "\x1b[0 q"}, {ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable},
		} {
			if !strings.Contains(on, pair[0]) || !strings.Contains(off, pair[1]) {
				t.Errorf("%q then %q: %q, %q", pair[0], pair[1], on, off)
			}
		}
		if strings.LastIndex(off, ansi.ResetModeAltScreenSaveCursor) < strings.Index(off, ansi.PopKittyKeyboard(1)) {
			t.Errorf("the keys are given back on the wrong screen: %q", off)
		}

		p.comeBack()
		time.Sleep(time.Second)
		if again := strings.Join(w.take(), ""); !strings.Contains(again, "\x1b[?1049h") || !strings.Contains(again, "\x1b[?1002h") || !strings.Contains(again, "x") {
			t.Errorf("coming back wrote %q", again)
		}
	})
}

// A view that is waiting when the terminal is given back, or that comes later, is
// drawn only when the program has the terminal again. Sequences wait too.
func TestNothingIsDrawnOnTheShellsScreen(t *testing.T) {
	rendering(t, func(p *renderer, w *tape) {
		p.show(view("one"))
		synctest.Wait()
		p.show(view("two")) // waits for the time of a frame
		synctest.Wait()
		p.leave()
		w.take()
		time.Sleep(time.Second)
		p.show(view("three"))
		p.write("\x1b]52;c;aGk=\x07")
		time.Sleep(time.Second)
		if got := w.take(); len(got) != 0 {
			t.Fatalf("wrote %q", got)
		}
		p.comeBack()
		time.Sleep(time.Second)
		if got := strings.Join(w.take(), ""); !strings.Contains(got, "three") || strings.Contains(got, "two") || !strings.Contains(got, "]52;") {
			t.Errorf("coming back wrote %q", got)
		}
	})
}

// After a change of the size nothing is drawn until the view for the new size has
// come.
func TestAnotherSizeIsDrawnOnce(t *testing.T) {
	rendering(t, func(p *renderer, w *tape) {
		p.show(view("made for 40"))
		time.Sleep(time.Second)
		w.take()
		p.resize(50, 4)
		time.Sleep(time.Second) // a slow model
		if got := w.take(); len(got) != 0 {
			t.Errorf("wrote %q", got)
		}
		p.show(view("made for 50"))
		time.Sleep(time.Second)
		if got := w.take(); len(got) != 1 || !strings.Contains(got[0], "made for 50") {
			t.Errorf("wrote %q", got)
		}
		p.resize(60, 4)
		p.show(view("made for 50")) // looks the same; the terminal may not
		time.Sleep(time.Second)
		if got := w.take(); len(got) != 1 || !strings.Contains(got[0], "made for 50") {
			t.Errorf("wrote %q", got)
		}
	})
}

// Without a view nothing is written, and nothing has to be undone.
func TestNothingToShow(t *testing.T) {
	rendering(t, func(p *renderer, w *tape) {
		p.show(tea.View{AltScreen: true})
		time.Sleep(time.Second)
		p.leave()
		if got := w.take(); len(got) != 0 {
			t.Errorf("wrote %q", got)
		}
	})
}

// stuck is a terminal that accepts no output, as after Ctrl+S.
type stuck struct{ writing chan struct{} }

func (s stuck) Write([]byte) (int, error) { <-s.writing; return 0, io.ErrClosedPipe }

// A terminal that hangs delays neither the program nor its end.
func TestAStuckTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stuck{make(chan struct{})}
		p := newRenderer(s, nil, ImagesAuto)
		p.resize(40, 5)
		crash.Go(p.run)
		p.show(view("one"))
		synctest.Wait()
		start := time.Now()
		p.show(view("two"))
		p.write("\x1b]52;c;aGk=\x07")
		p.resize(50, 5)
		if took := time.Since(start); took != 0 {
			t.Errorf("the program waited %v", took)
		}
		p.stop()
		if took := time.Since(start); took > stopTime {
			t.Errorf("the end took %v", took)
		}
		close(s.writing)
	})
}

// A panic of the renderer reaches the program's handler.
func TestAPanicWhileDrawing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caught := make(chan any, 1)
		defer crash.Handle(func(value any, _ []byte) { caught <- value })()
		p := newRenderer(broken{}, nil, ImagesAuto)
		p.resize(40, 5)
		crash.Go(p.run)
		p.show(view("one"))
		if value := <-caught; value == nil || !errors.Is(value.(error), errBroken) {
			t.Errorf("caught %v", value)
		}
	})
}

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Write([]byte) (int, error) { panic(errBroken) }

// Over ssh an answer may come when the shell is reading again.
func TestWhoIsAsked(t *testing.T) {
	for _, test := range []struct {
		environ []string
		asks    bool
	}{
		{nil, true},
		{[]string{"TERM=xterm-256color"}, true},
		{[]string{"TERM=xterm-256color", "SSH_TTY=/dev/pts/1"}, false},
		{[]string{"TERM=xterm-kitty", "SSH_TTY=/dev/pts/1"}, true},
		{[]string{"TERM_PROGRAM=Apple_Terminal"}, false},
		{[]string{"TERM_PROGRAM=iTerm.app"}, true},
		{[]string{"WT_SESSION=1", "SSH_TTY=x"}, true},
	} {
		if got := answersModes(test.environ); got != test.asks {
			t.Errorf("%q: %v", test.environ, got)
		}
	}
}
