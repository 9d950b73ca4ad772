package tui

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/screen"
	"banter/session"
	"banter/themes"
)

// fakeBackend is a Backend whose answers the test writes, word by word.
type fakeBackend struct {
	asked  chan codex.Request // what was asked, in order
	events chan codex.Event
	faults chan error
	limits codex.Limits
	kept   codex.Limits  // what this machine has seen last; zero: nothing
	silent chan struct{} // not nil: Models and Limits wait for it
}

func newFakeBackend() *fakeBackend {
	return &fakeBackend{asked: make(chan codex.Request, 99), events: make(chan codex.Event), faults: make(chan error)}
}

func (p *fakeBackend) Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error] {
	return func(yield func(codex.Event, error) bool) {
		p.asked <- req
		for {
			select {
			case event := <-p.events:
				_, last := event.(codex.Completed)
				if !yield(event, nil) || last {
					return
				}
			case err := <-p.faults:
				yield(nil, err)
				return
			case <-ctx.Done():
				yield(nil, &codex.Error{Code: codex.CodeCanceled, Sentence: "Stopped.", Err: ctx.Err()})
				return
			}
		}
	}
}

func (p *fakeBackend) Models(ctx context.Context) (codex.Catalog, error) {
	if p.silent != nil {
		select {
		case <-p.silent:
		case <-ctx.Done():
			return codex.Catalog{}, ctx.Err()
		}
	}
	return codex.BundledCatalog(), nil
}

func (p *fakeBackend) Limits(ctx context.Context) (codex.Limits, error) {
	_, err := p.Models(ctx)
	return p.limits, err
}

func (p *fakeBackend) KeptLimits(string) (codex.Limits, bool) { return p.kept, !p.kept.At.IsZero() }

// say sends more text of the answer.
func (p *fakeBackend) say(text string) {
	p.events <- codex.TextDelta{Position: codex.Position{ItemID: "m"}, Delta: text}
}

// finish completes the answer.
func (p *fakeBackend) finish() {
	p.events <- codex.Completed{ResponseID: "r", Usage: &codex.Usage{Input: 8000, Output: 160, Total: 8160}}
}

// answer waits for a question and writes a complete answer.
func (p *fakeBackend) answer(t *testing.T, text string) codex.Request {
	t.Helper()
	req := p.question(t)
	p.say(text)
	p.finish()
	time.Sleep(100 * time.Millisecond)
	return req
}

func (p *fakeBackend) question(t *testing.T) codex.Request {
	t.Helper()
	select {
	case req := <-p.asked:
		return req
	case <-time.After(time.Minute):
		t.Fatal("no question came")
		return codex.Request{}
	}
}

// An app is the running program on a terminal in memory.
type app struct {
	*screen.Terminal
	t     *testing.T
	model *Model
	back  *fakeBackend
}

// setup configures a test's program. The zero value is an ordinary one.
type setup struct {
	options func(*Options)
	screen  screen.Options
	folder  string // of the history; "": one of its own
	back    *fakeBackend
}

// newApp starts the program. It must be called in a synctest bubble.
func newApp(t *testing.T, with setup) *app {
	t.Helper()
	if with.back == nil {
		with.back = newFakeBackend()
	}
	if with.folder == "" {
		with.folder = t.TempDir()
	}
	opts := Options{
		Account: &fakeAccount{}, Backend: with.back, Theme: themes.All()[0], Version: "test",
		Now: func() time.Time { return time.Now().UTC() },
		Open: func(ctx context.Context) (*history.DB, error) {
			return history.Open(ctx, filepath.Join(with.folder, "history.db"))
		},
	}
	if with.options != nil {
		with.options(&opts)
	}
	model := New(opts)
	return &app{screen.Start(model, with.screen), t, model, with.back}
}

// leave ends the program as package cli does.
func (d *app) leave() {
	d.t.Helper()
	d.Terminal.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := d.model.Close(ctx); err != nil {
		d.t.Errorf("close: %v", err)
	}
}

// ask types a question and sends it.
func (d *app) ask(text string) {
	d.Type(text)
	d.Press("enter")
}

// sees fails unless the screen shows every one of texts.
func (d *app) sees(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !d.WaitFor(text, 2*time.Second) {
			d.t.Fatalf("%q is not on the screen:\n%s", text, d.Text())
		}
	}
}

// seesNot fails if the screen shows one of texts.
func (d *app) seesNot(texts ...string) {
	d.t.Helper()
	d.Wait(200 * time.Millisecond)
	for _, text := range texts {
		if strings.Contains(d.Text(), text) {
			d.t.Fatalf("%q is on the screen:\n%s", text, d.Text())
		}
	}
}

// input returns the text in the input.
func (d *app) input() string {
	d.Wait(50 * time.Millisecond)
	synctest.Wait() // the program rests; its model may be read
	return d.model.chat.Input()
}

var _ session.Streamer = (*fakeBackend)(nil)
var _ Backend = (*fakeBackend)(nil)

// slowAccount is an Account whose store answers only when the test lets it.
type slowAccount struct {
	fakeAccount
	answer chan error
}

func (a *slowAccount) Tokens(ctx context.Context) (auth.Tokens, error) {
	select {
	case err := <-a.answer:
		return auth.Tokens{Email: "ada@example.org"}, err
	case <-ctx.Done():
		return auth.Tokens{}, ctx.Err()
	}
}

// said returns n questions with answers of some rows each.
func said(n int) []history.Message {
	messages := make([]history.Message, 0, 2*n)
	for i := range n {
		messages = append(messages,
			history.Message{ID: fmt.Sprint("q", i), Role: history.User, Status: history.Done, Text: fmt.Sprintf("question %d", i)},
			history.Message{ID: fmt.Sprint("a", i), Role: history.Assistant, Status: history.Done,
				Text: fmt.Sprintf("answer %d begins here and is long enough to be wrapped in a narrow window.\n\nanswer %d ends", i, i)})
	}
	return messages
}
