// Package citation finds in the items of an answer what the model did on the web,
// and which sources its text names. citation.go reads the items, place.go finds
// the places for numbers, and number.go puts numbers there.
package citation

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// Web is what the items of an answer say about the web.
type Web struct {
	Steps   []Step
	Sources []Source // each address once; the number of a source is its index plus one
	marks   []mark
}

// A Step is a finished step of a web search.
type Step struct {
	Action  string   // search, open_page or find_in_page
	Queries []string // for search
	URL     string   // for open_page and find_in_page
	Pattern string   // for find_in_page
}

// A Source is a page that the text of an answer names. URL is an http or https
// address with a host. Title may be empty. Both come from the server unchanged.
type Source struct{ URL, Title string }

// A mark says that the text before a byte comes from a source.
type mark struct{ at, number int }

// maxSources bounds the sources of an answer.
const maxSources = 200

type wireItem struct {
	Type    string `json:"type"`
	Content []struct {
		Text        string       `json:"text"`
		Annotations []annotation `json:"annotations"`
	} `json:"content"`
	Action struct {
		Type    string   `json:"type"`
		Query   string   `json:"query"`
		Queries []string `json:"queries"`
		URL     string   `json:"url"`
		Pattern string   `json:"pattern"`
	} `json:"action"`
}

type annotation struct {
	Type  string `json:"type"`
	URL   string `json:"url"`
	Title string `json:"title"`
	Start int    `json:"start_index"`
	End   int    `json:"end_index"`
}

// Read reads the items of an answer whose text is given. It ignores items of
// other kinds and those that it cannot read.
func Read(text string, items []json.RawMessage) Web {
	var w Web
	from := 0 // where the text of the next item begins at the earliest
	for _, raw := range items {
		if !bytes.Contains(raw, []byte("web_search_call")) && !bytes.Contains(raw, []byte("output_text")) {
			continue
		}
		var item wireItem
		if json.Unmarshal(raw, &item) != nil {
			continue
		}
		switch item.Type {
		case "web_search_call":
			w.step(item)
		case "message":
			for _, part := range item.Content {
				at := strings.Index(text[from:], part.Text)
				if at < 0 || part.Text == "" {
					continue
				}
				w.cite(part.Text, from+at, part.Annotations)
				from += at + len(part.Text)
			}
		}
	}
	w.place(text)
	return w
}

func (w *Web) step(item wireItem) {
	a := item.Action
	s := Step{Action: a.Type, Queries: slices.Clone(a.Queries), URL: a.URL, Pattern: a.Pattern}
	if len(s.Queries) == 0 && a.Query != "" {
		s.Queries = []string{a.Query}
	}
	w.Steps = append(w.Steps, s)
}

// cite takes over the annotations of a part whose text begins at a byte of the
// answer.
func (w *Web) cite(part string, base int, annotations []annotation) {
	annotations = slices.DeleteFunc(annotations, func(a annotation) bool { return a.Type != "url_citation" || !web(a.URL) })
	unit := unitOf(part, annotations)
	for _, a := range annotations {
		number := w.number(Source{a.URL, a.Title})
		if number == 0 {
			return
		}
		if end := unit.offset(part, a.End); a.End > 0 && !slices.Contains(w.marks, mark{base + end, number}) {
			w.marks = append(w.marks, mark{base + end, number})
		}
	}
}

// number returns the number of a source, which is new if its address is. It
// returns 0 if there are too many.
func (w *Web) number(s Source) int {
	if i := slices.IndexFunc(w.Sources, func(had Source) bool { return had.URL == s.URL }); i >= 0 {
		return i + 1
	}
	if len(w.Sources) == maxSources {
		return 0
	}
	w.Sources = append(w.Sources, s)
	return len(w.Sources)
}

// web reports whether an address is one of the web, which a browser may open, and
// names no user, who could look like another host.
func web(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil
}

// Host returns the host of an address, without "www.".
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// Words says what a source is: its title and its host. They are not sanitized.
func (s Source) Words(dash string) string {
	host := Host(s.URL)
	if title := strings.TrimSpace(s.Title); title != "" && title != s.URL {
		return title + dash + host
	}
	return host
}

// Words says what a step did, such as "opened go.dev". It is not sanitized.
func (s Step) Words() string {
	switch {
	case s.Action == "open_page" && s.URL != "":
		return "opened " + Host(s.URL)
	case s.Action == "open_page":
		return "opened a page"
	case s.Action == "find_in_page":
		return "looked for \"" + s.Pattern + "\" in " + Host(s.URL)
	case len(s.Queries) == 0:
		return "a search"
	}
	return strings.Join(s.Queries, "; ")
}
