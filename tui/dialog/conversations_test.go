package dialog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/history"
	"banter/themes"
	"banter/tui/style"
)

func drawnBy(d Dialog) string {
	drawn, _ := d.View(darkStyles(), 80, 24)
	return ansi.Strip(drawn)
}

func TestConversationScreens(t *testing.T) {
	reading, _ := newConversations(t, aStore(), "")
	full, found, removed, titled := openStore(t, aStore(), ""), openStore(t, aStore(), ""), openStore(t, aStore(), ""), openStore(t, aStore(), "")
	play(found, "type:soda")
	play(removed, "down", "ctrl+x")
	play(titled, "down", "f7", "type:, quick")
	searched, wrong, several := openStore(t, hitStore(), ""), openStore(t, aStore(), ""), openStore(t, aStore(), "")
	searchFor(searched, "yeast")
	searchFor(wrong, "before:teatime")
	several.Update(Background{Answering: map[string]bool{"b": true}, Fresh: map[string]bool{"d": true}})
	play(several, "end", "ctrl+t", "home", "down", "tab", "tab")
	broken := openStore(t, &fakeStore{listErr: context.DeadlineExceeded}, "")
	empty := openStore(t, &fakeStore{}, "")
	light, ascii := style.New(themes.All()[0].Light, false), style.New(themes.All()[0].Dark, true)
	checkPictures(t, "conversations", []picture{
		{"reading-80x24", reading, darkStyles(), 80, 24, false},
		{"full-80x24", full, darkStyles(), 80, 24, false},
		{"full-120x40", full, darkStyles(), 100, 40, false},
		{"full-40x12", full, darkStyles(), 40, 12, false},
		{"full-ascii-80x24", full, ascii, 80, 24, false},
		{"found-dark-80x24", found, darkStyles(), 80, 24, true},
		{"found-light-80x24", found, light, 80, 24, true},
		{"searched-80x24", searched, darkStyles(), 80, 24, true},
		{"searched-40x12", searched, darkStyles(), 40, 12, false},
		{"wrong-filter-80x24", wrong, darkStyles(), 80, 24, false},
		{"several-80x24", several, darkStyles(), 80, 24, false},
		{"several-ascii-40x12", several, ascii, 40, 12, false},
		{"removed-80x24", removed, darkStyles(), 80, 24, false},
		{"rename-80x24", titled, darkStyles(), 80, 24, false},
		{"broken-80x24", broken, darkStyles(), 80, 24, false},
		{"empty-80x24", empty, darkStyles(), 80, 24, false},
	})
}

func TestConversationIsOpened(t *testing.T) {
	for keys, want := range map[string]string{"enter": "a", "down enter": "b", "type:soda enter": "b", "type:題 enter": "e", "end enter": "e"} {
		p := openStore(t, aStore(), "")
		if _, out := play(p, strings.Fields(keys)...); out != (Open{Conversation: want}) {
			t.Errorf("%s: got %#v, want %s", keys, out, want)
		}
	}
	p := openStore(t, &fakeStore{}, "")
	if _, out := play(p, "enter"); out != nil {
		t.Errorf("an empty list: got %#v", out)
	}
}

func TestConversationsAreDeletedWhenTheListIsLeft(t *testing.T) {
	for _, test := range []struct{ keys, want string }{
		{"ctrl+x esc", "a"},
		{"ctrl+x ctrl+x enter", "a b"},
		{"down ctrl+x ctrl+c", "b"},
		{"ctrl+x ctrl+z esc", ""},
		{"ctrl+x down ctrl+x ctrl+z esc", "a"},
		{"type:soda ctrl+x esc", "b"},
		{"ctrl+z esc", ""},
	} {
		d := aStore()
		p := openStore(t, d, "")
		cmd, out := play(p, strings.Fields(test.keys)...)
		if out == nil {
			t.Fatalf("%s: the list is still there", test.keys)
		}
		if len(d.deleted) > 0 {
			t.Errorf("%s: %q was deleted before the list was left", test.keys, d.deleted)
		}
		if cmd != nil {
			if msg := cmd().(ConversationsDeleted); msg.Err != nil || !slices.Equal(msg.IDs, d.deleted) {
				t.Errorf("%s: reported %+v, deleted %q", test.keys, msg, d.deleted)
			}
		}
		if got := strings.Join(d.deleted, " "); got != test.want {
			t.Errorf("%s: deleted %q, want %q", test.keys, got, test.want)
		}
	}
}

func TestUndoBringsTheRowBackToItsPlace(t *testing.T) {
	p := openStore(t, aStore(), "")
	before := drawnBy(p)
	play(p, "down", "ctrl+x", "ctrl+x", "ctrl+z", "ctrl+z", "home")
	after := drawnBy(p)
	if rows(before) != rows(after) {
		t.Errorf("got\n%s\nwant\n%s", after, before)
	}
}

// rows is the part of a drawing between the rules.
func rows(drawn string) string {
	lines := strings.Split(drawn, "\n")
	return strings.Join(lines[2:7], "\n")
}

func TestFailedDeletionIsReported(t *testing.T) {
	d := aStore()
	d.err = errors.New("locked")
	p := openStore(t, d, "")
	cmd, _ := play(p, "ctrl+x", "esc")
	if msg := cmd().(ConversationsDeleted); msg.Err == nil || len(msg.IDs) != 0 {
		t.Errorf("got %+v", msg)
	}
}

func TestOpenConversationStays(t *testing.T) {
	d := aStore()
	p := openStore(t, d, "a")
	play(p, "ctrl+x")
	if !strings.Contains(drawnBy(p), "goroutines") || !strings.Contains(drawnBy(p), "is open") {
		t.Errorf("want the row and a word about it:\n%s", drawnBy(p))
	}
	if cmd, _ := play(p, "esc"); cmd != nil {
		t.Error("nothing is to be deleted")
	}
}

func TestConversationIsRenamed(t *testing.T) {
	d := aStore()
	p := openStore(t, d, "")
	cmd, out := play(p, "type:soda", "f7", "ctrl+u", "type:Soda bread", "enter")
	if out != nil || cmd == nil || !strings.Contains(drawnBy(p), "Soda bread") {
		t.Fatalf("event %#v:\n%s", out, drawnBy(p))
	}
	msg := cmd().(ConversationRenamed)
	if msg.Err != nil || d.all[1].Title != "Soda bread" || d.all[1].Leaf != "leaf-b" {
		t.Errorf("saved %+v, reported %+v", d.all[1], msg)
	}
	if p.Update(msg); p.field.Text() != "soda" {
		t.Errorf("the filter is %q, want it back", p.field.Text())
	}
}

func TestRenameCanBeGivenUp(t *testing.T) {
	for _, keys := range []string{"f7 type:x esc", "f7 ctrl+u enter", "f7 ctrl+c", "alt+n esc"} {
		p := openStore(t, aStore(), "")
		cmd, out := play(p, strings.Fields(keys)...)
		if cmd != nil || out != nil || p.renamed != nil || !strings.Contains(drawnBy(p), "How do goroutines differ") {
			t.Errorf("%s: event %#v\n%s", keys, out, drawnBy(p))
		}
	}
}

func TestFailedRenameShowsTheOldTitle(t *testing.T) {
	d := aStore()
	p := openStore(t, d, "")
	d.err = fmt.Errorf("update: %w", context.DeadlineExceeded)
	cmd, _ := play(p, "down", "f7", "type:!", "enter")
	d.all = aStore().all
	again, _ := p.Update(cmd())
	if again == nil {
		t.Fatal("the list must be read again")
	}
	p.Update(again())
	if drawn := drawnBy(p); strings.Contains(drawn, "yeast!") || !strings.Contains(drawn, "No answer came in time.") {
		t.Errorf("want the old title and a word:\n%s", drawn)
	}
}

func TestDamagedConversationsAreSaid(t *testing.T) {
	d := aStore()
	d.listErr = &history.DamageError{}
	if drawn := drawnBy(openStore(t, d, "")); !strings.Contains(drawn, "Bread") || !strings.Contains(drawn, "damaged") {
		t.Errorf("want what can be read, and a word:\n%s", drawn)
	}
}

func TestConversationsAreReadAgain(t *testing.T) {
	d := &fakeStore{listErr: context.DeadlineExceeded}
	p := openStore(t, d, "")
	d.all, d.listErr = aStore().all, nil
	cmd, _ := play(p, "r")
	p.Update(cmd())
	if !strings.Contains(drawnBy(p), "Bread") {
		t.Errorf("want the list:\n%s", drawnBy(p))
	}
}

func TestForeignTitlesAreHarmless(t *testing.T) {
	const evil = "\x1b]52;c;AA\x07\u202e\u009b\nx"
	d := &fakeStore{all: []history.Summary{{LastLine: evil, Conversation: history.Conversation{ID: "a", Title: "t" + evil, Updated: midday}}}}
	p := openStore(t, d, "")
	for range 2 {
		drawn, _ := p.View(darkStyles(), 80, 24)
		if strings.Contains(drawn, "]52") || strings.ContainsAny(drawn, "\a\u202e\u009b") {
			t.Errorf("a control came through: %q", drawn)
		}
		play(p, "f7") // the title in the field, too
	}
	if _, out := p.Update(tea.PasteMsg{Content: evil}); out != nil {
		t.Error("a paste is no key")
	}
}
