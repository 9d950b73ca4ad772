package tui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/codex/codextest"
	"banter/internal/screen"
)

// A search is shown while it goes on, its sources are numbered and open by their
// number, and the answer is copied as the model wrote it.
func TestWebSearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const text = "Go is **fast**. See [its page](https://go.dev/x) for more."
		const query = "is Go\x1b[31m fast"
		answer := codextest.Answer{Items: []codextest.Item{
			codextest.WebSearch{Query: query}, codextest.WebSearch{URL: "https://www.go.dev/x"},
			codextest.Message{Text: text, Citations: []codextest.Citation{
				codextest.Cite(text, "Go is **fast**.", "https://go.dev/a", "Speed\x1b[2J of Go"), codextest.Cite(text, "[its page](https://go.dev/x)", "https://go.dev/x", ""),
			}},
		}}
		var copied, opened []string
		folder := t.TempDir()
		with := setup{folder: folder, screen: screen.Options{Width: 80, Height: 24}, options: func(o *Options) {
			o.Clipboard = func(_ context.Context, text string) (string, error) {
				copied = append(copied, text)
				return "tool", nil
			}
			o.OpenAddress = func(_ context.Context, address string) error {
				opened = append(opened, address)
				return nil
			}
			o.Resume = "last"
		}}
		d, srv := onEmulator(t, with, codextest.Options{Rate: 50, Chunk: 8, Doc: "Nothing was searched."})
		d.sees("gpt-6.1-sol")
		d.Press("alt+q")
		d.sees("search the web for the next question")
		d.Wait(5 * time.Second)
		d.sees("web once")
		srv.Script(answer)
		d.ask("Is Go fast?")
		d.sees("Searching the web…", "Searched: is Go fast")
		d.sees("Searched: is Go fast, opened go.dev", "Go is fast.[1]", "[2] for more.", "1 Speed of Go — go.dev", "2 go.dev", "Alt+S opens a source")
		d.Press("ctrl+y")
		d.Wait(time.Second)
		d.Press("alt+s", "2")
		d.sees("https://go.dev/x", "open in the browser")
		d.Press("enter")
		d.sees("Opened go.dev in your browser.")
		d.Press("f4", "o", "enter") // by the chosen message
		d.Wait(time.Second)
		synctest.Wait() // the program rests
		if want := []string{"https://go.dev/x", "https://go.dev/a"}; !slices.Equal(opened, want) || !slices.Equal(copied, []string{text}) {
			t.Errorf("opened %q, want %q; copied %q", opened, want, copied)
		}

		d.ask("And Rust?") // the search was for one question
		d.sees("Nothing was searched.")
		d.Press("alt+q", "alt+q")
		d.Wait(5 * time.Second)
		d.sees("· web")
		d.ask("And C?")
		d.Wait(5 * time.Second)
		searched := ""
		for _, r := range responses(srv.Requests()) {
			word := "no "
			if strings.Contains(string(r.Body), `"type":"web_search"`) {
				word = "web "
			}
			searched += word
		}
		if searched != "web no web " {
			t.Errorf("searches were allowed: %q", searched)
		}
		d.leave()

		d, _ = onEmulator(t, with, codextest.Options{}) // the toggle and the sources are saved
		defer d.leave()
		d.sees("· web", "And C?")
		d.Press("home")
		d.sees("Searched: is Go fast, opened go.dev", "Go is fast.[1]")
		d.Press("alt+q")
		d.seesNot("· web")
	})
}

// What a model has is on keys, and nothing else.
func TestChoicesOfTheNextQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newApp(t, setup{})
		defer d.leave()
		d.sees("gpt-6.1-sol · low")
		d.Press("alt+e", "alt+o", "alt+g")
		d.Wait(5 * time.Second)
		d.sees("gpt-6.1-sol · medium · Fast · medium verbosity")
		d.Type("/effort")
		d.Press("enter")
		d.Wait(5 * time.Second)
		d.sees("gpt-6.1-sol · high")
		d.Press("ctrl+o")
		d.Type("gpt-5.5")
		d.Press("alt+q")
		d.Wait(5 * time.Second)
		d.sees("gpt-5.5 · high · next only")
		d.ask("One?")
		one := d.back.answer(t, "Yes.")
		d.sees("gpt-6.1-sol · high · Fast")
		d.seesNot("next only")
		d.ask("Two?")
		two := d.back.answer(t, "Yes.")
		for i, req := range []codex.Request{one, two} {
			if req.Verbosity != "medium" || req.ServiceTier != "priority" || req.Effort != "high" || req.WebSearch != codex.WebSearchOff {
				t.Errorf("question %d was asked with %+v", i+1, req)
			}
		}
		if one.Model != "gpt-5.5" || two.Model != "gpt-6.1-sol" {
			t.Errorf("asked %s, then %s", one.Model, two.Model)
		}
	})
}

// A person is told once each time that a window comes to 80 and to 95 %, and sees
// all of them by a key, which asks the server once.
func TestLimitsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := newFakeBackend()
		window := func(used float64, length time.Duration) codex.Window {
			return codex.Window{UsedPercent: used, Length: length, ResetsAt: time.Now().Add(length / 2)}
		}
		d := newApp(t, setup{back: back, screen: screen.Options{Width: 120, Height: 30}})
		defer d.leave()
		d.Wait(time.Second)
		told := ""
		for i, used := range []float64{40, 81, 85, 96, 99, 3, 80} {
			d.ask("Again?")
			back.question(t)
			back.events <- codex.LimitsChanged{Limits: codex.Limits{Windows: []codex.Window{window(used, 5*time.Hour), window(61, 7*24*time.Hour)}, At: time.Now()}}
			back.say("Yes.")
			d.Wait(time.Second)
			if strings.Contains(d.Text(), "% of the limit for 5 h is used. It resets ") {
				told += string(rune('0' + i))
			}
			back.finish()
			d.Wait(5 * time.Second)
		}
		if told != "136" {
			t.Errorf("told after the answers %s, want 136", told)
		}
		back.limits = codex.Limits{Plan: "plus", Windows: []codex.Window{window(12.5, 5*time.Hour), window(100, 7*24*time.Hour)}, At: time.Now()}
		d.Press("alt+j")
		d.sees("Limits of your plan", "5 h     13 % used    87 % left", "week   limit reached", "resets on ", "plus plan, read at ")
		d.Press("esc")
		d.Wait(5 * time.Second)
		d.sees("week limit reached")
	})
}

// The chat shows what this machine has seen last until the server answers. A window
// that has been reset meanwhile is unused, and the list says when all was read.
func TestLimitsOfTheLastRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		back := newFakeBackend()
		back.silent = make(chan struct{})
		back.kept = codex.Limits{Plan: "plus", At: now.Add(-48 * time.Hour), Reached: true, Windows: []codex.Window{
			{UsedPercent: 100, Length: 5 * time.Hour, ResetsAt: now.Add(-time.Hour)}, {UsedPercent: 83, Length: 7 * 24 * time.Hour, ResetsAt: now.Add(24 * time.Hour)}}}
		back.limits = codex.Limits{Plan: "plus", At: now, Windows: []codex.Window{{UsedPercent: 20, Length: 5 * time.Hour}, {UsedPercent: 84, Length: 7 * 24 * time.Hour}}}
		d := newApp(t, setup{back: back, screen: screen.Options{Width: 120, Height: 30}})
		defer d.leave()
		d.sees("83 % of the limit for the week is used.")
		d.Wait(10 * time.Second)
		d.sees("5 h 0 % used", "week 83 % used")
		d.Press("alt+j")
		d.sees("5 h      0 % used   100 % left", "plus plan, read on "+now.Add(-48*time.Hour).Format("2 January"))
		d.Press("esc")
		close(back.silent)
		d.Wait(10 * time.Second)
		d.sees("5 h 20 % used", "week 84 % used")
	})
}
