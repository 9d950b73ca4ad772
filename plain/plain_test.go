package plain_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/golden"
	"banter/internal/screen"
	"banter/plain"
	"banter/tui/keymap"
)

// A server answers by scripts of texts, pauses and errors, one for each question.
type server struct {
	mu      sync.Mutex
	scripts [][]any
	asked   []codex.Request
	limits  codex.Limits
	broken  error        // of Limits
	kept    codex.Limits // what this machine has seen last; zero: nothing
}

func (s *server) Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error] {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, req)
	script := []any{"An answer."}
	if len(s.scripts) > 0 {
		script, s.scripts = s.scripts[0], s.scripts[1:]
	}
	return func(yield func(codex.Event, error) bool) {
		for _, step := range script {
			switch step := step.(type) {
			case time.Duration:
				select {
				case <-time.After(step):
				case <-ctx.Done():
					yield(nil, &codex.Error{Code: codex.CodeCanceled, Sentence: "Canceled.", Err: ctx.Err()})
					return
				}
			case error:
				yield(nil, step)
				return
			case codex.Event:
				if !yield(step, nil) {
					return
				}
			case string:
				if !yield(codex.TextDelta{Delta: step}, nil) {
					return
				}
			}
		}
		yield(codex.Completed{Usage: &codex.Usage{Input: 10, Output: 5, Total: 15}}, nil)
	}
}

func (s *server) Limits(context.Context) (codex.Limits, error) { return s.limits, s.broken }

func (s *server) KeptLimits(string) (codex.Limits, bool) { return s.kept, !s.kept.At.IsZero() }

func (s *server) Models(context.Context) (codex.Catalog, error) { return codex.BundledCatalog(), nil }

// ada is signed in.
type ada struct{ plain.Account }

func (ada) Tokens(context.Context) (auth.Tokens, error) {
	return auth.Tokens{AccountID: "acc-ada"}, nil
}

// A paper keeps what is written.
type paper struct {
	mu   sync.Mutex
	text strings.Builder
}

func (p *paper) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *paper) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func (p *paper) Len() int { return len(p.String()) }

// A desk is a terminal, or a pipe, with the front end on it.
type desk struct {
	*server
	t          *testing.T
	keys       *io.PipeWriter
	interrupts chan os.Signal
	out        paper
	front      *plain.Front
	db         *history.DB
	file       string
	hangUp     context.CancelFunc
	ended      chan error
}

// sits runs a test at a desk. setUp may change the options.
func sits(t *testing.T, setUp func(d *desk, o *plain.Options), test func(d *desk)) {
	t.Helper()
	file := t.TempDir() + "/history.db"
	synctest.Test(t, func(t *testing.T) {
		in, keys := io.Pipe()
		d := &desk{server: &server{}, t: t, keys: keys, interrupts: make(chan os.Signal, 1), file: file, ended: make(chan error, 1)}
		o := plain.Options{
			In: in, Out: &d.out, Terminal: true, Interrupts: d.interrupts, Account: ada{}, Backend: d.server, Bell: true,
			Open: func(ctx context.Context) (db *history.DB, err error) {
				d.db, err = history.Open(ctx, file)
				return d.db, err
			},
		}
		if setUp != nil {
			setUp(d, &o)
		}
		d.front = plain.New(o)
		ctx, hangUp := context.WithCancel(t.Context())
		defer hangUp()
		d.hangUp = hangUp
		go func() { d.ended <- d.front.Run(ctx) }()
		d.settle()
		test(d)
		keys.Close()
		d.settle()
		select {
		case err := <-d.ended:
			if err != nil {
				t.Error(err)
			}
		default:
			t.Error("the front end does not end with its input")
		}
		if err := d.front.Close(context.Background()); err != nil {
			t.Error(err)
		}
		checkBytes(t, d.out.String())
	})
}

func (d *desk) settle() {
	time.Sleep(100 * time.Millisecond)
	synctest.Wait()
}

// types types lines, and returns what is written until the front waits again.
func (d *desk) types(text string) string {
	d.t.Helper()
	before := d.out.Len()
	if _, err := io.WriteString(d.keys, text+"\n"); err != nil {
		d.t.Fatal(err)
	}
	d.settle()
	return d.out.String()[before:]
}

func (d *desk) interrupt() string {
	before := d.out.Len()
	d.interrupts <- os.Interrupt
	d.settle()
	return d.out.String()[before:]
}

func (d *desk) scripts(steps ...any) { d.server.scripts = append(d.server.scripts, steps) }

func (d *desk) sees(got string, words ...string) {
	d.t.Helper()
	for _, word := range words {
		if !strings.Contains(got, word) {
			d.t.Errorf("%q is not in\n%s", word, got)
		}
	}
}

// lastAsked returns the text of the last request.
func (d *desk) lastAsked() string {
	raw, _ := d.asked[len(d.asked)-1].Input[len(d.asked[len(d.asked)-1].Input)-1].MarshalJSON()
	return string(raw)
}

var unwanted = regexp.MustCompile(`[\x00-\x06\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{2500}-\x{259f}]`)

// checkBytes checks that nothing but text, line feeds, tabs and bells was written.
func checkBytes(t *testing.T, out string) {
	t.Helper()
	if found := unwanted.FindString(out); found != "" {
		t.Errorf("%q was written", found)
	}
}

func TestConversation(t *testing.T) {
	sits(t, nil, func(d *desk) {
		d.scripts("It is **42**. See [why](https://x.org/).\n\n- one\n", time.Second, "- two\n\n```go\nx := 1\n```\n")
		d.scripts("Half a sentence. Then", time.Minute, "never")
		d.scripts(" the rest.")
		d.types("What is it?")
		time.Sleep(2 * time.Second)
		d.types("Tell me more.")
		d.interrupt()
		d.types("/continue")
		d.types("/details")
		d.types("/models")
		d.types("2 high")
		d.types("/nothing")
		d.types("/redraw")
		d.interrupt()
		golden.Check(t, "conversation", strings.NewReplacer("\a", "(bell)", "Ctrl+Z with Enter", "Ctrl+D").Replace(d.out.String()))
	})
}

// TestLines checks how lines become questions.
func TestLines(t *testing.T) {
	sits(t, nil, func(d *desk) {
		for _, test := range []struct{ typed, asked string }{
			{"one", "one"}, {"first\\\nsecond", `first\nsecond`}, {"//help me", "/help me"}, {"/etc/hosts is what?", "/etc/hosts is what?"},
			{"a\nb\nc\n", `a\nb\nc`}, {"\x1b[31mred", "red"},
		} {
			got := ""
			for i, line := range strings.SplitAfter(test.typed, "\\\n") {
				if line = strings.TrimSuffix(line, "\n"); i == 0 && strings.Contains(line, "\n") { // a paste, and Enter
					got += d.types(line)
					line = ""
				}
				got += d.types(line)
			}
			if asked := d.lastAsked(); !strings.Contains(asked, `"`+test.asked+`"`) {
				t.Errorf("%q asked %s\n%s", test.typed, asked, got)
			}
		}
		questions := len(d.asked)
		d.types("a\nb")
		d.sees(d.interrupt(), "The text was dropped.")
		d.types("")
		if len(d.asked) != questions {
			t.Error("dropped text was sent")
		}
		d.interrupt()
		d.interrupt()
		if err := <-d.ended; err != nil {
			t.Error(err)
		}
		d.ended <- nil
	})
}

// TestPipe checks that each line of a pipe waits for the answer to the one before,
// and that the end of the input waits too.
func TestPipe(t *testing.T) {
	sits(t, func(d *desk, o *plain.Options) { o.Terminal, o.Bell, o.ASCII = false, false, true }, func(d *desk) {
		d.scripts(time.Second, "“First” – naïve 中.")
		d.scripts(time.Second, "```\n├─ x\n```")
		d.types("one\ntwo\n/details")
		d.keys.Close()
		time.Sleep(5 * time.Second)
		want := "You: one\n\nAnswer:\n\"First\" - naive ?.\n\nYou: two\n\nAnswer:\nCode:\n+- x\nEnd of code.\n\nModel, time and tokens of each answer are told.\n"
		if got := d.out.String(); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func TestErrors(t *testing.T) {
	sits(t, nil, func(d *desk) {
		d.scripts("Some words", &codex.Error{Code: codex.CodeUsageLimit, Sentence: "The limit of your plan is reached.", Hint: "Wait until noon."})
		d.sees(d.types("one"), "Some words\n", "The limit of your plan is reached. Wait until noon.\nType /continue to go on, or /retry to ask again.\n")
		d.sees(d.types("/retry"), "Answer:\nAn answer.")
		d.scripts(time.Minute)
		d.types("slow")
		time.Sleep(15 * time.Second)
		synctest.Wait()
		d.sees(d.out.String(), "No word has arrived yet.")
		d.sees(d.types("/new"), "is answered in the background", "A new conversation.")
		time.Sleep(time.Minute)
		synctest.Wait()
		d.sees(d.out.String(), "one is answered. /chats opens it.")
		d.sees(d.types("/models nothing"), "The list has no nothing.")
		d.types("")
		d.scripts(errors.New("broken"))
		if got := d.types("two"); strings.Contains(got, "broken") {
			t.Errorf("an error of Go: %s", got)
		}
	})
}

// TestActs calls each act of the program in an empty conversation and in one with
// two versions of an answer: each says something.
func TestActs(t *testing.T) {
	sits(t, nil, func(d *desk) {
		call := func() {
			for _, b := range keymap.Acts() {
				if slices.Contains([]string{"quit", "new", "temporary", "fork", "remove"}, b.Slash) {
					continue
				}
				got := d.types("/" + b.Slash)
				if strings.TrimSpace(strings.TrimSuffix(got, "You: ")) == "" {
					t.Errorf("/%s says nothing", b.Slash)
				}
				if !strings.HasSuffix(got, "You: ") {
					d.types("")
				}
			}
		}
		d.doesEveryAct()
		call()
		d.types("one")
		d.types("/again")
		call()
		d.sees(d.types("/tree"), "2. Version 1 of", "You: one (shown)")
		d.sees(d.types("2"), "Answer:\nAn answer.")
		d.sees(d.types("/version-after"), "Version 2 of")
		d.sees(d.types("/find ANSW"), "Found in 1 message:")
		d.sees(d.types("1"), "It is chosen")
		d.sees(d.types("/edit another"), "Answer:\nAn answer.")
		d.sees(d.types("/undo"), "Undone.", "You: one")
		d.sees(d.types("/remove"), "Removed.")
		d.sees(d.types("/undo"), "Undone.")
		d.sees(d.types("/note for Ana"), "Noted.")
		d.sees(d.types("/note"), "Note: for Ana.\n", "Note:")
		d.sees(d.types(""), "Nothing was changed.")
		d.sees(d.types("/previous-bookmark"), "Answer:\nAn answer.\nNote: for Ana.\n")
		d.sees(d.types("/next-bookmark"), "There is no bookmark on that side.")
		d.sees(d.types("/bookmarks"), "Found:", "1. one: for Ana")
		d.sees(d.types(""))
		d.sees(d.types("/bookmark"), "Bookmarked no more: Answer: An answer.")
		d.sees(d.types("/undo"), "Undone.", "Note: for Ana.")
		d.sees(d.types("/fork"), "Conversation: one (2), 2 messages.")
		d.sees(d.types("/new"), "A new conversation.")
		d.sees(d.types("/temporary"), "Nothing of this conversation is left on disk.")
		d.types("secret")
		d.sees(d.types("/temporary"), "The conversation is kept on disk.")
		d.sees(d.types("/chats"), "1. secret, 2 messages", "2. one (2), 2 messages")
		d.sees(d.types("2"), "Conversation: one", "You: one")
		d.sees(d.types("/chats secret"), "Found:", "secret: secret")
		d.sees(d.types("1"), "Conversation: secret, 2 messages.", "You: secret")
	})
}

// TestHostileAnswers checks that no answer reaches the terminal as more than text.
func TestHostileAnswers(t *testing.T) {
	sits(t, nil, func(d *desk) {
		for i := 0; i < len(screen.Tricks); i += 12 {
			text := strings.Join(screen.Tricks[i:min(i+12, len(screen.Tricks))], "\n\n")
			d.scripts(text[:len(text)/2], text[len(text)/2:])
			d.types("x")
			d.types("/raw")
			d.types("/end")
			d.types("/raw")
		}
	})
}
