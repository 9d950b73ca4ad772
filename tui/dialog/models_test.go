package dialog

import (
	"context"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/codex"
	"banter/history"
	"banter/internal/screen"
	"banter/themes"
	"banter/tui/style"
	"banter/tui/task"
)

func levels(names ...string) []codex.Effort {
	efforts := make([]codex.Effort, len(names))
	for i, name := range names {
		efforts[i].Name = name
	}
	return efforts
}

func aCatalog() codex.Catalog {
	return codex.Catalog{Models: []codex.Model{
		{Slug: "gpt-6.1-sol", Description: "Our latest model, for everyday work and hard questions alike.", Priority: 1, ContextWindow: 272_000,
			DefaultEffort: "low", Efforts: levels("low", "medium", "high", "xhigh", "max", "ultra")},
		{Slug: "gpt-6.1-terra", Description: "Long documents.", Priority: 2, ContextWindow: 1_050_000,
			DefaultEffort: "medium", Efforts: levels("medium", "high")},
		{Slug: "gpt-5.6-luna", Priority: 3, ContextWindow: 272_000, DefaultEffort: "medium", Efforts: levels("low", "medium", "high")},
		{Slug: "gpt-5.5", Description: "The one before.", Priority: 9, ContextWindow: 272_000,
			DefaultEffort: "medium", Efforts: levels("low", "medium", "high", "xhigh"), Upgrade: "gpt-6.1-sol"},
		{Slug: "secret-mini", Hidden: true, Priority: 50, ContextWindow: 128_000},
	}}
}

// openModels returns the list with the server's answer.
func openModels(t *testing.T, current, effort string, catalog codex.Catalog, err error) *modelPicker {
	t.Helper()
	load := func(context.Context) (codex.Catalog, error) { return catalog, err }
	d, cmd := NewModels(load, codex.Model{Slug: current}, effort, history.Choices{})
	_, out := d.Update(cmd())
	if out != nil {
		t.Fatalf("loading closed the picker: %#v", out)
	}
	return d.(*modelPicker)
}

// play presses keys; a key of several letters without a name is typed.
func play(d Dialog, keys ...string) (cmd tea.Cmd, out Event) {
	for _, key := range keys {
		if text, ok := strings.CutPrefix(key, "type:"); ok {
			for _, r := range text {
				cmd, out = d.Update(screen.Key(string(r)))
			}
			continue
		}
		cmd, out = d.Update(screen.Key(key))
	}
	return cmd, out
}

func TestModelScreens(t *testing.T) {
	load := func(context.Context) (codex.Catalog, error) { return codex.Catalog{}, nil }
	asking, _ := NewModels(load, codex.Model{}, "", history.Choices{})
	full := openModels(t, "gpt-6.1-sol", "medium", aCatalog(), nil)
	filtered := openModels(t, "gpt-6.1-sol", "medium", aCatalog(), nil)
	play(filtered, "type:5.")
	bundled := aCatalog()
	bundled.Bundled = true
	offline := openModels(t, "", "", bundled, nil)
	broken := openModels(t, "", "", codex.Catalog{}, &net.OpError{Op: "dial", Err: syscall.ENETUNREACH})
	light, ascii := style.New(themes.All()[0].Light, false), style.New(themes.All()[0].Dark, true)
	checkPictures(t, "models", []picture{
		{"asking-80x24", asking, darkStyles(), 80, 24, false},
		{"full-80x24", full, darkStyles(), 80, 24, false},
		{"full-120x40", full, darkStyles(), 100, 40, false},
		{"full-40x12", full, darkStyles(), 40, 12, false},
		{"full-ascii-80x24", full, ascii, 80, 24, false},
		{"filtered-dark-80x24", filtered, darkStyles(), 80, 24, true},
		{"filtered-light-80x24", filtered, light, 80, 24, true},
		{"bundled-80x24", offline, darkStyles(), 80, 24, false},
		{"no-network-80x24", broken, darkStyles(), 80, 24, false},
	})
}

func TestModelIsChosen(t *testing.T) {
	for _, test := range []struct{ keys, slug, effort, asDefault string }{
		{"enter", "gpt-6.1-sol", "medium", "false"},
		{"f8", "gpt-6.1-sol", "medium", "true"},
		{"right right enter", "gpt-6.1-sol", "xhigh", "false"},
		{"left left left enter", "gpt-6.1-sol", "low", "false"},
		{"right right right right right right right enter", "gpt-6.1-sol", "ultra", "false"},
		{"down left enter", "gpt-6.1-terra", "medium", "false"},
		{"right down up enter", "gpt-6.1-sol", "high", "false"},
		{"type:5.5 enter", "gpt-5.5", "medium", "false"},
		{"type:luna right f8", "gpt-5.6-luna", "high", "true"},
		{"type:secret-mini enter", "secret-mini", "", "false"},
	} {
		p := openModels(t, "gpt-6.1-sol", "medium", aCatalog(), nil)
		_, out := play(p, strings.Fields(test.keys)...)
		got, ok := out.(ModelChosen)
		if !ok || got.Model.Slug != test.slug || got.Effort != test.effort || fmt.Sprint(got.AsDefault) != test.asDefault {
			t.Errorf("%s: got %#v", test.keys, out)
		}
	}
}

func TestModelInUseIsChosenFirst(t *testing.T) {
	p := openModels(t, "gpt-5.6-luna", "high", aCatalog(), nil)
	if _, out := play(p, "enter"); out.(ModelChosen).Model.Slug != "gpt-5.6-luna" || out.(ModelChosen).Effort != "high" {
		t.Errorf("got %#v", out)
	}
}

func TestHiddenModelsNeedTheirFullName(t *testing.T) {
	p := openModels(t, "", "", aCatalog(), nil)
	play(p, "type:secret-min")
	if drawn, _ := p.View(darkStyles(), 80, 24); !strings.Contains(drawn, "Nothing matches") {
		t.Errorf("a part of the name shows it:\n%s", ansi.Strip(drawn))
	}
	play(p, "type:i")
	if drawn, _ := p.View(darkStyles(), 80, 24); !strings.Contains(ansi.Strip(drawn), "128k") {
		t.Errorf("the full name does not show it:\n%s", ansi.Strip(drawn))
	}
}

func TestModelsAreAskedForAgain(t *testing.T) {
	p := openModels(t, "", "", codex.Catalog{}, context.DeadlineExceeded)
	if cmd, _ := play(p, "enter"); cmd != nil {
		t.Error("there is nothing to take")
	}
	p.load = func(context.Context) (codex.Catalog, error) { return aCatalog(), nil }
	cmd, _ := play(p, "r")
	if cmd == nil {
		t.Fatal("r must ask again")
	}
	if drawn, _ := p.View(darkStyles(), 80, 24); !strings.Contains(drawn, "Asking again") {
		t.Errorf("want a word about the wait:\n%s", ansi.Strip(drawn))
	}
	p.Update(cmd())
	if drawn, _ := p.View(darkStyles(), 80, 24); !strings.Contains(drawn, "gpt-6.1-terra") {
		t.Errorf("want the models:\n%s", ansi.Strip(drawn))
	}
	if cmd, _ := play(p, "r"); cmd != nil || p.field.Text() != "r" {
		t.Error("with models there, r is typed into the filter")
	}
	if cmd, _ := play(p, "ctrl+r"); cmd == nil {
		t.Error("ctrl+r must ask again at any time")
	}
}

func TestModelPickerDropsLateAnswers(t *testing.T) {
	p := openModels(t, "", "", aCatalog(), nil)
	p.Update(modelsLoaded{task: task.New(), err: context.Canceled})
	if p.failure.Sentence != "" {
		t.Error("the end of an older load came through")
	}
}

func TestModelPickerIsLeft(t *testing.T) {
	for _, key := range []string{"esc", "ctrl+c"} {
		p := openModels(t, "", "", aCatalog(), nil)
		if _, out := play(p, key); out != (Dismissed{}) || p.asking.Ctx.Err() == nil {
			t.Errorf("%s: got %#v, load %v", key, out, p.asking.Ctx.Err())
		}
	}
}

func TestForeignModelsAreHarmless(t *testing.T) {
	const evil = "\x1b]52;c;AA\x07\u202e\u009b"
	p := openModels(t, "", "", codex.Catalog{Models: []codex.Model{
		{Slug: "m" + evil, Description: "d" + evil, Efforts: levels("e"+evil, "f")},
	}}, nil)
	drawn, _ := p.View(darkStyles(), 80, 24)
	if strings.Contains(drawn, "]52") || strings.ContainsAny(drawn, "\a\u202e\u009b") {
		t.Errorf("a control came through: %q", drawn)
	}
	if _, out := play(p, "enter"); out.(ModelChosen).Model.Slug != "m"+evil {
		t.Error("what is drawn is made safe, what is chosen is not changed")
	}
}
