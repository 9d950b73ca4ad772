package history

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// The columns of a hit, and what follows the source of a message.
const (
	hitColumns  = "SELECT m.seq, m.id, c.id, c.title, c.leaf, m.role, iif(m.model <> '', m.model, c.model), m.created, "
	hitMessage  = " JOIN message m ON m.seq = "
	hitBookmark = " FROM bookmark b JOIN message m ON m.id = b.message"
	hitHead     = " JOIN conversation c ON c.id = m.conversation WHERE "
	titleColumn = `SELECT 0, '', c.id, c.title, c.leaf, '', c.model, c.updated, c.title FROM `
	titleHead   = " JOIN conversation_mark k ON k.seq = "
)

// read returns the hits of a query whose rows have the columns of hitColumns
// and the given texts. Without trust, a text must have every term.
func (s *searcher) read(query string, args []any, trust bool, fields ...Field) (hits []Hit, err error) {
	texts := make([]string, len(fields))
	err = s.rows(query, args, func(scan func(...any) error) (bool, error) {
		var h Hit
		var at int64
		into := []any{&h.seq, &h.Message, &h.Conversation, &h.Title, &h.Leaf, &h.Role, &h.Model, &at}
		for i := range texts {
			into = append(into, &texts[i])
		}
		if err := scan(into...); err != nil {
			return false, err
		}
		h.Time = time.UnixMicro(at)
		for i, text := range texts {
			marks, all := findMarks(text, s.query.Terms)
			if !all && !trust {
				continue
			}
			h.In = fields[i]
			h.setSnippet(text, marks)
			hits = append(hits, h)
		}
		return s.limit <= 0 || len(hits) < s.limit, nil
	})
	return hits, err
}

// titles returns the titles with every term.
func (s *searcher) titles() ([]Hit, error) {
	q := s.query
	if len(q.Terms) == 0 || q.Role != "" || q.Bookmarked {
		return nil, nil
	}
	where, args := q.filters("c.model", "c.account", "c.updated")
	var hits []Hit
	if !q.hasPart() {
		found, err := s.read(titleColumn+"title_fts f"+titleHead+"f.rowid JOIN conversation c ON c.id = k.conversation WHERE title_fts MATCH ? AND "+
			where+" ORDER BY f.rowid DESC", append([]any{matchWords(q.Terms)}, args...), true, InTitle)
		if err != nil {
			return found, err
		}
		hits = found
	}
	parts, partArgs, err := s.partRows("<", "ASC")
	if err != nil || parts == "" {
		return hits, err
	}
	found, err := s.read(titleColumn+"("+parts+") f"+titleHead+"-f.id JOIN conversation c ON c.id = k.conversation WHERE "+where, append(partArgs, args...), false, InTitle)
	for _, h := range found {
		if !slices.ContainsFunc(hits, func(other Hit) bool { return h.Conversation == other.Conversation }) {
			hits = append(hits, h)
		}
	}
	return hits, err
}

// notes returns the notes with every term, the newest messages first. A person has
// few, so that they need no index of words.
func (s *searcher) notes() ([]Hit, error) {
	if len(s.query.Terms) == 0 && !s.query.Bookmarked {
		return nil, nil
	}
	var found []string
	err := s.rows("SELECT message, note FROM bookmark WHERE note <> ''", nil, func(scan func(...any) error) (bool, error) {
		var message, note string
		err := scan(&message, &note)
		if _, all := findMarks(note, s.query.Terms); all {
			found = append(found, message)
		}
		return true, err
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	where, args := s.query.messageFilters()
	return s.read(hitColumns+"b.note"+hitBookmark+hitHead+where+
		" AND b.message IN (SELECT value FROM json_each(?)) ORDER BY m.seq DESC", append(args, jsonList(found)), true, InNote)
}

// messages returns the messages that have every term in their text, or in their
// reasoning.
func (s *searcher) messages() ([]Hit, error) {
	q := s.query
	where, args := q.messageFilters()
	switch {
	case len(q.Terms) == 0 && q.Bookmarked: // notes returns the others
		return s.read(hitColumns+"m.text"+hitBookmark+hitHead+where+
			" AND b.note = '' ORDER BY m.seq DESC", args, true, InText)
	case len(q.Terms) == 0:
		return s.read(hitColumns+"m.text FROM message m"+hitHead+where+" ORDER BY m.seq DESC", args, true, InText)
	}
	if recent, err := s.recent(where, args); err != nil || len(recent) > 0 {
		return recent, err
	}
	var hits []Hit
	if !q.hasPart() {
		match := append([]any{matchWords(q.Terms)}, args...)
		for _, index := range []Field{InText, InReasoning} {
			name := map[Field]string{InText: "message_fts", InReasoning: "reasoning_fts"}[index]
			found, err := s.read(hitColumns+"m."+string(index)+" FROM "+name+" f"+hitMessage+"f.rowid"+hitHead+name+" MATCH ? AND "+
				where+" ORDER BY f.rowid DESC", match, true, index)
			hits = append(hits, found...)
			if err != nil {
				return hits, err
			}
		}
	}
	parts, partArgs, err := s.partRows(">", "DESC")
	if err != nil || parts == "" {
		return hits, err
	}
	found, err := s.read(hitColumns+"m.text, m.reasoning FROM ("+parts+") f"+hitMessage+"f.id"+hitHead+where,
		append(partArgs, args...), false, InText, InReasoning)
	return append(hits, found...), err
}

// shortPrefix is the length, in bytes, up to which the beginning of a word is
// looked for in the newest messages first: FTS5 would collect all messages for
// each word that begins so. The first look at a few decides whether the other
// is likely to find enough.
const shortPrefix, fewMessages, recentMessages = 2, 40, 200

// recent returns the newest messages with every term, if that may be enough.
func (s *searcher) recent(where string, args []any) (found []Hit, err error) {
	last := s.query.Terms[len(s.query.Terms)-1]
	if s.limit <= 0 || !last.Prefix || len(last.words) == 0 || len(last.words[len(last.words)-1]) > shortPrefix {
		return nil, nil
	}
	for _, n := range []int{fewMessages, recentMessages} {
		found, err = s.read(hitColumns+"m.text, m.reasoning FROM (SELECT seq FROM message ORDER BY seq DESC LIMIT ?) f"+hitMessage+"f.seq"+hitHead+
			"m.status <> 'streaming' AND "+where, append([]any{n}, args...), false, InText, InReasoning)
		if err != nil || len(found) < s.limit*n/recentMessages {
			return nil, err
		}
	}
	return found, nil
}

// maxShort is the number of texts with a short part up to which the index is
// asked for them. A more frequent one is soon found in the newest texts.
const maxShort = 2000

// partRows returns a query of the ids in part_fts, above or below zero, whose
// texts may have all terms, in order; "" if there are none.
func (s *searcher) partRows(side, order string) (query string, args []any, err error) {
	var runs []string
	for _, t := range s.query.Terms {
		runs = t.appendRuns(runs)
	}
	if len(runs) > 0 {
		return "SELECT rowid AS id FROM part_fts WHERE part_fts MATCH ? AND rowid " + side + " 0 ORDER BY rowid " + order,
			[]any{strings.Join(runs, " AND ")}, nil
	}
	ids, err := s.shortPart(side)
	switch {
	case err != nil || len(ids) == 0:
		return "", nil, err
	case len(ids) > maxShort:
		return "SELECT id FROM part_fts_docsize WHERE id " + side + " 0 ORDER BY id " + order, nil, nil
	}
	list, err := json.Marshal(ids)
	return "SELECT value AS id FROM json_each(?) ORDER BY value " + order, []any{string(list)}, err
}

// shortPart returns the ids of texts with the longest part of the query, which
// has one or two characters. It stops after maxShort.
func (s *searcher) shortPart(side string) (ids []int64, err error) {
	longest := slices.MaxFunc(s.query.Terms, func(a, b Term) int { return cmp.Compare(len(a.short()), len(b.short())) }).short()
	if longest == "" {
		return nil, nil
	}
	err = s.rows("SELECT DISTINCT doc FROM part_terms WHERE term >= ?1 AND term < ?1 || char(0x10ffff) AND doc "+side+" 0 LIMIT ?2",
		[]any{longest, maxShort + 1}, func(scan func(...any) error) (bool, error) {
			var id int64
			err := scan(&id)
			ids = append(ids, id)
			return true, err
		})
	return ids, err
}

// appendRuns appends the runs of three characters that a text with the term
// has, quoted for FTS5.
func (t Term) appendRuns(runs []string) []string {
	for _, part := range append([][]rune{t.part}, runesOf(t.words)...) {
		for i := 0; i+3 <= len(part); i++ {
			if run := string(part[i : i+3]); !strings.ContainsAny(run, " \"\x00") {
				runs = append(runs, `"`+run+`"`)
			}
		}
	}
	return runs
}

// short returns the longest word or part.
func (t Term) short() string {
	if t.part != nil {
		return string(t.part)
	}
	return slices.MaxFunc(t.words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

func runesOf(words []string) (all [][]rune) {
	for _, word := range words {
		all = append(all, []rune(word))
	}
	return all
}

// hasPart reports whether a term is a part.
func (q Query) hasPart() bool {
	return slices.ContainsFunc(q.Terms, func(t Term) bool { return t.part != nil })
}

// messageFilters returns the conditions of the query on messages.
func (q Query) messageFilters() (where string, args []any) {
	return q.filters("iif(m.model <> '', m.model, c.model)", "iif(m.account <> '', m.account, c.account)", "m.created")
}

// filters returns the conditions of the query on the given columns.
func (q Query) filters(model, account, at string) (where string, args []any) {
	conditions := []string{"1"}
	add := func(condition string, value any) {
		conditions, args = append(conditions, condition), append(args, value)
	}
	if q.Role != "" {
		add("m.role = ?", q.Role)
	}
	if q.Bookmarked {
		conditions = append(conditions, "m.id IN (SELECT message FROM bookmark)")
	}
	if q.Model != "" {
		add("instr(lower("+model+"), lower(?)) > 0", q.Model)
	}
	if q.Account != "" {
		conditions = append(conditions, "substr("+account+", 1, length(?)) = ?")
		args = append(args, q.Account, q.Account)
	}
	if !q.After.IsZero() {
		add(at+" >= ?", q.After.UnixMicro())
	}
	if !q.Before.IsZero() {
		add(at+" < ?", q.Before.UnixMicro())
	}
	return strings.Join(conditions, " AND "), args
}

// setSnippet sets the passage of the hit.
func (h *Hit) setSnippet(text string, marks []Mark) {
	var shift int
	h.Snippet, h.Marks, shift = snippet(text, marks)
	h.Match = Mark{}
	if len(h.Marks) > 0 {
		h.Match = Mark{h.Marks[0].Start - shift, h.Marks[0].End - shift}
	}
}
