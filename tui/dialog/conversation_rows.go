package dialog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/style"
)

// An entry is a conversation of the list, and the texts of its row.
type entry struct {
	history.Summary
	row row
}

// newEntry returns the entry of a conversation. The texts that depend on the time
// and on marks are added by show.
func newEntry(s history.Summary) entry {
	return entry{s, row{
		key: s.ID, name: style.Title(s.Title), about: history.Preview(termsafe.Line(s.LastLine)),
		columns: []string{sizeText(s.Size), termsafe.Line(s.Model), fmt.Sprintf("%s msgs", style.Count(s.Messages))},
	}}
}

// sortEntries puts the pinned conversations first, and the newest first among each.
func sortEntries(entries []entry) {
	slices.SortFunc(entries, func(a, b entry) int {
		if a.Pinned != b.Pinned {
			if a.Pinned {
				return -1
			}
			return 1
		}
		return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(b.ID, a.ID))
	})
}

// show shows the entries and what a search has found.
func (p *conversationPicker) show() {
	now := p.opts.Now()
	rows := make([]row, 0, len(p.entries)+len(p.search.rows))
	for _, e := range p.entries {
		r := e.row
		r.group, r.facts, r.sign = groupOf(e.Summary, now), style.Ago(e.Updated, now), p.signOf(e.Summary)
		switch {
		case p.opts.Background.Answering[e.ID]:
			r.facts = "answering"
		case p.opts.Background.Fresh[e.ID]:
			r.facts = "new answer"
		}
		rows = append(rows, r)
	}
	listed := len(rows)
	for _, r := range p.search.rows {
		if !p.isRemoved(p.search.hits[r.key].Conversation) {
			rows = append(rows, r)
		}
	}
	p.list.extra = len(rows) - listed
	p.setRows(rows)
}

// signOf returns the most important sign of a conversation.
func (p *conversationPicker) signOf(s history.Summary) sign {
	switch {
	case p.marked[s.ID]:
		return marked
	case p.opts.Background.Answering[s.ID]:
		return answering
	case p.opts.Background.Fresh[s.ID]:
		return fresh
	case s.Pinned:
		return pinned
	}
	return noSign
}

// groupOf returns the heading of a conversation: the day of its last use, and the
// month if that is a week ago.
func groupOf(s history.Summary, now time.Time) string {
	t := s.Updated.In(now.Location())
	switch days := style.DaysBetween(t, now); {
	case s.Pinned:
		return "Pinned"
	case days <= 0:
		return "Today"
	case days == 1:
		return "Yesterday"
	case days < 7:
		return t.Format("Monday")
	case t.Year() == now.Year():
		return t.Format("January")
	}
	return t.Format("January 2006")
}

// sizeText returns a number of bytes in words; empty: unknown.
func sizeText(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// about returns the line about the chosen row.
func (p *conversationPicker) about(st *style.Styles) string {
	key := p.list.chosenRow().key
	if hit, ok := p.search.hits[key]; ok {
		return p.aboutHit(st, hit)
	}
	at := p.index(key)
	if at < 0 || len(p.marked) > 0 {
		return p.countText()
	}
	e := p.entries[at]
	facts := []string{termsafe.Line(e.Model), countOf(e.Messages, "message"), sizeText(e.Size),
		"begun " + e.Created.In(p.opts.Now().Location()).Format("2 Jan 2006")}
	if e.Pinned {
		facts = append([]string{"pinned"}, facts...)
	}
	return joinFacts(st, facts...)
}

// countText returns how many conversations are marked, or listed.
func (p *conversationPicker) countText() string {
	if n := len(p.marked); n > 0 {
		return countOf(n, "conversation") + " marked"
	}
	return ""
}

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return style.Count(n) + " " + what + "s"
}

// joinFacts joins the facts that are not empty.
func joinFacts(st *style.Styles, facts ...string) string {
	dot := " · "
	if st.ASCII {
		dot = " - "
	}
	return strings.Join(slices.DeleteFunc(facts, func(s string) bool { return s == "" }), dot)
}

// index returns the index of a conversation's entry, or -1.
func (p *conversationPicker) index(id string) int {
	return slices.IndexFunc(p.entries, func(e entry) bool { return e.ID == id })
}
