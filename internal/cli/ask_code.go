package cli

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/alecthomas/chroma/v2/lexers"

	"banter/tui/markdown"
)

// codeWriter prints the blocks of code of an answer, byte for byte, once the
// answer has ended: only then is it known where each block ends.
type codeWriter struct {
	choice string // number, language or allCode
	out    io.Writer
	answer strings.Builder
}

func (w *codeWriter) write(delta string) error {
	w.answer.WriteString(delta)
	return nil
}

func (w *codeWriter) quiet() {}

func (w *codeWriter) end() error {
	doc := markdown.New(markdown.Options{Width: measure})
	doc.Append(w.answer.String())
	doc.Finish()
	chosen, err := chooseCode(doc.CodeBlocks(), w.choice)
	if err != nil {
		return err
	}
	for _, block := range chosen {
		raw := newRawWriter(w.out)
		if err := raw.write(block.Content); err != nil {
			return err
		}
		if err := raw.end(); err != nil {
			return err
		}
	}
	return nil
}

// chooseCode returns the blocks that --code asks for, at least one.
func chooseCode(blocks []markdown.CodeBlock, choice string) ([]markdown.CodeBlock, error) {
	if len(blocks) == 0 {
		return nil, &failure{"The answer has no code.", ""}
	}
	if choice == allCode {
		return blocks, nil
	}
	if n, err := strconv.Atoi(choice); err == nil {
		if n > len(blocks) {
			return nil, &failure{fmt.Sprintf("The answer has no block of code %d.", n), "It has " + blockCount(len(blocks)) + "."}
		}
		return blocks[n-1 : n], nil
	}
	var chosen []markdown.CodeBlock
	for _, block := range blocks {
		if sameLanguage(block.Language, choice) {
			chosen = append(chosen, block)
		}
	}
	if len(chosen) == 0 {
		return nil, &failure{"The answer has no code in " + quoted(choice) + ".", "It has " + blockCount(len(blocks)) + ": " + languages(blocks) + "."}
	}
	return chosen, nil
}

// sameLanguage reports whether two names are of one language: py is python.
func sameLanguage(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	first, second := lexers.Get(a), lexers.Get(b)
	return first != nil && second != nil && first.Config().Name == second.Config().Name
}

func blockCount(n int) string {
	if n == 1 {
		return "one block of code"
	}
	return strconv.Itoa(n) + " blocks of code"
}

// languages lists the languages of blocks in their order.
func languages(blocks []markdown.CodeBlock) string {
	var names []string
	for _, block := range blocks {
		names = append(names, cmp.Or(block.Language, "no language"))
	}
	return strings.Join(names, ", ")
}
