package gateway

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"banter/codex"
)

// retrieve answers GET /v1/responses/{id} from memory.
func (a *api) retrieve(w http.ResponseWriter, r *http.Request) {
	known, ok := a.memory.answer(r.PathValue("id"))
	switch {
	case !ok || known.response == nil:
		fail(w, unknownResponse(r.PathValue("id")))
	case r.URL.Query().Get("stream") == "true":
		fail(w, unsupported("stream", "An answer that has ended cannot be streamed again with a ChatGPT plan."))
	default:
		reply(w, http.StatusOK, known.response)
	}
}

// forget answers DELETE /v1/responses/{id}.
func (a *api) forget(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if !a.memory.delete(id) {
		fail(w, unknownResponse(id))
		return
	}
	reply(w, http.StatusOK, object{"id": id, "object": "response", "deleted": true})
}

// unknownResponse returns the fault of an answer that is not in memory, in the
// API's words, which have no code.
func unknownResponse(id string) *fault {
	return refusal(http.StatusNotFound, "", "", fmt.Sprintf("Response with id '%s' not found.", id))
}

// inputItems answers GET /v1/responses/{id}/input_items: the input of the
// answer, the newest item first by default.
func (a *api) inputItems(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	known, ok := a.memory.answer(id)
	if !ok {
		fail(w, unknownResponse(id))
		return
	}
	page, f := pageOf(withIDs(id, known.conversation[:known.asked]), r.URL.Query())
	if f != nil {
		fail(w, f)
		return
	}
	reply(w, http.StatusOK, page)
}

// withIDs returns the items, with ids for those of the program, which have
// none.
func withIDs(response string, items []codex.Item) []codex.Item {
	all := slices.Clone(items)
	for i, it := range all {
		if it.ID() == "" {
			f := fieldsOf(it)
			f.set("id", fmt.Sprintf("item_%d_%s", i, response))
			all[i] = item(f)
		}
	}
	return all
}

// pageOf returns a page of a list by the API's rules.
func pageOf(items []codex.Item, query url.Values) (object, *fault) {
	limit := 20
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return nil, invalid("limit", "The limit must be a number from 1 to 100.")
		}
		limit = n
	}
	if f := oneOf("order", query.Get("order"), "asc", "desc"); f != nil {
		return nil, f
	}
	if query.Get("order") != "asc" {
		slices.Reverse(items)
	}
	if after := query.Get("after"); after != "" {
		i := slices.IndexFunc(items, func(it codex.Item) bool { return it.ID() == after })
		items = items[i+1:]
	}
	page := object{"object": "list", "data": items, "has_more": len(items) > limit, "first_id": nil, "last_id": nil}
	if items = items[:min(limit, len(items))]; len(items) > 0 {
		page["data"], page["first_id"], page["last_id"] = items, items[0].ID(), items[len(items)-1].ID()
	}
	return page, nil
}
