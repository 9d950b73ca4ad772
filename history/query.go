package history

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Query is what a person searches for. All its terms and filters must hold.
type Query struct {
	Terms   []Term
	Role    Role      // of the message; empty: any, and titles
	Model   string    // part of the slug
	Account string    // ID of the account, or its beginning
	After   time.Time // the message is from then or later; zero: any
	Before  time.Time // the message is earlier

	Bookmarked bool // the message has a bookmark
}

// A Term is words that follow one another, or a part of a text in a script that
// does not separate words.
type Term struct {
	Text   string // as typed, without quotes
	Prefix bool   // the last word may be unfinished

	words []string // folded; nil for a part
	part  []rune   // folded; nil for words
}

// maxTerms is the number of terms of a query that count.
const maxTerms = 16

// ParseQuery reads a query:
//
//	goroutine leak      both words in one message; the last may be unfinished
//	"data race"         both words in this order
//	gorout*             words that begin like this
//	世界                 any part of a text in Chinese, Japanese, Korean and their like
//	role:user           questions; role:assistant is answers
//	model:gpt-6         models with this in their name
//	account:NAME        conversations of this account
//	after:2026-03       from then on; also a day, a year, today, yesterday, 7d, 2w
//	before:2026-03-05   until the day before
//	is:bookmarked       messages with a bookmark
//
// Anything else is text to search for: no other character is an operator. A
// filter without a value does not count, because a person may be typing it. The
// error is a [*QueryError].
func ParseQuery(text string) (Query, error) { return parseQuery(text, time.Now()) }

func parseQuery(text string, now time.Time) (Query, error) {
	var q Query
	for text = strings.ToValidUTF8(text, " "); ; {
		piece, rest, quoted := nextPiece(text)
		if piece == "" && rest == "" && !quoted {
			return q, nil
		}
		last := strings.TrimSpace(rest) == ""
		if key, value, found := strings.Cut(piece, ":"); found && !quoted {
			known, err := q.filter(strings.ToLower(key), value, now)
			if err != nil {
				return q, err
			}
			if known {
				text = rest
				continue
			}
		}
		open := last && !strings.HasSuffix(strings.TrimSpace(text), `"`) // a quote that is being typed
		if term, ok := newTerm(piece, strings.HasSuffix(piece, "*") || last && (!quoted || open)); ok && len(q.Terms) < maxTerms {
			q.Terms = append(q.Terms, term)
		}
		text = rest
	}
}

// nextPiece cuts a quoted phrase, or what extends to the next space, off text.
// The value of a filter may be quoted.
func nextPiece(text string) (piece, rest string, quoted bool) {
	text = strings.TrimLeft(text, " \t\r\n\u3000")
	if inside, isQuoted := strings.CutPrefix(text, `"`); isQuoted {
		piece, rest, _ = strings.Cut(inside, `"`)
		return piece, rest, true
	}
	end := strings.IndexAny(text, " \t\r\n\u3000")
	if end < 0 {
		end = len(text)
	}
	if i := strings.Index(text[:end], `:"`); i > 0 && slices.Contains(filterNames, strings.ToLower(text[:i])) {
		value, rest, _ := strings.Cut(text[i+2:], `"`)
		return text[:i+1] + value, rest, false
	}
	return text[:end], text[end:], false
}

var filterNames = []string{"role", "model", "account", "after", "before", "is"}

// filter sets a filter, and reports whether there is one of that name.
func (q *Query) filter(name, value string, now time.Time) (known bool, err error) {
	if value == "" {
		return slices.Contains(filterNames, name), nil
	}
	switch name {
	case "role":
		q.Role, err = parseRole(value)
	case "model":
		q.Model = value
	case "account":
		q.Account = value
	case "after":
		q.After, err = parseDay(name, value, now)
	case "before":
		q.Before, err = parseDay(name, value, now)
	case "is":
		if q.Bookmarked = strings.EqualFold(value, "bookmarked"); !q.Bookmarked {
			err = &QueryError{name, value, "Write is:bookmarked."}
		}
	default:
		return false, nil
	}
	return true, err
}

func parseRole(value string) (Role, error) {
	for role, names := range map[Role][]string{User: {"user", "me", "question"}, Assistant: {"assistant", "model", "answer"}} {
		for _, name := range names {
			if strings.EqualFold(value, name) {
				return role, nil
			}
		}
	}
	return "", &QueryError{"role", value, "Write role:user or role:assistant."}
}

// parseDay returns the beginning of the day, month or year that value names.
func parseDay(name, value string, now time.Time) (time.Time, error) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch strings.ToLower(value) {
	case "today":
		return today, nil
	case "yesterday":
		return today.AddDate(0, 0, -1), nil
	}
	for _, form := range []string{"2006-01-02", "2006-01", "2006"} {
		if day, err := time.ParseInLocation(form, value, now.Location()); err == nil {
			return day, nil
		}
	}
	if age, err := ParseAge(value); err == nil {
		return age.Before(now), nil
	}
	return time.Time{}, &QueryError{name, value, "Write a day such as 2026-03-05, a month such as 2026-03, a year, today, yesterday, 7d or 2w."}
}

// newTerm reports whether piece has a word.
func newTerm(piece string, prefix bool) (Term, bool) {
	words := strings.FieldsFunc(piece, func(r rune) bool { return !inWord(r) })
	if len(words) == 0 {
		return Term{}, false
	}
	t := Term{Text: piece, Prefix: prefix}
	if strings.ContainsFunc(piece, isUnspaced) {
		text := fold(strings.TrimFunc(piece, func(r rune) bool { return !inWord(r) }))
		t.part = []rune(strings.Join(strings.Fields(text), " "))
		return t, len(t.part) > 0
	}
	for _, word := range words {
		if word = fold(word); word != "" {
			t.words = append(t.words, word)
		}
	}
	return t, len(t.words) > 0
}

// Empty reports whether the query finds nothing because it asks for nothing.
func (q Query) Empty() bool {
	return len(q.Terms) == 0 && !q.Bookmarked && q.Role == "" && q.Model == "" && q.Account == "" && q.After.IsZero() && q.Before.IsZero()
}

// A QueryError reports the value of a filter that cannot be one.
type QueryError struct{ Filter, Value, hint string }

func (e *QueryError) Error() string {
	return fmt.Sprintf("search filter %s: bad value %q", e.Filter, e.Value)
}

// Notice implements notice.Noticer.
func (e *QueryError) Notice() (sentence, hint string) {
	return fmt.Sprintf("\"%s:%s\" is no filter of a search.", e.Filter, e.Value), e.hint
}

// An Age is a time span in whole days, weeks, months or years.
type Age struct {
	n    int
	unit byte // d, w, m or y
}

// ParseAge reads an age such as 90d, 12w, 6m or 2y.
func ParseAge(text string) (Age, error) {
	if text = strings.ToLower(text); len(text) < 2 {
		return Age{}, errAge
	}
	unit := text[len(text)-1]
	n, err := strconv.ParseUint(text[:len(text)-1], 10, 16)
	if err != nil || !strings.ContainsRune("dwmy", rune(unit)) || !utf8.RuneStart(unit) {
		return Age{}, errAge
	}
	return Age{int(n), unit}, nil
}

var errAge = &refusal{"not an age", "That is no time span.", "Write a number of days, weeks, months or years, such as 90d, 12w, 6m or 2y."}

// Before returns the moment that lies the age before now.
func (a Age) Before(now time.Time) time.Time {
	switch a.unit {
	case 'w':
		return now.AddDate(0, 0, -7*a.n)
	case 'm':
		return now.AddDate(0, -a.n, 0)
	case 'y':
		return now.AddDate(-a.n, 0, 0)
	}
	return now.AddDate(0, 0, -a.n)
}
