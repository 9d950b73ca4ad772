package codextest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// webTool is the type of the tool that searches the web.
const webTool = "web_search"

// webFields are the parameters of that tool, with the values that a text, or each
// text of a list, may have; nil: not checked (OpenAI API reference, "Create a model
// response"; the last two are those of the Codex CLI 0.169).
var webFields = map[string][]string{
	"type": {webTool}, "filters": nil, "user_location": nil,
	"search_context_size": {"low", "medium", "high"},
	"external_web_access": nil, "search_content_types": {"text", "image"},
}

// checkWebTools checks each web_search tool of a request as strictly as its
// parameters are documented.
func checkWebTools(_ *transaction, q *request) *reply {
	if a := checkWebTool("tools", q.Tools, q.model); a != nil {
		return a
	}
	for i, it := range q.items {
		if it.Type == toolsItem {
			if a := checkWebTool(fmt.Sprintf("input[%d].tools", i), it.Tools, q.model); a != nil {
				return a
			}
		}
	}
	return nil
}

func checkWebTool(param string, raw json.RawMessage, m model) *reply {
	var tools []map[string]json.RawMessage
	if json.Unmarshal(raw, &tools) != nil {
		return nil // other checks refuse it
	}
	for i, tool := range tools {
		if string(tool["type"]) != `"`+webTool+`"` {
			continue
		}
		at := fmt.Sprintf("%s[%d]", param, i)
		if !m.Searches {
			return invalid("unsupported_value", at, fmt.Sprintf("Tool '%s' is not supported with %s.", webTool, m.Slug))
		}
		for _, name := range sortedKeys(tool) {
			if a := checkWebField(at+"."+name, name, tool[name]); a != nil {
				return a
			}
		}
	}
	return nil
}

func checkWebField(param, name string, raw json.RawMessage) *reply {
	allowed, known := webFields[name]
	var texts []string
	var on bool
	switch {
	case !known:
		return invalid("unknown_parameter", param, fmt.Sprintf("Unknown parameter: '%s'.", param))
	case name == "external_web_access" && json.Unmarshal(raw, &on) != nil:
		return invalid("invalid_type", param, fmt.Sprintf("Invalid type for '%s': expected a boolean.", param))
	case allowed == nil:
		return nil
	}
	if json.Unmarshal(raw, &texts) != nil {
		texts = make([]string, 1)
		if json.Unmarshal(raw, &texts[0]) != nil {
			return invalid("invalid_type", param, fmt.Sprintf("Invalid type for '%s'.", param))
		}
	}
	for _, text := range texts {
		if a := oneOf(param, text, allowed...); a != nil || text == "" {
			return a
		}
	}
	return nil
}

// searchTime is how long a search takes if the server sends at a rate.
const searchTime = 800 * time.Millisecond

// action returns the action of the finished call.
func (w WebSearch) action() object {
	switch {
	case w.Find != "":
		return object{"type": "find_in_page", "url": w.URL, "pattern": w.Find}
	case w.URL != "":
		return object{"type": "open_page", "url": w.URL}
	}
	action := object{"type": "search", "query": w.Query, "queries": []string{w.Query}}
	if len(w.Sources) > 0 {
		sources := []any{}
		for _, url := range w.Sources {
			sources = append(sources, object{"type": "url", "url": url})
		}
		action["sources"] = sources
	}
	return action
}

func (w WebSearch) stream(st *stream) {
	id := st.newID("ws")
	output := st.open(object{"id": id, "type": "web_search_call", "status": "in_progress"})
	for _, stage := range []string{"in_progress", "searching", "completed"} {
		st.send("response.web_search_call."+stage, field{"output_index", output}, field{"item_id", id})
		if stage == "searching" {
			st.rest(searchTime)
		}
	}
	st.done(output, object{"id": id, "type": "web_search_call", "status": "completed", "action": w.action()})
}

// Cite returns the citation of a passage of a text. The passage must be in it.
func Cite(text, passage, url, title string) Citation {
	before, _, found := strings.Cut(text, passage)
	if !found {
		panic("the text has no such passage")
	}
	start := utf8.RuneCountInString(before)
	return Citation{start, start + utf8.RuneCountInString(passage), url, title}
}

// webAnswer returns the answer by default if the model may search the web.
func webAnswer(q Question) Answer {
	const text = "Go has had a release **every six months** since 2012, in February and August.\n\n" +
		"- Each major release is supported until there are *two newer ones*, which is about a year.\n" +
		"- Since Go 1.21 the `go` command fetches the toolchain that a module asks for.\n"
	const history, toolchain = "https://go.dev/doc/devel/release", "https://go.dev/doc/toolchain"
	return Answer{Items: []Item{
		Reasoning{Summary: []string{"**Searching the web**\n\nThe question may be about something recent, so a search comes first."}},
		WebSearch{Query: strings.Join(strings.Fields(q.Text), " "), Sources: []string{history, toolchain}},
		WebSearch{URL: history},
		WebSearch{URL: history, Find: "Release Policy"},
		Message{Text: text, Citations: []Citation{
			Cite(text, "in February and August.", history, "Release History"),
			Cite(text, "which is about a year.", history, "Release History"),
			Cite(text, "asks for.", toolchain, "Go Toolchains"),
		}},
	}}
}

// searches reports whether the model may search the web.
func (q Question) searches() bool { return slices.Contains(q.Tools, webTool) }
