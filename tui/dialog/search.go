package dialog

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/style"
	"banter/tui/task"
)

// searchLimit is the most hits that are shown.
const searchLimit = 200

// search is what the query of the list finds in titles and messages.
type search struct {
	task *task.Task             // the newest one
	rows []row                  // titles that the list does not show, then messages
	hits map[string]history.Hit // by the key of the row

	bookmarks bool // the query is for bookmarks
}

// messagesFound is the result of a search.
type messagesFound struct {
	task *task.Task
	hits []history.Hit
	err  error
}

func (s *search) stop() {
	if s.task != nil {
		s.task.Stop()
	}
}

// find searches for what the field says. The rows of the query before stay until
// the result comes.
func (p *conversationPicker) find() tea.Cmd {
	p.search.stop()
	if p.renamed != nil {
		return nil
	}
	query, err := history.ParseQuery(p.field.Text())
	if err != nil || query.Empty() {
		p.search = search{}
		p.show()
		p.sayWhy(err)
		return nil
	}
	finding, s := p.opts.Tasks.Task(), p.opts.Store
	p.search.task, p.search.bookmarks = finding, query.Bookmarked
	return p.do(finding, func(ctx context.Context) tea.Msg {
		hits, err := s.Search(ctx, query, searchLimit)
		return messagesFound{finding, hits, err}
	})
}

// sayWhy shows an error and its hint under the rows.
func (p *conversationPicker) sayWhy(err error) {
	if err == nil {
		return
	}
	n := notice.Of(err)
	p.remark = strings.TrimSpace(n.Sentence + " " + n.Hint)
}

// found shows the result of the newest search.
func (p *conversationPicker) found(msg messagesFound) {
	if msg.task != p.search.task || errors.Is(msg.err, context.Canceled) {
		return
	}
	msg.task.Stop()
	chosen := p.list.chosenRow().key
	p.search.rows, p.search.hits = nil, make(map[string]history.Hit)
	listed := make(map[string]bool)
	for _, h := range p.list.hits {
		listed[p.list.rows[h.row].key] = true
	}
	for _, h := range msg.hits {
		if h.Message == "" && listed[h.Conversation] {
			continue // the list shows it
		}
		r := p.hitRow(h)
		p.search.hits[r.key] = h
		p.search.rows = append(p.search.rows, r)
	}
	p.sayWhy(msg.err)
	p.show()
	p.list.choose(chosen)
}

// hitRow returns the row of a hit: the title and the passage, in which the matches
// are lit.
func (p *conversationPicker) hitRow(h history.Hit) row {
	r := row{
		key: "hit " + h.Conversation + " " + h.Message + " " + string(h.In), name: style.Title(h.Title),
		group: "In messages", facts: style.Ago(h.Time, p.opts.Now()),
	}
	switch {
	case h.Message == "":
		r.group = "In titles"
		return r
	case p.search.bookmarks:
		r.group = "Bookmarks"
	case h.In == history.InNote:
		r.group = "In notes"
	}
	r.passage = true
	r.about, r.found = passage(h.Snippet, h.Marks)
	return r
}

// leadCells is how much of a passage precedes the first match, so that a narrow
// column shows the match.
const leadCells = 16

// passage returns a snippet as a safe line, and the bytes of its matches. It cuts
// what precedes the first match.
func passage(snippet string, marks []history.Mark) (string, []style.Span) {
	var b strings.Builder
	var lit []style.Span
	from := 0
	for i, m := range marks {
		before := oneLine(snippet[from:m.Start])
		if cut := ansi.StringWidth(before) - leadCells; i == 0 && cut > 0 {
			before = ansi.TruncateLeft(before, cut, "")
			if blank := strings.IndexByte(before, ' '); blank >= 0 && blank < len(before)-1 {
				before = before[blank+1:] // no half of a word
			}
			before = "…" + before
		}
		b.WriteString(before)
		start := b.Len()
		b.WriteString(oneLine(snippet[m.Start:m.End]))
		lit = append(lit, style.Span{From: start, To: b.Len()})
		from = m.End
	}
	b.WriteString(oneLine(snippet[from:]))
	return b.String(), lit
}

// oneLine returns a part of a text as a safe part of a line, without most marks of
// markdown. It keeps the blanks at its ends.
func oneLine(part string) string {
	line := inLine.Replace(termsafe.Text(part))
	for strings.Contains(line, "  ") {
		line = strings.ReplaceAll(line, "  ", " ")
	}
	return line
}

var inLine = strings.NewReplacer("\n", " ", "\t", " ", "**", "", "`", "", "### ", "", "## ", "")

// aboutHit returns the line about a hit.
func (p *conversationPicker) aboutHit(st *style.Styles, h history.Hit) string {
	where := map[history.Field]string{history.InReasoning: "reasoning", history.InTitle: "title", history.InNote: "note"}[h.In]
	if where == "" && h.Role == history.User {
		where = "question"
	} else if where == "" {
		where = "answer"
	}
	return joinFacts(st, where, termsafe.Line(h.Model), style.Title(h.Title))
}
