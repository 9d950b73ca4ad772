package gateway

import (
	"fmt"
	"strings"
	"testing"

	"banter/codex"
	"banter/codex/codextest"
)

// A program may continue with an answer by its id, or refer to its items by
// theirs, though the backend knows neither.
func TestMemory(t *testing.T) {
	for _, stream := range []string{"false", "true"} {
		r := newRig(t, codextest.Options{}, codextest.Text("One."), codextest.Text("Two."), codextest.Text("Three."))
		answer := func(more string) (response map[string]any) {
			body := `{"model":"` + classic + `","instructions":"Be kind.",` + more + `,"stream":` + stream + `}`
			if stream == "false" {
				return r.ask(pathResponses, body)
			}
			events := eventsOf(t, r.post(pathResponses, body))
			return mapOf(events[len(events)-1].data["response"])
		}
		first := answer(`"input":[{"role":"system","content":"Count."},{"role":"user","content":"Begin."}]`)
		second := answer(`"input":"Go on.","previous_response_id":"` + first["id"].(string) + `"`)
		sent := string(r.sent()["input"])
		if strings.Count(sent, `"encrypted_content"`) != 1 || !inOrder(sent, "Begin.", "encrypted_content", "One.", "Go on.") || second["previous_response_id"] != first["id"] {
			t.Errorf("second request %s", sent)
		}
		// Instructions hold for one request, system messages for the
		// conversation.
		if got := string(r.sent()["instructions"]); got != `"Be kind.\n\nCount."` {
			t.Errorf("instructions %s", got)
		}
		reasoning, message := dig(second, "output", 0, "id"), dig(second, "output", 1, "id")
		answer(fmt.Sprintf(`"input":[{"role":"user","content":"x"},{"type":"item_reference","id":%q},{"id":%q},{"role":"user","content":"y"}]`, reasoning, message))
		if sent := string(r.sent()["input"]); !inOrder(sent, `"x"`, "encrypted_content", "Two.", `"y"`) {
			t.Errorf("third request %s", sent)
		}
	}
}

// inOrder reports whether text contains the words in their order.
func inOrder(text string, words ...string) bool {
	for _, word := range words {
		_, rest, found := strings.Cut(text, word)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

func TestMemoryOfNothing(t *testing.T) {
	r := newRig(t, codextest.Options{Doc: "fine"})
	id := r.ask(pathResponses, question+`,"store":false}`)["id"].(string)
	if w := r.post(pathResponses, question+`,"previous_response_id":"`+id+`"}`); w.Code != 400 || dig(decoded(t, w.Body.Bytes()), "error", "code") != "previous_response_not_found" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// The memory has limits, and the newest answer is always in it.
func TestMemoryBounds(t *testing.T) {
	m := newMemory()
	answer := func(i, size int) {
		id := fmt.Sprint(i)
		m.remember("resp_"+id, []codex.Item{codex.UserText(strings.Repeat("x", size))}, []codex.Item{item(object{"type": "message", "id": "msg_" + id})}, nil)
	}
	for i := range maxAnswers + 10 {
		answer(i, 1)
	}
	for id, want := range map[string]bool{"9": false, "10": true, "509": true} {
		_, answered := m.conversation("resp_" + id)
		_, known := m.item("msg_" + id)
		if answered != want || known != want {
			t.Errorf("answer %s is there: %v, its item: %v", id, answered, known)
		}
	}
	answer(1000, maxMemory)
	if _, there := m.conversation("resp_1000"); !there || len(m.answers) != 1 || len(m.items) != 1 || len(m.order) != 1 {
		t.Errorf("%d answers, %d items", len(m.answers), len(m.items))
	}
	answer(1001, 1)
	if m.bytes > 1000 || len(m.answers) != 1 {
		t.Errorf("%d bytes in %d answers", m.bytes, len(m.answers))
	}
	m.remember("", nil, nil, nil)
	m.remember("resp_1001", nil, nil, nil)
	if c, _ := m.conversation("resp_1001"); len(m.order) != 1 || len(c) != 2 {
		t.Error("an id without a name, or one that came twice, was kept")
	}
}
