package plain

import (
	"context"
	"regexp"
	"strings"

	"banter/history"
)

// copyAnswer copies the target as the model wrote it.
func (f *Front) copyAnswer(string) {
	m, ok := f.aimed()
	if !ok || m.Text == "" {
		f.noTarget()
		return
	}
	f.copy("The message", m.Text)
}

// aimed returns the chosen message, which may be a question, or else the last answer.
func (f *Front) aimed() (history.Message, bool) {
	for _, m := range f.sess.State().Messages {
		if m.ID == f.chosen {
			return m, true
		}
	}
	return f.target(history.Assistant)
}

// fenced finds the blocks of code of an answer.
var fenced = regexp.MustCompile("(?ms)^[ >]*(?:```+|~~~+)[^`\n]*\n(.*?)(?:^[ >]*(?:```+|~~~+)[ \t]*$|\\z)")

// copyCode copies a block of code of the target, the only one or by its number.
func (f *Front) copyCode(string) {
	m, _ := f.target(history.Assistant)
	blocks, rows := codeIn(m.Text)
	switch len(blocks) {
	case 0:
		f.say("There is no code here.")
	case 1:
		f.copy("The code", blocks[0])
	default:
		f.choose(menu{
			title: "Blocks of code:", rows: rows, prompt: "A number copies one, an empty line goes back.",
			take: func(i int, _ string) { f.copy("The code", blocks[i]) },
		})
	}
}

// codeIn returns the blocks of code in a text, and what a list tells of them.
func codeIn(text string) (blocks, rows []string) {
	for _, found := range fenced.FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, strings.TrimSuffix(found[1], "\n"))
		rows = append(rows, count(strings.Count(found[1], "\n"), "line")+": "+firstWords(found[1]))
	}
	return blocks, rows
}

// lastCode returns the last block of code of the target, and reports that there is none.
func (f *Front) lastCode() (string, bool) {
	m, _ := f.target(history.Assistant)
	blocks, _ := codeIn(m.Text)
	if len(blocks) == 0 {
		f.say("There is no code here.")
		return "", false
	}
	return blocks[len(blocks)-1], true
}

func (f *Front) copyLastCode(string) {
	if code, ok := f.lastCode(); ok {
		f.copy("The code", code)
	}
}

func (f *Front) saveLastCode(name string) {
	if !f.mayUseFiles() {
		return
	}
	if code, ok := f.lastCode(); ok {
		f.saveAs(code, name)
	}
}

// copy sends text to a clipboard, or else to a file. A clipboard of the terminal is
// not tried: it is reached by escape sequences.
func (f *Front) copy(what, text string) {
	size := count(strings.Count(text, "\n")+1, "line")
	for _, write := range []func(context.Context, string) (string, error){f.opts.Clipboard, f.opts.Buffer} {
		if write == nil {
			continue
		}
		if tool, err := write(f.ctx, text); err == nil {
			f.say("%s was copied with %s, %s.", what, tool, size)
			return
		}
	}
	if f.opts.SaveCopy == nil || f.opts.Demo || f.sess.State().Temporary {
		f.say("There is no clipboard here. /raw and /end tell the answer as it was written.")
		return
	}
	path, err := f.opts.SaveCopy(f.ctx, text)
	if err != nil {
		f.warn(err)
		return
	}
	f.say("There is no clipboard here. The text is in %s, %s.", path, size)
}
