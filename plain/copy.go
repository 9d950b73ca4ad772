package plain

import (
	"context"
	"regexp"
	"strings"

	"banter/history"
)

// copyAnswer copies the target as the model wrote it.
func (f *Front) copyAnswer(string) {
	m, ok := f.target(history.Assistant)
	for _, chosen := range f.sess.State().Messages {
		if chosen.ID == f.chosen { // also a question
			m, ok = chosen, true
		}
	}
	if !ok || m.Text == "" {
		f.noTarget()
		return
	}
	f.copy("The message", m.Text)
}

// fenced finds the blocks of code of an answer.
var fenced = regexp.MustCompile("(?ms)^[ >]*(?:```+|~~~+)[^`\n]*\n(.*?)(?:^[ >]*(?:```+|~~~+)[ \t]*$|\\z)")

// copyCode copies a block of code of the target, the only one or by its number.
func (f *Front) copyCode(string) {
	m, _ := f.target(history.Assistant)
	var blocks, rows []string
	for _, found := range fenced.FindAllStringSubmatch(m.Text, -1) {
		blocks = append(blocks, strings.TrimSuffix(found[1], "\n"))
		rows = append(rows, count(strings.Count(found[1], "\n"), "line")+": "+firstWords(found[1]))
	}
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
