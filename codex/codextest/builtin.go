package codextest

import (
	"embed"
	"hash/fnv"
	"io/fs"
	"strings"
	"sync"
)

//go:embed answers/*.md
var answerFiles embed.FS

// A builtin is a text that answers questions by default.
type builtin struct {
	words   []string // words in questions that it answers
	summary []string // parts of the reasoning summary
	text    string
}

var builtins = sync.OnceValue(loadBuiltins)

// loadBuiltins reads the files in the order of their names. Each has lines
// "words: ..." and "summary: ...", then "---", then the text.
func loadBuiltins() []builtin {
	names, err := fs.Glob(answerFiles, "answers/*.md")
	if err != nil {
		panic(err) // embedded: cannot happen
	}
	list := make([]builtin, len(names))
	for i, name := range names {
		data, err := answerFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		head, text, _ := strings.Cut(string(data), "\n---\n")
		list[i].text = strings.TrimLeft(text, "\n")
		for line := range strings.Lines(head) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "words":
				list[i].words = strings.Fields(value)
			case "summary":
				title, rest, _ := strings.Cut(value, " | ")
				list[i].summary = append(list[i].summary, "**"+title+"**\n\n"+rest)
			}
		}
	}
	return list
}

// builtinAnswer returns the text whose words are in the question, else one that
// depends only on the question.
func builtinAnswer(q Question) Answer {
	if q.searches() {
		return webAnswer(q)
	}
	asked := strings.ToLower(q.Text)
	for _, b := range builtins() {
		for _, word := range b.words {
			if strings.Contains(asked, word) {
				return b.answer()
			}
		}
	}
	sum := fnv.New32a()
	sum.Write([]byte(asked))
	list := builtins()
	return list[sum.Sum32()%uint32(len(list))].answer()
}

func (b builtin) answer() Answer {
	return Answer{Items: []Item{Reasoning{Summary: b.summary}, Message{Text: b.text}}}
}
