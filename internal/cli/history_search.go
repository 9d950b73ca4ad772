package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/termsafe"
)

// defaultHits is the number of hits that a search prints.
const defaultHits = 20

func newHistorySearch(a *app) *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use:   "search QUERY...",
		Short: "Search all conversations",
		Long: "Search the titles, questions, answers, reasoning and notes of all conversations. Every word must be in one message; the last may be unfinished. " +
			"\"Words in quotes\" follow one another. role:user, model:NAME, account:NAME, after:DAY and before:DAY narrow the search; is:bookmarked finds what was marked in the chat.\n\n" +
			"The newest hits come first. In a pipe, each line has the IDs of the conversation and the message, the time, the title and the passage, separated by tabs.",
		Example: "banter history search goroutine leak\nbanter history search '\"data race\"' role:assistant after:2026-03\nbanter history search 世界 --json --limit 5",

		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.historyCommand(unlimited, func(ctx context.Context, h *historyCall, args []string) error {
			return h.search(ctx, args, limit, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	cmd.Flags().IntVar(&limit, "limit", defaultHits, "number of hits; 0 prints all")
	nameValue(cmd.Flags(), "limit", "NUMBER")
	a.takes(cmd, historySettings)
	return cmd
}

func (h *historyCall) search(ctx context.Context, args []string, limit int, asJSON bool) error {
	query, err := history.ParseQuery(strings.Join(args, " "))
	if mistake, ok := err.(*history.QueryError); ok {
		sentence, hint := mistake.Notice()
		return &usageError{strings.TrimSuffix(sentence, "."), hint}
	}
	if query.Empty() {
		return &usageError{"name a word to search for", "Try banter help history."}
	}
	if err := h.index(ctx); err != nil {
		return err
	}
	query.Account = h.accountID(query.Account)
	hits, err := h.db.Search(ctx, query, limit)
	if err := h.tolerate(err); err != nil {
		return err
	}
	if asJSON {
		if err := h.tolerate(h.db.SetLeaves(ctx, hits)); err != nil {
			return err
		}
	}
	for _, hit := range hits {
		if err := h.printHit(hit, asJSON); err != nil {
			return err
		}
	}
	if len(hits) == 0 {
		return errNothingFound
	}
	return nil
}

var errNothingFound = &failure{"Nothing was found.", ""}

// index lets the search find all that was saved. It says so if that takes time.
func (h *historyCall) index(ctx context.Context) error {
	began, said := time.Now(), false
	return h.tolerate(h.db.Index(ctx, func(int) {
		if !said && time.Since(began) > time.Second {
			said = true
			h.say("The search learns what an earlier Banter saved. That happens once; Ctrl+C leaves the rest for later.")
		}
	}))
}

// accountID returns the ID of the account with a name, or the name, which may
// be an ID.
func (h *historyCall) accountID(name string) string {
	if account, known, err := h.call.index().Find(name); err == nil && known && account.AccountID != "" {
		return account.AccountID
	}
	return name
}

func (h *historyCall) printHit(hit history.Hit, asJSON bool) error {
	switch {
	case asJSON:
		return h.printHitJSON(hit)
	case !isTerminal(h.Out):
		return h.row(hit.Conversation, hit.Message, localTime(hit.Time), hit.Title, hit.Snippet)
	}
	if err := h.row(h.shortID(hit.Conversation), localTime(hit.Time), hit.Title); err != nil {
		return err
	}
	if hit.In == history.InTitle {
		return nil
	}
	width, _ := size(h.Out)
	indent := "    "
	for line := range strings.SplitSeq(wrapWords(h.lit(hit), min(width, measure)-len(indent)), "\n") {
		if err := h.print("%s%s\n", indent, line); err != nil {
			return err
		}
	}
	return nil
}

// lit returns the passage of a hit in one line. The matches are bold.
func (h *historyCall) lit(hit history.Hit) string {
	var b strings.Builder
	at := 0
	for _, m := range hit.Marks {
		b.WriteString(oneLine(hit.Snippet[at:m.Start]))
		b.WriteString(h.bold(oneLine(hit.Snippet[m.Start:m.End])))
		at = m.End
	}
	b.WriteString(oneLine(hit.Snippet[at:]))
	return strings.TrimSpace(b.String())
}

// bold returns text in bold, unless the person wants no styles.
func (h *historyCall) bold(text string) string {
	if h.Getenv("NO_COLOR") != "" || h.basicStyles() {
		return text
	}
	words := strings.Split(text, " ") // each row that the passage breaks into is styled
	for i, word := range words {
		words[i] = "\x1b[1m" + word + "\x1b[22m"
	}
	return strings.Join(words, " ")
}

// oneLine returns a part of a passage without what a terminal would act on. It
// keeps spaces at both ends.
func oneLine(text string) string {
	const space = " \t\r\n"
	inner := strings.Trim(text, space)
	if inner == "" {
		return strings.Repeat(" ", min(1, len(text)))
	}
	line := strings.Join(strings.Fields(termsafe.Line(inner)), " ")
	if !strings.HasPrefix(text, inner[:1]) {
		line = " " + line
	}
	if len(strings.TrimRight(text, space)) < len(text) {
		line += " "
	}
	return line
}

func (h *historyCall) printHitJSON(hit history.Hit) error {
	type mark struct {
		Start int `json:"start"`
		End   int `json:"end"`
	}
	marks := []mark{}
	for _, m := range hit.Marks {
		marks = append(marks, mark(m))
	}
	return h.encode(struct {
		Conversation string        `json:"conversation"`
		Title        string        `json:"title"`
		Message      string        `json:"message,omitempty"`
		Leaf         string        `json:"leaf,omitempty"`
		In           history.Field `json:"in"`
		Role         history.Role  `json:"role,omitempty"`
		Model        string        `json:"model,omitempty"`
		Time         time.Time     `json:"time"`
		Passage      string        `json:"passage"`
		Marks        []mark        `json:"marks"` // bytes of the passage
		Match        mark          `json:"match"` // bytes of the whole text
	}{hit.Conversation, hit.Title, hit.Message, hit.Leaf, hit.In, hit.Role, hit.Model, hit.Time.UTC(), hit.Snippet, marks, mark(hit.Match)})
}
