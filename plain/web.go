package plain

import (
	"fmt"
	"slices"
	"strings"

	"banter/history"
	"banter/internal/citation"
	"banter/internal/notice"
	"banter/internal/termsafe"
)

// tellSteps tells what the model has done on the web since the last call, each step
// in a line.
func (f *Front) tellSteps(m history.Message) {
	if t := &f.telling; len(m.Items) != t.items {
		t.items = len(m.Items)
		steps := citation.Read("", m.Items).Steps
		for _, step := range steps[min(t.steps, len(steps)):] {
			f.heard()
			f.listen()
			f.say("%s.", stepWords(step))
		}
		t.steps = len(steps)
	}
}

func stepWords(s citation.Step) string {
	words := termsafe.Line(s.Words())
	if s.Action == "open_page" || s.Action == "find_in_page" {
		return strings.ToUpper(words[:1]) + words[1:]
	}
	return "Searched the web: " + words
}

// numbered returns the text of an answer with the numbers of its sources, and the
// sources.
func numbered(m history.Message) (text string, sources []citation.Source) {
	web := citation.Read(m.Text, m.Items)
	return web.Number(m.Text, func(n int) string { return fmt.Sprintf(" (source %d)", n) }).Text, web.Sources
}

// tellSources lists the sources of an answer.
func (f *Front) tellSources(sources []citation.Source) {
	if len(sources) == 0 {
		return
	}
	f.out.gap()
	f.say("Sources, which /sources and a number open:")
	for i, s := range sources {
		f.out.line(fmt.Sprintf("%d. %s", i+1, termsafe.Line(s.Words(", "))))
	}
}

// pickSource lists the sources of the target, or of the last answer that has some,
// with their addresses, to open one.
func (f *Front) pickSource(number string) {
	var sources []citation.Source
	messages := f.sess.State().Messages
	if m, ok := f.target(history.Assistant); ok && f.chosen != "" {
		messages = []history.Message{m}
	}
	for _, m := range slices.Backward(messages) {
		if _, sources = numbered(m); len(sources) > 0 {
			break
		}
	}
	if len(sources) == 0 {
		f.say("No answer here names sources. /web lets the model search the web.")
		return
	}
	rows := make([]string, len(sources))
	for i, s := range sources {
		rows[i] = s.URL
		if title := strings.TrimSpace(s.Title); title != "" && title != s.URL {
			rows[i] = title + ", " + s.URL
		}
	}
	list := menu{
		title: "Sources:", rows: rows, prompt: "A number opens one in your browser, an empty line goes back.",
		take: func(i int, _ string) { f.openSource(sources[i].URL) },
	}
	if number != "" {
		f.chose(list, number)
		return
	}
	f.choose(list)
}

// openSource opens an address of the web, or tells it where no person is or no
// browser.
func (f *Front) openSource(address string) {
	if f.opts.OpenAddress == nil || !f.opts.Terminal {
		f.say("The address is %s", address)
		return
	}
	f.say("Opening %s", address)
	if err := f.opts.OpenAddress(f.ctx, address); err != nil {
		f.say("%s", notice.Of(err).Sentence) // its hint is about the sign-in
	}
}
