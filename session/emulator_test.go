package session_test

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
	"banter/history"
	"banter/internal/notice"
	"banter/session"
)

// A visitor is signed in at the emulator.
type visitor struct {
	server *codextest.Server
	tokens auth.Tokens
}

func (v *visitor) Tokens(context.Context) (auth.Tokens, error) { return v.tokens, nil }

func (v *visitor) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) {
	v.signIn()
	return v.tokens, nil
}

func (v *visitor) signIn() {
	t := v.server.SignIn(codextest.Account{}, 0)
	v.tokens = auth.Tokens{Access: auth.NewSecret(t.Access), AccountID: t.Account.ID, Issuer: v.server.Issuer(), BaseURL: v.server.BaseURL()}
}

// A wire is a session on the real client and the emulator.
type wire struct {
	*testing.T
	server  *codextest.Server
	db      *history.DB
	options session.Options
	catalog codex.Catalog
	session *session.Session
}

// overWire calls test with a new session, and closes it.
func overWire(t *testing.T, opts codextest.Options, test func(w *wire)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := codextest.New(opts)
		defer server.Close()
		v := &visitor{server: server}
		v.signIn()
		client := codex.NewClient(codex.Options{Source: v, BaseURL: server.BaseURL(), HTTPClient: server.Client()})
		catalog, err := client.Models(t.Context())
		check(t, err)
		db, err := history.Open(t.Context(), ":memory:")
		check(t, err)
		defer func() { check(t, db.Close()) }()
		w := &wire{T: t, server: server, db: db, catalog: catalog,
			options: session.Options{Client: client, History: db, Model: catalog.Default(), Account: v.tokens.AccountID}}
		w.session = session.New(w.options)
		defer func() { check(t, w.session.Close(t.Context())) }()
		test(w)
	})
}

// send sends text and waits until its answer has ended.
func (w *wire) send(text string) session.State {
	w.Helper()
	check(w, w.session.Send(w.Context(), text))
	return w.settle()
}

func (w *wire) settle() session.State {
	w.Helper()
	time.Sleep(2 * time.Hour) // beyond every patience of the client's
	synctest.Wait()
	state := w.session.State()
	if state.Answer != nil {
		w.Fatalf("still being written: %+v", state.Answer)
	}
	return state
}

// posts returns the requests for answers.
func (w *wire) posts() []codextest.Request {
	return slices.DeleteFunc(w.server.Requests(), func(r codextest.Request) bool { return r.Endpoint != "responses" })
}

func TestAConversationOverTheWire(t *testing.T) {
	overWire(t, codextest.Options{}, func(w *wire) {
		full := codextest.Answer{Items: []codextest.Item{
			codextest.Reasoning{Summary: []string{"First this.", "Then that."}},
			codextest.Message{Text: "Let me look.", Phase: "commentary"},
			codextest.Reasoning{},
			codextest.Message{Text: "Here it is."},
		}}
		w.server.Script(full, full, full, full)
		state := w.send("one")
		if answer := state.Messages[1]; answer.Text != "Let me look.\n\nHere it is." || answer.Reasoning != "First this.\n\nThen that." || len(answer.Items) != 4 {
			w.Errorf("answer %+v", answer)
		}
		w.send("two")

		resumed, err := session.Resume(w.Context(), w.options, state.Conversation.ID)
		check(w, err)
		check(w, w.session.Close(w.Context()))
		w.session = resumed
		w.send("three")

		other, ok := w.catalog.Find("gpt-6-luna")
		if !ok {
			w.Fatal("the emulator has no second model")
		}
		check(w, w.session.SetModel(w.Context(), other, "none such"))
		w.send("four")

		posts := w.posts()
		if len(posts) != 4 {
			w.Fatalf("%d requests", len(posts))
		}
		for i, encrypted := range []int{0, 2, 4, 0} { // the last is for another model
			body := posts[i].Body
			if got := strings.Count(body, `"encrypted_content":"`); got != encrypted {
				w.Errorf("request %d: %d pieces of encrypted reasoning, want %d", i, got, encrypted)
			}
			if got := strings.Count(body, `"role":"user"`); got != i+1 {
				w.Errorf("request %d: %d questions", i, got)
			}
			if posts[i].Header.Get("session-id") != state.Conversation.ID {
				w.Errorf("request %d: session-id %q", i, posts[i].Header.Get("session-id"))
			}
		}
		if last := posts[3].Body; !strings.Contains(last, `"gpt-6-luna"`) || !strings.Contains(last, `"effort":"`+other.DefaultEffort+`"`) {
			w.Errorf("the request to the other model: %s", last)
		}
	})
}

func TestALongAnswerAtFullSpeed(t *testing.T) {
	doc := strings.Repeat("A line of *markdown* with ünïcode 😀 and `code`.\n\n", 2000)
	overWire(t, codextest.Options{Doc: doc}, func(w *wire) {
		state := w.send("go")
		if got := state.Messages[1].Text; got != doc {
			w.Errorf("%d bytes shown of %d", len(got), len(doc))
		}
		branch, err := w.db.Branch(w.Context(), state.Messages[1].ID)
		check(w, err)
		if branch[1].Text != doc || branch[1].Status != history.Done {
			w.Errorf("%d bytes saved of %d, %s", len(branch[1].Text), len(doc), branch[1].Status)
		}
	})
}

func TestTextAppearsWhileItStreamsAndTheHalfStays(t *testing.T) {
	doc := strings.Repeat("words ", 1000)
	overWire(t, codextest.Options{Doc: doc, Chunk: 6, Rate: 50}, func(w *wire) {
		check(w, w.session.Send(w.Context(), "go"))
		time.Sleep(10 * time.Second)
		synctest.Wait()
		half := w.session.State()
		if half.Answer == nil || len(half.Answer.Text) < 400*6 || !strings.HasPrefix(doc, half.Answer.Text) {
			w.Fatalf("after 10 s: %+v", half.Answer)
		}
		w.session.Stop()
		synctest.Wait()
		stopped := w.session.State()
		if m := stopped.Messages[1]; m.Text != half.Answer.Text || m.Status != history.Stopped {
			w.Errorf("stopped at %d bytes, kept %d as %s", len(half.Answer.Text), len(m.Text), m.Status)
		}
		// The strict server takes the half as part of the next request.
		w.server.Script(codextest.Text("fine"))
		state := w.send("go on")
		w.equal(transcript(state.Messages[2:]), "u: go on|a: fine")
		if posts := w.posts(); len(posts) != 2 || !strings.Contains(posts[1].Body, `"output_text","text":"words words`) {
			w.Errorf("%d requests", len(posts))
		}
	})
}

// An answer that breaks off after its text has begun is not asked for again
// without the person. The strict server takes the half as part of the request
// that goes on with it.
func TestContinueOverTheWire(t *testing.T) {
	overWire(t, codextest.Options{}, func(w *wire) {
		w.server.Script(codextest.Answer{Items: []codextest.Item{
			codextest.Reasoning{Summary: []string{"First this."}}, codextest.Message{Text: "Let me look.", Phase: "commentary"},
			codextest.Message{Text: strings.Repeat("words ", 200)},
		}}, codextest.Text("and the rest."), codextest.Text("fine"))
		check(w, w.server.Fault("cut", 1))
		state := w.send("q")
		half := state.Messages[1]
		if half.Status != history.Failed || len(half.Text) < 20 || !state.Continuable || len(w.posts()) != 1 {
			w.Fatalf("%d requests, %+v", len(w.posts()), state)
		}
		check(w, w.session.Continue(w.Context()))
		state = w.settle()
		w.equal(state.Messages[1].Text, half.Text+"and the rest.")
		w.equal(transcript(w.send("next").Messages[2:]), "u: next|a: fine")
		if posts := w.posts(); len(posts) != 3 || strings.Count(posts[2].Body, `"encrypted_content":"`) != 2 { // of the half and of the rest
			w.Errorf("%d requests, the last: %.300s", len(posts), posts[len(posts)-1].Body)
		}
	})
}

// The strict server refuses a question, then what is to be summarized, and takes
// what is sent with the summary.
func TestCompactOverTheWire(t *testing.T) {
	overWire(t, codextest.Options{}, func(w *wire) {
		thought := codextest.Answer{Items: []codextest.Item{codextest.Reasoning{}, codextest.Message{Text: "fine"}}}
		w.server.Script(thought, thought, thought, thought)
		for _, question := range []string{"one", "two", "three", "four"} {
			w.send(question)
		}
		check(w, w.server.Fault("400-context", 2))
		state := w.send("five")
		if fault, ok := errors.AsType[*codex.Error](state.Err); !ok || fault.Code != codex.CodeContextFull || !state.Compactable {
			w.Fatalf("not refused: %v", state.Err)
		}
		w.server.Script(codextest.Text("Half."), codextest.Text("Short."), thought)
		check(w, w.session.Compact(w.Context()))
		state = w.settle()
		w.equal(transcript(state.Messages[7:]), "a: fine|a: Short.|u: five|a: fine")
		posts := w.posts()
		if last := posts[len(posts)-1].Body; len(posts) != 9 || strings.Count(last, `"role":"user"`) != 3 || strings.Count(last, `"encrypted_content":"`) != 2 {
			w.Errorf("%d requests, the last: %s", len(posts), last)
		}
	})
}

func (w *wire) equal(got, want string) {
	w.Helper()
	if got != want {
		w.Errorf("got %s\nwant %s", got, want)
	}
}

// After every fault the answer ends, a person can read why, the question
// is kept, and once the fault is over it can be asked again, and only once.
func TestEveryFaultOfTheServer(t *testing.T) {
	signIn := regexp.MustCompile("^(device|grant|exchange|refresh|authorize)-")
	for name := range codextest.Faults() {
		if signIn.MatchString(name) {
			continue
		}
		t.Run(strings.ReplaceAll(name, ":", " "), func(t *testing.T) {
			overWire(t, codextest.Options{Doc: "The whole answer, in *markdown*."}, func(w *wire) {
				check(w, w.server.Fault(name, -1))
				state := w.send("q")
				answer := state.Messages[1]
				if answer.Status != history.Done {
					if said := notice.Of(state.Err); said.Unknown || said.Sentence == "" || answer.Error != said.Sentence {
						w.Errorf("%v in words: %+v; with the message: %q", state.Err, said, answer.Error)
					}
				} else if text, _, _ := strings.Cut(answer.Text, "\n\nAll work"); text != "The whole answer, in *markdown*." {
					w.Errorf("done with %.200q", answer.Text)
				}
				if (answer.Status == history.Done) == state.Retryable || len(state.Messages) != 2 || state.Messages[0].Text != "q" {
					w.Errorf("state %+v", state)
				}
				w.server.ClearFaults()
				check(w, w.session.Retry(w.Context()))
				state = w.settle()
				w.equal(transcript(state.Messages), "u: q|a: The whole answer, in *markdown*.")
				posts := w.posts()
				if got := strings.Count(posts[len(posts)-1].Body, `"role":"user"`); got != 1 {
					w.Errorf("the last request has the question %d times", got)
				}
			})
		})
	}
}
