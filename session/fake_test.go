package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/session"
)

// A fake answers by scripts, one for each request: events, pauses, and an
// error at the end. It remembers the requests.
type fake struct {
	mu       sync.Mutex
	scripts  [][]any // codex.Event, time.Duration or error
	requests []codex.Request
	hang     <-chan struct{} // if not nil, a stream ends only after this is closed
}

var _ session.Streamer = (*fake)(nil)

func (f *fake) Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error] {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, req)
	if len(f.scripts) == 0 {
		panic("no script for this request")
	}
	script := f.scripts[0]
	f.scripts = f.scripts[1:]
	hang := f.hang
	return func(yield func(codex.Event, error) bool) {
		if hang != nil {
			defer func() { <-hang }()
		}
		for _, step := range script {
			switch step := step.(type) {
			case time.Duration:
				select {
				case <-time.After(step):
				case <-ctx.Done():
					yield(nil, &codex.Error{Code: codex.CodeCanceled, Sentence: "Cancelled.", Err: ctx.Err()})
					return
				}
			case error:
				yield(nil, step)
				return
			case codex.Event:
				if !yield(step, nil) {
					return
				}
			}
		}
	}
}

func (f *fake) script(steps ...any) { f.scripts = append(f.scripts, steps) }

// item makes an item of its JSON.
func item(raw string) codex.Item {
	var it codex.Item
	if err := it.UnmarshalJSON([]byte(raw)); err != nil {
		panic(err)
	}
	return it
}

const (
	reasoningJSON  = `{"type":"reasoning",  "id":"rs_1","summary":[{"type":"summary_text","text":"Thinking."}],"encrypted_content":"g<AAA>=="}`
	commentaryJSON = `{"type":"message","id":"msg_1","role":"assistant","phase":"commentary","content":[{"type":"output_text","text":"Let me see."}]}`
	finalJSON      = `{"type":"message","id":"msg_2","role":"assistant","phase":"final_answer","content":[{"type":"output_text","text":"It is 42."}]}`
)

// whole is an answer with reasoning and two messages.
func whole() []any {
	return []any{
		codex.Created{ResponseID: "resp_1"},
		codex.ReasoningDelta{Delta: "Thinking."}, codex.ItemDone{Item: item(reasoningJSON)},
		codex.TextDelta{Position: codex.Position{OutputIndex: 1}, Delta: "Let me "}, codex.TextDelta{Position: codex.Position{OutputIndex: 1}, Delta: "see."},
		codex.ItemDone{Position: codex.Position{OutputIndex: 1}, Item: item(commentaryJSON)},
		codex.TextDelta{Position: codex.Position{OutputIndex: 2}, Delta: "It is 42."}, codex.ItemDone{Position: codex.Position{OutputIndex: 2}, Item: item(finalJSON)},
		codex.Completed{Usage: &codex.Usage{Input: 10, Output: 5, Total: 15}},
	}
}

// plain is an answer of one message, known by its deltas alone.
func plain(text string) []any {
	return []any{codex.TextDelta{Delta: text}, codex.Completed{}}
}

var sol = codex.Model{Slug: "gpt-6.1-sol", DefaultEffort: "low", Efforts: []codex.Effort{{Name: "low"}, {Name: "high"}}}

// A bench is a session on a fake, inside a synctest bubble.
type bench struct {
	*testing.T
	*fake
	db      *history.DB
	session *session.Session
}

// run calls test with a new session, and closes it.
func run(t *testing.T, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		db, err := history.Open(t.Context(), ":memory:")
		check(t, err)
		defer func() { check(t, db.Close()) }()
		b := &bench{T: t, fake: &fake{}, db: db}
		b.session = session.New(b.options())
		defer func() { check(t, b.session.Close(t.Context())) }()
		test(b)
	})
}

func (b *bench) options() session.Options {
	return session.Options{Client: b.fake, History: b.db, Model: sol, Instructions: "Be brief.", Account: "acc_1"}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// send sends text and waits until nothing moves any more.
func (b *bench) send(text string) session.State {
	b.Helper()
	check(b, b.session.Send(b.Context(), text))
	return b.settle()
}

func (b *bench) settle() session.State {
	synctest.Wait()
	return b.session.State()
}

// onDisk returns the shown branch as the history has it.
func (b *bench) onDisk() []history.Message {
	b.Helper()
	c, err := b.db.Find(b.Context(), b.session.State().Conversation.ID)
	check(b, err)
	messages, err := b.db.Branch(b.Context(), c.Leaf)
	check(b, err)
	return messages
}

// transcript tells messages in short: role, status unless done, and text.
func transcript(messages []history.Message) string {
	var lines []string
	for _, m := range messages {
		line := string(m.Role[0]) + ": " + m.Text
		if m.Status != history.Done {
			line += " [" + string(m.Status) + "]"
		}
		lines = append(lines, strings.ReplaceAll(line, "\n", "/"))
	}
	return strings.Join(lines, "|")
}

// input returns the items of the i-th request as JSON, one a line.
func (b *bench) input(i int) string {
	b.Helper()
	var lines []string
	for _, it := range b.requests[i].Input {
		raw, err := it.MarshalJSON()
		check(b, err)
		lines = append(lines, string(raw))
	}
	return strings.Join(lines, "\n")
}

// said returns the items of the i-th request in short: role and text.
func (b *bench) said(i int) string {
	b.Helper()
	var all []string
	for _, it := range b.requests[i].Input {
		raw, err := it.MarshalJSON()
		check(b, err)
		var wire struct {
			Type, Role string
			Content    []struct{ Type, Text string }
		}
		check(b, json.Unmarshal(raw, &wire))
		if wire.Type != "message" {
			all = append(all, wire.Type)
			continue
		}
		if want := map[string]string{"user": "input_text", "assistant": "output_text"}[wire.Role]; wire.Content[0].Type != want {
			b.Errorf("a part of type %q by %q", wire.Content[0].Type, wire.Role)
		}
		all = append(all, wire.Role[:1]+": "+strings.ReplaceAll(wire.Content[0].Text, "\n", "/"))
	}
	return strings.Join(all, "|")
}

// equal reports got and want when they differ.
func (b *bench) equal(what, got, want string) {
	b.Helper()
	if got != want {
		b.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}

var errFull = &codex.Error{Code: codex.CodeContextFull, Sentence: "The conversation is too long for this model."}

var errNetwork = &codex.Error{Code: codex.CodeNetwork, Sentence: "There is no network.", Hint: "Check your connection.", Err: errors.New("dial")}
