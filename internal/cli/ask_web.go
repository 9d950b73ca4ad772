package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"banter/internal/citation"
	"banter/internal/termsafe"
	"banter/session"
)

// askWeb is what a question has to do with the web.
type askWeb struct {
	search  bool // the model may search the web
	sources bool // print the sources in a pipe too
}

func (w *askWeb) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&w.search, "web", false, "let the model search the web for this question")
	cmd.Flags().BoolVar(&w.sources, "sources", false, "print the sources of the answer below it, in a pipe too")
}

// print prints the sources of the answer: on a terminal, or if they were asked for.
func (w *askWeb) print(c *call, state session.State, form *askForm) error {
	messages := state.Messages
	if len(messages) == 0 || !w.sources && (form.raw || !isTerminal(c.Out)) || form.json || form.code != "" {
		return nil
	}
	last := messages[len(messages)-1]
	dash := " — "
	if c.plainASCII() {
		dash = " - "
	}
	var list strings.Builder
	for i, source := range citation.Read(last.Text, last.Items).Sources {
		words := termsafe.Line(source.URL)
		if title := strings.TrimSpace(termsafe.Line(source.Title)); title != "" {
			words = title + dash + words
		}
		fmt.Fprintf(&list, "%d %s\n", i+1, words)
	}
	if list.Len() == 0 {
		return nil
	}
	if _, err := io.WriteString(c.Out, "\n"+list.String()); err != nil {
		return fmt.Errorf("print sources: %w", err)
	}
	return nil
}
