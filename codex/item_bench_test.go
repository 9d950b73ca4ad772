package codex

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// benchItems returns items in the server's form: a search, reasoning, and a
// message of 2 kB with citations.
func benchItems() [][]byte {
	words := strings.Repeat("Words, and more words: **bold** ünï. ", 54)
	cite := `{"type":"url_citation","url":"https://a.example/page","title":"A page","start_index":10,"end_index":20}`
	return [][]byte{
		[]byte(`{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","queries":["a","b"],"sources":[{"url":"https://a.example"},{"url":"https://b.example"}]}}`),
		fmt.Appendf(nil, `{"type":"reasoning","id":"rs_1","encrypted_content":%q,"summary":[{"type":"summary_text","text":"**Plan** it."},{"type":"summary_text","text":"Do it."}]}`, strings.Repeat("gAAAA", 400)),
		fmt.Appendf(nil, `{"type":"message","id":"msg_1","role":"assistant","phase":"final_answer","status":"completed","content":[{"type":"output_text","text":%q,"annotations":[%s,%s,%s]}]}`, words, cite, cite, cite),
	}
}

// BenchmarkItem parses three items and reads all fields of each.
func BenchmarkItem(b *testing.B) {
	raw := benchItems()
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, data := range raw {
			var i Item
			if err := i.UnmarshalJSON(data); err != nil {
				b.Fatal(err)
			}
			n += len(i.Type()) + len(i.ID()) + len(i.Role()) + len(i.Phase()) + len(i.Text()) + len(i.Summary()) + len(i.Citations())
			if s, ok := i.Search(); ok {
				n += len(s.Queries) + len(s.Sources)
			}
		}
		if n < 2000 {
			b.Fatal(n)
		}
	}
}

// BenchmarkLongRequest parses 3,000 saved items and encodes the request that
// holds them, as each question of a long conversation does.
func BenchmarkLongRequest(b *testing.B) {
	raw := benchItems()
	b.ReportAllocs()
	for b.Loop() {
		req := Request{Model: "m"}
		for n := range 3000 {
			var i Item
			if err := json.Unmarshal(raw[n%len(raw)], &i); err != nil {
				b.Fatal(err)
			}
			req.Input = append(req.Input, i)
		}
		if _, err := (shape{}).encode(req); err != nil {
			b.Fatal(err)
		}
	}
}
