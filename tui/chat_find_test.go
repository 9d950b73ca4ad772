package tui

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/history"
	"banter/tui/transcript"
)

// saveConversation writes a conversation to a history in a new folder.
func saveConversation(t *testing.T, messages ...history.Message) (folder string) {
	t.Helper()
	folder = t.TempDir()
	ctx := context.Background()
	db, err := history.Open(ctx, filepath.Join(folder, "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	c := history.Conversation{ID: history.NewID(), Title: "kept", Model: "gpt-6.1-sol", Updated: time.Now()}
	parent := ""
	for i := range messages {
		m := &messages[i]
		m.ID, m.Conversation, m.Parent = history.NewID(), c.ID, parent
		if m.Role == "" {
			m.Role = history.Assistant
		}
		if m.Status == "" {
			m.Status = history.Done
		}
		parent = m.ID
	}
	c.Leaf = parent
	if err := db.Create(ctx, c, messages...); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return folder
}

// reopen starts the program with a saved conversation.
func reopen(t *testing.T, with setup, messages ...history.Message) *app {
	t.Helper()
	with.folder = saveConversation(t, messages...)
	more := with.options
	with.options = func(o *Options) {
		o.Resume = "last"
		if more != nil {
			more(o)
		}
	}
	d := newApp(t, with)
	d.Wait(200 * time.Millisecond)
	return d
}

// long returns n messages, of which those at some indexes contain a word.
func long(n int, word string, at ...int) []history.Message {
	messages := said(n / 2)
	for _, i := range at {
		messages[i].Text += " the " + word + " is here"
	}
	return messages
}

func TestFind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, long(500, "Marmalade", 10, 200, 401)...)
		defer d.leave()
		d.Press("pgup", "pgup")
		before := d.Text()
		d.Press("f3")
		d.Type("marma")
		d.sees("1/3", "Marmalade")
		d.Type("lade")
		d.sees("1/3")
		d.Press("enter", "n")
		d.sees("2/3", "Marmalade", "n next")
		d.Press("n")
		d.sees("3/3")
		d.Press("n")
		d.sees("1/3")
		d.Press("N")
		d.sees("3/3")
		d.Press("esc")
		if d.Wait(100 * time.Millisecond); d.Text() != before {
			t.Errorf("Esc went to\n%s\nthe reader was at\n%s", d.Text(), before)
		}
		d.Press("f3")
		d.Type("marmalade")
		d.Press("enter", "enter")
		d.seesNot("Find")
		d.sees("Marmalade", "Ask something")
	})
}

func TestFindLightsTheMatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, history.Message{Role: history.User, Text: "a fine day"},
			history.Message{Text: "A **fi**ne day for *fine*\nday trips to [the pier](https://example.org/fine/day)."})
		defer d.leave()
		d.Press("ctrl+f")
		d.Type("fine d")
		d.sees("1/3") // the marks and the line end do not matter
		lit := func(y int) string {
			var text strings.Builder
			for x := range 80 {
				if cell := d.Cell(x, y); cell.Style.Underline != 0 && cell.Style.Fg != nil {
					text.WriteString(cell.Content)
				}
			}
			return text.String()
		}
		if got := lit(0); got != "fine d" {
			t.Errorf("in the question %q is lit", got)
		}
		d.Press("down")
		d.sees("2/3")
		for range 6 {
			d.Press("backspace")
		}
		d.Type("fine")
		d.sees("/4")
		if got := lit(2); !strings.HasPrefix(got, "fine") {
			t.Errorf("in the answer %q is lit", got)
		}
	})
}

func TestFindHasTheCaseRuleOfLess(t *testing.T) {
	for _, test := range []struct {
		query, text string
		want        int
	}{
		{"ö", "ÖöO", 2}, {"Ö", "Öö", 1}, {"straße", "Straße STRASSE", 1}, {"kelvin", "\u212aelvin Kelvin", 2},
		{"a b", "a\nb a b a  b", 2}, {"aa", "aaaa", 2}, {"*", "**", 2}, {"", "text", 0}, {"\u2603", "snow \u2603", 1}, {"i", "İI", 1},
	} {
		if got := transcript.NewMatcher(test.query).Count(test.text); got != test.want {
			t.Errorf("%q is found %d times in %q, want %d", test.query, got, test.text, test.want)
		}
	}
}

func TestFindGoesToFoldedTextAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var paste strings.Builder
		for i := range 300 {
			fmt.Fprintf(&paste, "line %d of the paste\n", i)
		}
		d := reopen(t, setup{}, append([]history.Message{{Role: history.User, Text: paste.String()}}, said(10)...)...)
		defer d.leave()
		d.Press("f3")
		d.Type("line 250 ")
		d.sees("1/1", "line 250 of the paste")
		d.Press("esc")
		d.sees("answer 9 ends")
	})
}

func TestFindKeepsTheDraftAndSaysWhenThereIsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, said(3)...)
		defer d.leave()
		d.Type("my draft")
		d.Press("f3")
		d.seesNot("my draft")
		d.Type("nowhere")
		d.sees("not found")
		d.Paste("\nto be seen\x1b[2J")
		d.sees("nowhereto be seen")
		d.Press("esc")
		if got := d.input(); got != "my draft" {
			t.Errorf("the input is %q", got)
		}
		d.Press("ctrl+a", "ctrl+f") // with text it is readline's
		d.Type("!")
		if got := d.input(); got != "m!y draft" {
			t.Errorf("the input is %q", got)
		}
	})
}

func TestFindFollowsTheConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := reopen(t, setup{}, long(4, "pearl", 1)...)
		defer d.leave()
		d.ask("more?")
		d.back.question(t)
		d.Press("f3")
		d.Type("pearl")
		d.sees("1/1")
		d.back.say("A pearl, and ")
		d.back.say("a pearl.")
		d.back.finish()
		d.sees("1/3")
		d.Press("enter")
		d.Type("x") // about something else
		d.seesNot("Find")
		if got := d.input(); got != "x" {
			t.Errorf("the input is %q", got)
		}
	})
}

func FuzzNeedle(f *testing.F) {
	f.Add("fine d", "A fine\nday")
	f.Add("\xff", "a\xffb")
	f.Add("ǆ", "Ǆǅǆ")
	f.Fuzz(func(t *testing.T, query, text string) {
		plain := strings.NewReplacer("\n", " ", "*", "", "`", "")
		at := 0
		for _, s := range transcript.NewMatcher(query).All(text) {
			if s.From < at || s.To <= s.From || s.To > len(text) {
				t.Fatalf("match %v in %d bytes, after %d", s, len(text), at)
			}
			if !strings.EqualFold(plain.Replace(text[s.From:s.To]), plain.Replace(query)) {
				t.Fatalf("%q matches %q", query, text[s.From:s.To])
			}
			at = s.To
		}
	})
}
