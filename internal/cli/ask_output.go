package cli

import (
	"cmp"
	"context"
	"io"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"banter/history"
	"banter/internal/attach"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/markdown"
)

// measure is the longest line that is easy to read, in cells.
const measure = 100

// An answerWriter prints an answer while it arrives. It never takes back text
// that it has printed.
type answerWriter interface {
	write(delta string) error
	end() error // the answer has ended
	quiet()     // removes the sign that an answer is on its way
}

// answerWriter returns the writer for markdown where nothing else is asked for.
func (c *call) answerWriter() (answerWriter, error) { return new(askForm).writer(c) }

// renderedWriter returns a writer of rows of that width.
func (c *call) renderedWriter(width int) (*renderedWriter, error) {
	theme, err := c.findTheme()
	if err != nil {
		return nil, err
	}
	look := c.look(theme)
	out := colorprofile.NewWriter(c.Out, c.environ())
	if monochrome(c.Getenv("TERM")) {
		out.Profile = min(out.Profile, colorprofile.ASCII)
	}
	w := &renderedWriter{out: out, doc: markdown.New(markdown.Options{
		Width: width, Sheet: look.Sheet, Quiet: look.Dim, ASCII: c.plainASCII(), Printed: true,
		PlainLinks: c.plainLinks(), LogicalOrder: c.logicalOrder(), Basic: c.basicStyles(),
	})}
	if isTerminal(c.Out) && isTerminal(c.Err) {
		w.sign = newSign(c.Err, c.plainASCII())
	}
	return w, nil
}

// basicStyles reports whether the terminal ignores faint, italic and crossed-out
// text: the console of Linux, and what behaves as DEC's terminals did.
func (c *call) basicStyles() bool {
	name := c.Getenv("TERM")
	return name == "linux" || name == "dumb" || name == "ansi" || monochrome(name)
}

// monochrome reports whether the terminal is one of DEC's that had no colors.
func monochrome(term string) bool {
	return strings.HasPrefix(term, "vt1") || strings.HasPrefix(term, "vt2")
}

// follow asks the question and prints the answer until it ends. If ctx ends,
// the text so far stays printed and saved. silent is called after a long
// silence.
func follow(ctx context.Context, s *session.Session, question string, files []attach.File, out answerWriter, silent func()) error {
	before := lastOf(s.State())
	if err := s.Send(ctx, question, files...); err != nil {
		_ = out.end()
		return err
	}
	if events, ok := out.(*jsonWriter); ok {
		state := s.State()
		if err := events.started(state.Conversation, state.Temporary); err != nil {
			return err
		}
	}
	quiet := watchSilence(silent)
	defer quiet.stop()
	printed := printer{out: out}
	for {
		state, err := s.Next(ctx)
		if err != nil {
			_ = out.end() // err is the cause
			return err
		}
		quiet.news(state)
		m, over := answer(state, before)
		if err := printed.show(m); err != nil {
			return err
		}
		if over {
			return finish(out, state.Err, printed.diverged)
		}
	}
}

// A printer gives a writer what an answer has grown by.
type printer struct {
	out             answerWriter
	text, reasoning string // written so far
	diverged        bool   // the server changed text that was written
}

// An eventWriter also writes reasoning, and text that replaces what was written.
type eventWriter interface {
	reason(delta string) error
	rewrite(text string) error
}

func (p *printer) show(m history.Message) error {
	events, _ := p.out.(eventWriter)
	if delta, grown := strings.CutPrefix(m.Reasoning, p.reasoning); events != nil && grown && delta != "" {
		p.reasoning = m.Reasoning
		if err := events.reason(delta); err != nil {
			return err
		}
	}
	delta, grown := strings.CutPrefix(m.Text, p.text)
	switch {
	case !grown && events != nil:
		p.text = m.Text
		return events.rewrite(m.Text)
	case !grown || p.diverged:
		p.diverged = true
		return nil
	case delta == "":
		return nil
	}
	p.text = m.Text
	return p.out.write(delta)
}

func finish(out answerWriter, failed error, diverged bool) error {
	if err := out.end(); err != nil || failed != nil {
		return cmp.Or(failed, err)
	}
	if diverged {
		return &failure{"The server changed text that was already printed.", "The conversation has the right text: banter -c."}
	}
	return nil
}

// answer returns the answer so far and whether it has ended. before is
// the ID of the last message before the question, which may wait for a summary.
func answer(state session.State, before string) (m history.Message, over bool) {
	if state.Answer != nil {
		return *state.Answer, false
	}
	if n := len(state.Messages); n > 0 {
		if last := state.Messages[n-1]; last.Role == history.Assistant && !last.IsSummary() && last.ID != before {
			return last, !state.Waiting
		}
	}
	return m, state.Err != nil && !state.Waiting
}

// lastText returns the text of the last message.
func lastText(state session.State) string {
	if n := len(state.Messages); n > 0 {
		return state.Messages[n-1].Text
	}
	return ""
}

// lastOf returns the ID of the last message, or "".
func lastOf(state session.State) string {
	if n := len(state.Messages); n > 0 {
		return state.Messages[n-1].ID
	}
	return ""
}

// rawWriter writes markdown unchanged, except for characters that control a
// terminal: a pipe often ends in one.
type rawWriter struct {
	out    io.Writer
	filter termsafe.Filter
	ended  bool // the text so far ends with a line feed, or is empty
}

func newRawWriter(out io.Writer) *rawWriter { return &rawWriter{out: out, ended: true} }

func (w *rawWriter) write(delta string) error { return w.print(w.filter.Push(delta)) }

func (w *rawWriter) end() error {
	if err := w.print(w.filter.Flush()); err != nil || w.ended {
		return err
	}
	return w.print("\n")
}

func (w *rawWriter) quiet() {}

func (w *rawWriter) print(text string) error {
	if text == "" {
		return nil
	}
	w.ended = strings.HasSuffix(text, "\n")
	_, err := io.WriteString(w.out, text)
	return err
}

// renderedWriter prints rendered rows as soon as they are final, and while there
// are none a sign that they are on their way.
type renderedWriter struct {
	out  io.Writer
	doc  *markdown.Document
	rows int   // number of printed rows
	sign *sign // nil for none
}

func (w *renderedWriter) write(delta string) error {
	w.sign.name("Writing")
	w.doc.Append(delta)
	lines := w.doc.Lines()
	return w.print(lines[:w.doc.Frozen()])
}

func (w *renderedWriter) end() error {
	w.sign.stop()
	w.doc.Finish()
	return w.print(w.doc.Lines())
}

func (w *renderedWriter) quiet() { w.sign.hide() }

func (w *renderedWriter) print(lines []markdown.Line) error {
	if w.rows == len(lines) {
		return nil
	}
	var text strings.Builder
	for ; w.rows < len(lines); w.rows++ {
		text.WriteString(lines[w.rows].Text + "\n")
	}
	return w.sign.around(func() error {
		_, err := io.WriteString(w.out, text.String())
		return err
	})
}
