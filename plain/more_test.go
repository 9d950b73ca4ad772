package plain_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
	"banter/history"
	"banter/internal/prompts"
	"banter/plain"
	"banter/tui/keymap"
)

// doesEveryAct walks the table of keys: each act is done without a screen, or is
// refused with the reason.
func (d *desk) doesEveryAct() {
	help := d.types("/help")
	for _, b := range keymap.Acts() {
		if strings.Contains(help, "\n/"+b.Slash+": ") || strings.Contains(help, "\n/"+b.Slash+" [") {
			continue
		}
		got := d.types("/" + b.Slash)
		if _, reason, ok := strings.Cut(got, "is only on the screen: "); !ok || len(reason) < 10 {
			d.t.Errorf("/%s is no act of plain mode, and no reason is given in onScreen: %s", b.Slash, got)
		}
	}
}

// searched is an answer that comes from the web.
const searched = `{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Go is from 2009.","annotations":[` +
	`{"type":"url_citation","url":"https://go.dev/doc","title":"\u001b]0;x\u0007His\u202etory\u2500","start_index":0,"end_index":15},` +
	`{"type":"url_citation","url":"https://x.org/a","title":"","start_index":0,"end_index":15}]}]}`

// item is an item of an answer.
func item(t *testing.T, raw string) codex.ItemDone {
	t.Helper()
	var i codex.Item
	if err := i.UnmarshalJSON([]byte(raw)); err != nil {
		t.Fatal(err)
	}
	return codex.ItemDone{Item: i}
}

// TestWeb lets the model search, and opens a source of its answer.
func TestWeb(t *testing.T) {
	var opened []string
	setUp := func(d *desk, o *plain.Options) {
		o.OpenAddress = func(_ context.Context, address string) error {
			opened = append(opened, address)
			return nil
		}
	}
	sits(t, setUp, func(d *desk) {
		d.sees(d.types("/sources"), "No answer here names sources.")
		d.sees(d.types("/web"), "for the next question")
		step := item(t, `{"type":"web_search_call","status":"completed","action":{"type":"search","query":"\u001b[2Jgo age"}}`)
		message := item(t, searched)
		message.OutputIndex = 1
		d.scripts(step, time.Second, codex.TextDelta{Position: codex.Position{OutputIndex: 1}, Delta: "Go is from 2009."}, message)
		d.types("How old is Go?")
		time.Sleep(2 * time.Second)
		d.sees(d.types(""), "")
		d.sees(d.out.String(), "Answer:\nSearched the web: go age.\nGo is from 2009.\n\nSources, which /sources and a number open:\n1. History-, go.dev\n2. x.org\n")
		if d.asked[0].WebSearch == "" {
			t.Error("the question lets the model search nothing")
		}
		d.sees(d.types("/end"), "Go is from 2009 (source 1) (source 2).")
		d.sees(d.types("/sources"), "1. History-, https://go.dev/doc\n", "2. https://x.org/a\n")
		d.sees(d.types("2"), "Opening https://x.org/a")
		d.sees(d.types("/sources 1"), "Opening https://go.dev/doc")
		d.sees(d.types("/sources 7"), "The list has no 7.")
		d.types("")
		if strings.Join(opened, " ") != "https://x.org/a https://go.dev/doc" {
			t.Errorf("opened %q", opened)
		}
		d.types("/web")
		d.sees(d.types("/web"), "in this conversation")
		d.sees(d.types("/web"), "does not search")
	})
}

// TestChoices sets what holds for the next questions, and hears of the limits.
func TestChoices(t *testing.T) {
	sits(t, nil, func(d *desk) {
		d.sees(d.types("/effort"), "Efforts. gpt-6.1-sol answers with effort low.", "3. high")
		d.sees(d.types("3"), "The effort is high")
		d.sees(d.types("/effort nothing"), "The list has no nothing.")
		d.types("")
		d.sees(d.types("/verbosity high"), "The verbosity is high")
		d.sees(d.types("/fast"), "use more of your plan")
		d.types("one")
		last := d.asked[len(d.asked)-1]
		if last.Effort != "high" || last.Verbosity != "high" || last.ServiceTier == "" {
			t.Errorf("asked %+v", last)
		}
		d.sees(d.types("/models gpt-6-luna once"), "gpt-6-luna answers the next question")
		d.types("two")
		d.types("three")
		if n := len(d.asked); d.asked[n-2].Model != "gpt-6-luna" || d.asked[n-1].Model != "gpt-6.1-sol" {
			t.Errorf("asked %s, then %s", d.asked[n-2].Model, d.asked[n-1].Model)
		}
		d.limitsAreTold()
	})
}

// limitsAreTold hears of the limits of the plan in words, and of much use once each.
func (d *desk) limitsAreTold() {
	limits := func(used float64) *codex.Limits {
		return &codex.Limits{Windows: []codex.Window{{UsedPercent: used, Length: 5 * time.Hour}, {UsedPercent: 10, Length: 168 * time.Hour}}}
	}
	d.limits = *limits(61)
	d.sees(d.types("/limits"), "5 h: 61 % used, 39 % left.\nweek: 10 % used, 90 % left.\n")
	d.broken, d.kept = errors.New("offline"), *limits(40)
	d.kept.At = time.Date(2026, 3, 5, 9, 30, 0, 0, time.UTC)
	d.sees(d.types("/limits"), "On 5 March at ", "they were:\n5 h: 40 % used, 60 % left.\n")
	d.broken = nil
	for _, step := range []struct {
		used float64
		told int
	}{{79, 0}, {81, 1}, {90, 1}, {96, 2}, {97, 2}} {
		d.scripts(codex.LimitsChanged{Limits: *limits(step.used)}, "Yes.")
		d.types("x")
		if told := strings.Count(d.out.String(), " of the limit for 5 h is used."); told != step.told {
			d.t.Errorf("at %v %%: told %d times, want %d", step.used, told, step.told)
		}
	}
}

// TestPrompts uses the person's own prompts, and changes the system prompt.
func TestPrompts(t *testing.T) {
	own := []prompts.Prompt{
		{Name: "translate", Description: "Translate a text", Text: "Translate into {{language}}: {{text}}", Variables: []prompts.Variable{{Name: "language", Default: "\x1b[1mGerman"}, {Name: "text"}}},
		{Name: "tutor", System: true, Text: "Explain with questions."},
	}
	setUp := func(d *desk, o *plain.Options) {
		o.Prompts = func(context.Context) ([]prompts.Prompt, error) { return own, nil }
	}
	sits(t, setUp, func(d *desk) {
		d.sees(d.types("/help"), "Prompt /translate: Translate a text.", "Persona /tutor.")
		d.sees(d.types("/translate"), "language, or an empty line for German:")
		d.sees(d.types(""), "text:")
		d.sees(d.types(""), "needs a value for text")
		d.sees(d.types(`good\`), "More:")
		d.sees(d.types("morning"), "The question: Translate into German: good\nmorning\n", "An empty line sends it")
		d.types("")
		if !strings.Contains(d.lastAsked(), `German: good\nmorning`) {
			t.Error(d.lastAsked())
		}
		d.sees(d.types("/tutor"), "The system prompt holds")
		d.sees(d.types("/system"), "The system prompt is: Explain with questions.")
		d.types("Be brief.\nIn English.")
		d.types("x")
		if got := d.asked[len(d.asked)-1].Instructions; !strings.Contains(got, "Be brief.\nIn English.") {
			t.Errorf("instructions %q", got)
		}
		d.types("/system")
		d.sees(d.types("-"), "no system prompt from the next question on")
	})
}

// TestFiles attaches files, and saves an answer.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	note, pdf, saved := filepath.Join(dir, "my note.txt"), filepath.Join(dir, "paper.pdf"), filepath.Join(dir, "saved.md")
	if err := errors.Join(os.WriteFile(note, []byte("milk"), 0o600), os.WriteFile(pdf, []byte("%PDF-1.7\n\xff"), 0o600)); err != nil {
		t.Fatal(err)
	}
	sits(t, nil, func(d *desk) {
		d.sees(d.types("/attach "+pdf), "paper.pdf")
		d.sees(d.types("/attach "+note), "my note.txt, 4 B goes with the next question.")
		d.sees(d.types("/detach"), "does not go")
		d.sees(d.types("'"+note+"'"), "my note.txt, 4 B goes with the next question.")
		d.sees(d.types("What is missing?"), "With the file my note.txt, 4 B.")
		d.sees(d.lastAsked(), "milk")
		d.sees(d.types("/save "+saved), "Saved in "+saved)
		d.sees(d.types("/save "+saved), "exists already")
		d.sees(d.types(saved), "Saved in "+saved)
		d.sees(d.types("/save-code"), "There is no code here.")
		d.sees(d.types("/last-code"), "There is no code here.")
		d.sees(d.types("/image"), "No program here reads images")
	})
	sits(t, func(d *desk, o *plain.Options) { o.Terminal = false }, func(d *desk) {
		for _, line := range []string{"/attach " + note, "/save " + note} {
			d.sees(d.types(line), "Lines of a pipe cannot do that")
		}
	})
	if text, err := os.ReadFile(saved); err != nil || string(text) != "An answer.\n" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestChats renames, pins, archives, exports and deletes conversations.
func TestChats(t *testing.T) {
	setUp := func(d *desk, o *plain.Options) {
		o.Export = func(_ context.Context, _ *history.DB, all []history.Summary) (string, error) {
			return "~/" + all[0].Title + ".md", nil
		}
	}
	sits(t, setUp, func(d *desk) {
		for _, question := range []string{"one", "two", "three"} {
			d.types(question)
			d.types("/new")
		}
		does := func(line, want string) {
			t.Helper()
			d.types("/chats")
			d.sees(d.types(line), want)
		}
		does("1 rename Third", "three is called Third now.")
		does("3 pin", "one is pinned")
		d.sees(d.types("/chats"), "1. one, 2 messages", "pinned\n2. Third")
		d.types("")
		does("1 export", "one is in the file ~/one.md.")
		does("2 archive", "Third is in the archive.")
		d.types("/archive")
		d.sees(d.types("1 archive"), "Third is among the conversations again.")
		does("2 delete", "Deleted: Third.")
		d.sees(d.types("/undo"), "Third stays.")
		does("2 delete", "Deleted: Third.")
		if got := d.types("/chats"); strings.Contains(got, "Third") {
			t.Errorf("it was not deleted: %s", got)
		}
		d.types("1")
		does("1 delete", "This conversation is open.")
	})
}

// noah has no sign-in yet.
type noah struct {
	plain.Account
	*codextest.Server
	page **auth.BrowserFlow
}

func (n noah) flow() auth.FlowOptions {
	return auth.FlowOptions{HTTPClient: n.Client(), Store: auth.NewMemory(), PasteOnly: true}
}

func (noah) Tokens(context.Context) (auth.Tokens, error) { return auth.Tokens{}, auth.ErrNoTokens }

func (n noah) Device(ctx context.Context) (*auth.DeviceFlow, error) {
	return auth.StartDeviceFlow(ctx, n.flow())
}

func (n noah) Browser(ctx context.Context) (flow *auth.BrowserFlow, err error) {
	flow, err = auth.StartBrowserFlow(ctx, n.flow())
	*n.page = flow
	return flow, err
}

// TestSignInOnPage signs in by the address that a browser elsewhere ended at.
func TestSignInOnPage(t *testing.T) {
	server := codextest.New(codextest.Options{ApproveAfter: -1, Account: codextest.Account{ID: "acc-noah", Email: "noah@example.org"}})
	defer server.Close()
	var page *auth.BrowserFlow
	shown := true
	setUp := func(d *desk, o *plain.Options) {
		o.Account = noah{Server: server, page: &page}
		o.Mute = func() (func(), error) {
			shown = false
			return func() { shown = true }, nil
		}
	}
	sits(t, setUp, func(d *desk) {
		d.sees(d.out.String(), "Enter this code: ", "type b and press Enter")
		d.sees(d.types("Hello?"), "Waiting for the sign-in.")
		d.sees(d.types("b"), "Open this page: https://", "paste it here, where it is not shown")
		if shown {
			t.Error("the terminal shows the address")
		}
		d.sees(d.types(""), "Enter this code: ")
		d.types("B")
		d.sees(d.types("https://example.org/"), "address")
		callback, err := server.Authorize(page.URL)
		if err != nil {
			t.Fatal(err)
		}
		d.sees(d.types(callback), "Signed in as noah@example.org", "Banter in plain mode.")
		if !shown {
			t.Error("the terminal does not show what is typed")
		}
	})
}
