package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/session"
	"banter/tui/markdown"
)

// answers are texts of which a terminal and a pipe once got different words.
var answers = map[string]string{
	"names between colons": "The error was at parser.js:100:14, in root:x:0:0:root.",
	"shell":                "Run export PATH=$GO_ROOT/bin:$PATH, then ffmpeg -i <input> <output>.",
	"tildes":               "Boil it 5~10 minutes.\nRest it 2~3 hours.",
	"a long span":          "`" + strings.Repeat("a long span of code ", 120) + "` end of it.",
	"a table":              "Before.\n\n| a | b |\n|---|---|\n" + strings.Repeat("| one | two |\n", 50) + "| last | wider than the rest |\n\nAfter.",
	"details":              "<details><summary>More</summary>Hidden text</details>\n\nAfter.",
	"definitions":          "See the guide below.\n\n[unused]: https://guide.example.com/\n\n1. Stop.\n2. Close.\n3. Open.",
}

// options are those of a terminal without links, whose text shows addresses.
func answerOptions() markdown.Options {
	return markdown.Options{Width: 100, PlainLinks: true, Printed: true}
}

func printedBytes(t *testing.T, text string, step int) string {
	t.Helper()
	var out bytes.Buffer
	w := &renderedWriter{out: &out, doc: markdown.New(answerOptions())}
	for at := 0; at < len(text); at += step {
		if err := w.write(text[at:min(at+step, len(text))]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.end(); err != nil {
		t.Fatal(err)
	}
	return ansi.Strip(out.String())
}

// A question that waits for a summary prints neither the summary nor the answer
// before.
func TestAskWaitsForASummary(t *testing.T) {
	said := func(role history.Role, id string, items []json.RawMessage) history.Message {
		return history.Message{ID: id, Role: role, Text: id, Items: items, Status: history.Done}
	}
	old := []history.Message{said(history.User, "q1", nil), said(history.Assistant, "a1", nil)}
	summary := append(slices.Clip(old), said(history.Assistant, "s", history.SummaryItems(0)))
	asked := append(slices.Clip(summary), said(history.User, "q2", nil))
	growing := said(history.Assistant, "a", nil)
	for i, step := range []struct {
		state session.State
		text  string
		over  bool
	}{
		{session.State{Messages: old, Waiting: true, Compacting: true}, "", false},
		{session.State{Messages: old}, "", false},
		{session.State{Messages: old, Err: errClosed}, "", true},
		{session.State{Messages: summary, Waiting: true, Compacting: true}, "", false},
		{session.State{Messages: summary}, "", false},
		{session.State{Messages: asked, Answer: &growing}, "a", false},
		{session.State{Messages: append(slices.Clip(asked), said(history.Assistant, "a2", nil))}, "a2", true},
	} {
		if m, over := answer(step.state, "a1"); m.Text != step.text || over != step.over {
			t.Errorf("step %d: %q, %t", i, m.Text, over)
		}
	}
}

// A writer of events replaces text that the server takes back; other writers stop.
func TestTextThatIsTakenBack(t *testing.T) {
	states := []history.Message{{Reasoning: "Hm"}, {Reasoning: "Hmm", Text: "one"}, {Reasoning: "Hmm", Text: "one two"}, {Text: "three"}, {Text: "three four"}}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var raw strings.Builder
	events, text := printer{out: &jsonWriter{&call{Process: Process{Out: write}}}}, printer{out: newRawWriter(&raw)}
	for _, m := range states {
		if err := errors.Join(events.show(m), text.show(m)); err != nil {
			t.Fatal(err)
		}
	}
	write.Close()
	lines, err := io.ReadAll(read)
	want := `{"type":"reasoning","text":"Hm"}` + "\n" + `{"type":"reasoning","text":"m"}` + "\n" + `{"type":"text","text":"one"}` + "\n" +
		`{"type":"text","text":" two"}` + "\n" + `{"type":"text","text":"three","replaces":true}` + "\n" + `{"type":"text","text":" four"}` + "\n"
	if string(lines) != want || err != nil || events.diverged {
		t.Errorf("events (%v):\n%s", err, lines)
	}
	if raw.String() != "one two" || !text.diverged {
		t.Errorf("text %q, diverged %t", raw.String(), text.diverged)
	}
}

// A terminal, a pipe and the screen of the chat get the same words, however the
// answer arrives.
func TestAskPrintsTheSameWords(t *testing.T) {
	for name, text := range answers {
		t.Run(name, func(t *testing.T) {
			var want []string
			opts := answerOptions()
			opts.Printed = false
			for _, l := range markdown.Render(text, opts) {
				want = append(want, strings.Fields(ansi.Strip(l.Text))...)
			}
			for _, step := range []int{1, 6, len(text)} {
				if got := strings.Fields(printedBytes(t, text, step)); !slices.Equal(got, want) {
					t.Errorf("in steps of %d:\n got %q\nwant %q", step, got, want)
				}
			}
			var pipe bytes.Buffer
			raw := &rawWriter{out: &pipe}
			for i := range len(text) {
				if err := raw.write(text[i : i+1]); err != nil {
					t.Fatal(err)
				}
			}
			if err := raw.end(); err != nil {
				t.Fatal(err)
			}
			if strings.TrimSuffix(pipe.String(), "\n") != text {
				t.Errorf("the pipe got %q", pipe.String())
			}
		})
	}
}

// Links whose definitions come late: the words of the pipe are printed once, in
// their order, and no address is missing.
func TestAskPrintsLateDefinitions(t *testing.T) {
	text := "Both the [guide][g] and the [list][l] help.\n\n[g]: https://guide.example.com/\n[l]: https://list.example.com/\n\n1. Stop.\n2. Close.\n3. Open.\n"
	for _, step := range []int{1, 6, len(text)} {
		if got, want := strings.Fields(printedBytes(t, text, step)), strings.Fields(text); !slices.Equal(got, want) {
			t.Errorf("in steps of %d:\n got %q\nwant %q", step, got, want)
		}
	}
}

// A person who waits sees that something happens, and nothing of it stays.
func TestSign(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		w := &renderedWriter{out: &out, doc: markdown.New(answerOptions()), sign: newSign(&out, false)}
		shown := func(want string) {
			t.Helper()
			synctest.Wait()
			w.sign.mu.Lock()
			defer w.sign.mu.Unlock()
			if got := onTerminal(out.String()); got != want {
				t.Errorf("the terminal shows %q, want %q", got, want)
			}
		}
		shown("")
		time.Sleep(signDelay)
		shown("Thinking…")
		time.Sleep(3 * time.Second)
		shown("Thinking… 3 s")
		if err := w.write("One"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		shown("Writing… 4 s")
		if err := w.write(" block.\n\nTwo"); err != nil {
			t.Fatal(err)
		}
		shown("One block.\n")
		time.Sleep(signDelay + time.Second)
		shown("One block.\nWriting… 6 s")
		if err := w.end(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		shown("One block.\n\nTwo\n")
	})
}

// onTerminal returns what a terminal shows of output that goes back to the
// beginning of a line and overwrites it.
func onTerminal(out string) string {
	lines := strings.Split(out, "\n")
	for i, l := range lines {
		var shown []rune
		for part := range strings.SplitSeq(l, "\r") {
			over := []rune(part)
			shown = append(over, shown[min(len(over), len(shown)):]...)
		}
		lines[i] = strings.TrimRight(string(shown), " ")
	}
	return strings.Join(lines, "\n")
}

// What terminals are spared that they would ignore.
func TestBasicStyles(t *testing.T) {
	for term, want := range map[string][2]bool{
		"xterm-256color": {}, "vte-256color": {}, "screen": {}, "": {},
		"linux": {true, false}, "ansi": {true, false}, "dumb": {true, false}, "vt100": {true, true}, "vt220": {true, true},
	} {
		c := &call{Process: Process{Getenv: func(string) string { return term }}}
		if got := [2]bool{c.basicStyles(), monochrome(term)}; got != want {
			t.Errorf("TERM=%s: basic and monochrome are %v, want %v", term, got, want)
		}
	}
}
