package plain

import (
	"bufio"
	"errors"
	"io"
	"runtime"
	"strings"
	"time"

	"banter/internal/notice"
	"banter/internal/termsafe"
)

// A line is a line of the input, or the error that ends it.
type line struct {
	text string
	err  error
}

// maxLine is the longest line that is read, in bytes.
const maxLine = 8 << 20

// pasteTime is how soon the lines of a paste follow each other. No person types a
// line as fast.
const pasteTime = 30 * time.Millisecond

// errLong reports a line longer than maxLine.
var errLong = errors.New("line is too long")

// endKeys returns the keys that end the input of a terminal.
func endKeys() string {
	if runtime.GOOS == "windows" {
		return "Ctrl+Z with Enter"
	}
	return "Ctrl+D"
}

// readInput passes the lines of the input to Run. On a terminal it goes on after Ctrl+D.
func (f *Front) readInput() {
	in := bufio.NewReaderSize(f.opts.In, 64<<10)
	for {
		text, err := readLine(in)
		if text != "" && err == io.EOF {
			err = nil
		}
		select {
		case f.lines <- line{text, err}:
		case <-f.ctx.Done():
			return
		}
		if err != nil && (err != io.EOF || !f.opts.Terminal) {
			return
		}
	}
}

func readLine(in *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		part, err := in.ReadSlice('\n')
		b.Write(part)
		switch {
		case b.Len() > maxLine:
			return "", errLong
		case err == nil, err != bufio.ErrBufferFull:
			return strings.TrimRight(b.String(), "\r\n"), err
		}
	}
}

// input returns the channel of lines to take now, or nil. The next line of a pipe
// waits for the answer to the last one.
func (f *Front) input() <-chan line {
	if f.ending || f.busy && !f.opts.Terminal {
		return nil
	}
	return f.lines
}

// prompt asks for a line if there is something to say to it.
func (f *Front) prompt() {
	switch {
	case f.question != nil:
		f.out.ask(f.question.prompt)
	case f.busy:
	case len(f.pending) > 0:
		f.out.ask("More: ")
	default:
		f.out.ask("You: ")
	}
}

// took handles a line.
func (f *Front) took(got line) {
	if got.err != nil {
		f.inputEnded(got.err)
		return
	}
	f.out.answered()
	f.quitAsked = false
	text := termsafe.Text(got.text)
	if q := f.question; q != nil {
		f.question = nil
		f.showTyping()
		if q.long && f.opts.Terminal {
			text = strings.Join(append([]string{text}, f.pasted()...), "\n")
		}
		q.take(text)
		return
	}
	if strings.TrimSpace(text) != "/undo" {
		f.warn(f.carryOut(f.ctx))
	}
	if !f.opts.Terminal {
		f.typed(text)
		return
	}
	if rest := f.pasted(); len(rest) > 0 {
		f.pending = append(append(f.pending, text), rest...)
		f.say("%d lines were pasted. An empty line sends them; other text is added and sent. Ctrl+C drops them.", len(rest)+1)
		return
	}
	f.typed(text)
}

// pasted returns the lines that arrive too fast to be typed.
func (f *Front) pasted() (rest []string) {
	for {
		select {
		case got := <-f.lines:
			if got.err != nil {
				f.inputEnded(got.err)
				return rest
			}
			rest = append(rest, termsafe.Text(got.text))
		case <-time.After(pasteTime):
			return rest
		}
	}
}

// typed handles a line that is no answer to a question of the program: an act, a
// question to the model, or a part of one.
func (f *Front) typed(text string) {
	if before, more := strings.CutSuffix(text, `\`); more {
		f.pending = append(f.pending, before)
		return
	}
	if len(f.pending) == 0 {
		if f.dropped(text) || f.runsAct(text) {
			return
		}
		if text == "" {
			text, f.draft = f.draft, ""
		}
		text = strings.Replace(text, "//", "/", map[bool]int{true: 1}[strings.HasPrefix(text, "//")])
	} else if text != "" {
		f.pending = append(f.pending, text)
	}
	if len(f.pending) > 0 {
		text, f.pending = strings.Join(f.pending, "\n"), nil
	}
	if strings.TrimSpace(text) != "" {
		f.ask(text)
	}
}

// interrupted handles Ctrl+C: it stops the answer, drops what is typed, and quits
// when pressed twice.
func (f *Front) interrupted() {
	switch {
	case f.busy:
		f.sess.Stop()
	case f.question != nil && f.sess != nil:
		f.question = nil
		f.showTyping()
		f.say("Nothing was changed.")
	case len(f.pending) > 0:
		f.pending = nil
		f.say("The text was dropped.")
	case f.quitAsked || f.sess == nil:
		f.out.line("")
		f.done = true
	default:
		f.quitAsked = true
		f.say("Ctrl+C again quits.")
	}
}

// inputEnded quits when the input has ended. On a terminal Ctrl+D can be pressed
// while an answer is being written.
func (f *Front) inputEnded(err error) {
	switch {
	case err == errLong:
		f.failed = &failure{"A line of the input is larger than 8 MiB.", "Ask about a part of it."}
		f.done = true
	case f.busy && f.opts.Terminal && !f.quitAsked:
		f.quitAsked = true
		f.say("An answer is being written. %s again stops it and quits.", endKeys())
	case f.opts.Terminal:
		f.out.line("")
		f.done = true
	case len(f.pending) > 0:
		f.typed("")
		f.ending = true
	default:
		f.ending, f.done = true, !f.busy
	}
}

// A question is what the next line answers.
type question struct {
	prompt string
	take   func(line string)
	long   bool // pasted lines are one answer
}

// wants asks the person. If secret is set, the terminal does not show the answer.
func (f *Front) wants(prompt string, secret bool, take func(line string)) {
	f.question = &question{prompt: termsafe.Line(prompt) + " ", take: take}
	if !secret || f.opts.Mute == nil {
		return
	}
	restore, err := f.opts.Mute()
	if err != nil {
		f.warn(err)
		f.question = nil
		return
	}
	f.restore = func() {
		restore()
		f.out.line("")
	}
}

// wantsText asks for a text, which may be pasted lines, and which a backslash at the
// end of a line continues.
func (f *Front) wantsText(prompt string, take func(text string)) {
	var before string
	var took func(string)
	took = func(line string) {
		if part, more := strings.CutSuffix(line, `\`); more {
			before += part + "\n"
			f.wants("More:", false, took)
			f.question.long = true
			return
		}
		take(before + line)
	}
	f.wants(prompt, false, took)
	f.question.long = true
}

// showTyping lets the terminal show again what is typed.
func (f *Front) showTyping() {
	if f.restore != nil {
		f.restore()
		f.restore = nil
	}
}

// A failure is an error of this package in words.
type failure struct{ sentence, hint string }

func (e *failure) Error() string { return e.sentence }

// Notice implements notice.Noticer.
func (e *failure) Notice() (sentence, hint string) { return e.sentence, e.hint }

var _ notice.Noticer = (*failure)(nil)
