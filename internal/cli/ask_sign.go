package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"banter/internal/crash"
)

// signDelay is how long nothing is printed before a sign says why.
const signDelay = 500 * time.Millisecond

// A sign says on the last line of a terminal that an answer is on its way, and
// for how many seconds. It is taken back before anything else is printed there.
// A nil sign does nothing.
type sign struct {
	mu    sync.Mutex
	out   io.Writer
	dots  string
	word  string
	began time.Time
	shown int // cells on the line
	timer *time.Timer
	over  bool
}

func newSign(out io.Writer, ascii bool) *sign {
	s := &sign{out: out, dots: "…", word: "Thinking", began: time.Now()}
	if ascii {
		s.dots = "..."
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timer = crash.AfterFunc(signDelay, s.show)
	return s
}

// name changes the word of the sign.
func (s *sign) name(word string) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.word = word
}

func (s *sign) show() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	text := s.word + s.dots
	if seconds := int(time.Since(s.began).Seconds()); seconds > 0 {
		text += fmt.Sprintf(" %d s", seconds)
	}
	width := len([]rune(text))
	fmt.Fprintf(s.out, "\r%s%s", text, strings.Repeat(" ", max(s.shown-width, 0)))
	s.shown = max(s.shown, width)
	s.timer.Reset(time.Second)
}

// hide takes the sign back until nothing has been printed for a while.
func (s *sign) hide() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	if !s.over {
		s.timer.Reset(signDelay)
	}
}

// around takes the sign back, and keeps it away while write prints something.
func (s *sign) around(write func() error) error {
	if s == nil {
		return write()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	if !s.over {
		defer s.timer.Reset(signDelay)
	}
	return write()
}

// stop takes the sign back and shows it no more.
func (s *sign) stop() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	s.over = true
	s.timer.Stop()
}

func (s *sign) clear() {
	if s.shown > 0 {
		fmt.Fprintf(s.out, "\r%s\r", strings.Repeat(" ", s.shown))
	}
	s.shown = 0
}
