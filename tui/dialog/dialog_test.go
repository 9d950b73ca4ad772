package dialog

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/internal/golden"
	"banter/internal/screen"
	"banter/internal/termsafe"
	"banter/themes"
	"banter/tui/keymap"
	"banter/tui/style"
)

// numbered returns n rows.
func numbered(n int) []row {
	rows := make([]row, n)
	for i := range rows {
		rows[i] = row{key: fmt.Sprint(i), name: fmt.Sprintf("row %d", i), facts: "fact"}
	}
	return rows
}

func filled(rows []row) *overlay {
	o := newOverlay("Things", "Reading", "None.")
	o.setRows(rows)
	return &o
}

func typeInto(o *overlay, text string) {
	for _, r := range text {
		o.update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestOverlayMoves(t *testing.T) {
	for _, test := range []struct {
		keys string
		want int
	}{
		{"down", 1}, {"down down up", 1}, {"up", 0}, {"ctrl+n ctrl+n ctrl+p", 1},
		{"end", 99}, {"end down", 99}, {"end home", 0}, {"pgdown", pageRows}, {"pgdown pgdown pgup", pageRows}, {"end pgdown", 99},
	} {
		o := filled(numbered(100))
		for _, key := range strings.Fields(test.keys) {
			o.update(screen.Key(key))
		}
		if o.list.chosen != test.want {
			t.Errorf("%s: row %d is chosen, want %d", test.keys, o.list.chosen, test.want)
		}
	}
	o := filled(numbered(3))
	o.update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	o.update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	o.update(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	if o.list.chosen != 1 {
		t.Errorf("wheel: row %d is chosen, want 1", o.list.chosen)
	}
}

func TestOverlayKeepsTheChosenRowInSight(t *testing.T) {
	o := filled(numbered(1000))
	for chosen := range 1000 {
		o.list.chosen = chosen
		drawn, _ := o.view(darkStyles(), 60, 12)
		if !strings.Contains(ansi.Strip(drawn), fmt.Sprintf("▌ row %d ", chosen)) {
			t.Fatalf("row %d is chosen but not drawn:\n%s", chosen, ansi.Strip(drawn))
		}
	}
}

func TestOverlayFilters(t *testing.T) {
	rows := []row{
		{key: "a", name: "How do goroutines differ from threads?", about: "switching happens in user space"},
		{key: "b", name: "Bread without yeast", about: "use baking soda, not goroutines"},
		{key: "c", name: "Größe von Städten", about: ""},
	}
	for _, test := range []struct{ typed, want string }{
		{"", "a b c"}, {"goro", "a b"}, {"BREAD", "b"}, {"soda", "b"}, {"städ", "c"}, {"zzz", ""}, {" bread ", "b"}, {"hgd", "a"},
	} {
		o := filled(rows)
		typeInto(o, test.typed)
		var got []string
		for _, h := range o.list.hits {
			got = append(got, o.list.rows[h.row].key)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q lets %q through, want %q", test.typed, got, test.want)
		}
	}
}

func TestOverlayLightsMatches(t *testing.T) {
	st := style.New(themes.Look{}, false)
	underline := func(s string) string { return "\x1b[4m" + s + "\x1b[24m" }
	for _, test := range []struct{ name, about, typed, want string }{
		{"Bread", "", "br", "\x1b[1m" + "\x1b[4mBr\x1b[24m"},
		{"Städte", "", "äd", underline("äd")},
		{"x", "use baking soda", "baking", underline("baking")},
		{"family 👨‍👩‍👧 photo", "", "👩", underline("👨‍👩‍👧")},
	} {
		o := filled([]row{{key: "1", name: test.name, about: test.about}})
		typeInto(o, test.typed)
		drawn, _ := o.view(st, 60, 10)
		if want := strings.TrimPrefix(test.want, "\x1b[1m"); !strings.Contains(drawn, want) {
			t.Errorf("%q in %q: %q is not in %q", test.typed, test.name, want, drawn)
		}
	}
}

func TestOverlayKeepsTheChoiceOverANewLoad(t *testing.T) {
	o := filled(numbered(10))
	o.list.chosen = 4
	o.setRows(append([]row{{key: "new", name: "new"}}, numbered(10)...))
	if got := o.list.chosenRow().key; got != "4" {
		t.Errorf("%q is chosen, want 4", got)
	}
}

// TestOverlayFitsEverySize checks that drawings fit, also with wide characters and
// very long texts.
func TestOverlayFitsEverySize(t *testing.T) {
	rows := []row{
		{key: "1", name: strings.Repeat("長い題名", 40), about: strings.Repeat("字 ", 90), facts: "12 Nov 2025"},
		{key: "2", name: "👨‍👩‍👧 e\u0301 🇩🇪", about: strings.Repeat("word ", 40), facts: "yesterday"},
		{key: "3", name: "short", about: "x"},
	}
	for _, ascii := range []bool{false, true} {
		st := style.New(themes.All()[0].Light, ascii)
		o := filled(rows)
		o.detail, o.keys = strings.Repeat("字", 200), []key.Binding{keymap.OpenConversation.Key(), keymap.CloseDialog.Key()}
		typeInto(o, strings.Repeat("長", 1))
		for width := 1; width <= 120; width++ {
			for _, height := range []int{1, 2, 5, 10, 24} {
				drawn, cursor := o.view(st, width, height)
				checkFits(t, drawn, width, height)
				if cursor.X < 0 || cursor.X >= width || cursor.Y >= height {
					t.Fatalf("%dx%d: the caret is at %d,%d", width, height, cursor.X, cursor.Y)
				}
			}
		}
	}
}

func checkFits(t *testing.T, drawn string, width, height int) {
	t.Helper()
	lines := strings.Split(drawn, "\n")
	if len(lines) > height {
		t.Fatalf("%dx%d: %d lines", width, height, len(lines))
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > width {
			t.Fatalf("%dx%d: line %d is %d cells wide: %q", width, height, i, w, ansi.Strip(line))
		}
	}
}

// A picture is a drawing of a dialog, which testdata has.
type picture struct {
	name          string
	dialog        Dialog
	styles        *style.Styles
	width, height int
	styled        bool // with its colors
}

// checkPictures compares pictures with those in a folder of testdata, and checks
// that they fit.
func checkPictures(t *testing.T, folder string, pictures []picture) {
	t.Helper()
	for _, p := range pictures {
		t.Run(p.name, func(t *testing.T) {
			drawn, _ := p.dialog.View(p.styles, p.width, p.height)
			checkFits(t, drawn, p.width, p.height)
			if !p.styled {
				drawn = ansi.Strip(drawn)
			}
			golden.Check(t, folder+"/"+p.name, drawn)
		})
	}
}

func FuzzOverlay(f *testing.F) {
	f.Add("Größe von Städten", "die letzte Zeile", "12 Nov", "ß", 40)
	f.Add("İİ ẞ", "K ſ", "", "k", 12)
	f.Add("👨‍👩‍👧e\u0301", "長い", "now", "👩", 5)
	f.Fuzz(func(t *testing.T, name, about, facts, filter string, width int) {
		width = max(1, width%150)
		o := filled([]row{
			{key: "1", name: termsafe.Line(name), about: termsafe.Line(about), facts: termsafe.Line(facts)},
			{key: "2", name: "another", lit: style.Span{From: 2, To: 400}, about: "word"},
		})
		o.update(tea.PasteMsg{Content: filter})
		drawn, _ := o.view(darkStyles(), width, 9)
		checkFits(t, drawn, width, 9)
	})
}

// BenchmarkOverlay measures a key and a frame with a long history.
func BenchmarkOverlay(b *testing.B) {
	rows := make([]row, 10_000)
	for i := range rows {
		rows[i] = row{
			key: fmt.Sprint(i), name: fmt.Sprintf("Conversation %d about goroutines and threads", i),
			about: strings.Repeat("the last line of it ", 4), facts: "yesterday",
		}
	}
	o := filled(rows)
	b.Run("filter", func(b *testing.B) {
		for b.Loop() {
			o.list.filter("gort")
		}
	})
	o.list.filter("")
	b.Run("view", func(b *testing.B) {
		for b.Loop() {
			o.view(darkStyles(), 100, 40)
		}
	})
}

func darkStyles() *style.Styles { return style.New(themes.All()[0].Dark, false) }

var midday = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// BenchmarkConversations measures what a change of the history and a key cost the
// UI's goroutine with a long history.
func BenchmarkConversations(b *testing.B) {
	p := &conversationPicker{opts: ConversationsOptions{Now: at(midday)}, marked: map[string]bool{}}
	for i := range 10_000 {
		p.entries = append(p.entries, newEntry(history.Summary{
			LastLine: strings.Repeat("the last line of it ", 4), Messages: 10, Size: 4000,
			Conversation: history.Conversation{
				ID: fmt.Sprint(i), Title: fmt.Sprintf("Conversation %d about goroutines and threads", i),
				Updated: midday.Add(-time.Duration(i) * time.Hour),
			},
		}))
	}
	b.Run("show", func(b *testing.B) {
		for b.Loop() {
			p.show()
		}
	})
	b.Run("view", func(b *testing.B) {
		for b.Loop() {
			p.View(darkStyles(), 100, 40)
		}
	})
}
