package gateway

import (
	"net/http"
	"testing"

	"banter/codex/codextest"
)

// Answers in memory can be read, with their input, and deleted.
func TestStoredResponses(t *testing.T) {
	for _, stream := range []string{"false", "true"} {
		r := newRig(t, codextest.Options{}, codextest.Text("One."), codextest.Text("Two."))
		answer := func(more string) map[string]any {
			w := r.post(pathResponses, `{"model":"`+classic+`",`+more+`,"stream":`+stream+`}`)
			if stream == "false" {
				return decoded(t, w.Body.Bytes())
			}
			events := eventsOf(t, w)
			return mapOf(events[len(events)-1].data["response"])
		}
		get := func(path string, status int) map[string]any {
			t.Helper()
			w := r.do(request(http.MethodGet, pathResponses+path, ""))
			if w.Code != status {
				t.Errorf("GET %s: %d %s", path, w.Code, w.Body)
			}
			return decoded(t, w.Body.Bytes())
		}
		first := answer(`"input":"Begin.","metadata":{"a":"b"},"tools":[{"type":"custom","name":"x"}]`)
		id := first["id"].(string)
		if got := get("/"+id, 200); string(encode(got)) != string(encode(first)) {
			t.Errorf("%s, want %s", encode(got), encode(first))
		}
		get("/"+id+"?stream=true", 400)
		second := answer(`"previous_response_id":"` + id + `","input":[{"role":"user","content":"Go on."},{"id":"msg_x","type":"message","role":"user","content":[]}]`)["id"].(string)
		list := get("/"+second+"/input_items?order=asc", 200)
		if list["object"] != "list" || list["has_more"] != false || len(list["data"].([]any)) != 5 || dig(list, "data", 0, "content", 0, "text") != "Begin." ||
			dig(list, "data", 0, "id") != list["first_id"] || list["last_id"] != "msg_x" {
			t.Errorf("%v", list)
		}
		page := get("/"+second+"/input_items?limit=2&after=msg_x", 200)
		if page["has_more"] != true || len(page["data"].([]any)) != 2 || dig(page, "data", 0, "content", 0, "text") != "Go on." {
			t.Errorf("%v", page)
		}
		if page := get("/"+second+"/input_items?after="+list["first_id"].(string), 200); len(page["data"].([]any)) != 0 || page["first_id"] != nil {
			t.Errorf("%v", page)
		}
		for _, wrong := range []string{"limit=0", "limit=x", "limit=101", "order=random"} {
			get("/"+second+"/input_items?"+wrong, 400)
		}
		w := r.do(request(http.MethodDelete, pathResponses+"/"+id, ""))
		if gone := decoded(t, w.Body.Bytes()); w.Code != 200 || gone["id"] != id || gone["object"] != "response" || gone["deleted"] != true {
			t.Errorf("%d %v", w.Code, gone)
		}
		for _, path := range []string{"/" + id, "/" + id + "/input_items"} {
			fault := mapOf(get(path, 404)["error"])
			if fault["message"] != "Response with id '"+id+"' not found." || fault["type"] != "invalid_request_error" || fault["param"] != nil || fault["code"] != nil {
				t.Errorf("%v", fault)
			}
		}
		if w := r.do(request(http.MethodDelete, pathResponses+"/"+id, "")); w.Code != 404 {
			t.Errorf("deleted twice: %d", w.Code)
		}
		if w := r.post(pathResponses, question+`,"previous_response_id":"`+id+`"}`); w.Code != 400 {
			t.Errorf("goes on with a deleted answer: %d", w.Code)
		}
		get("/"+second, 200)
	}
}
