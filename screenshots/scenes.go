package main

import (
	"context"
	_ "embed"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
	"banter/history"
	"banter/internal/screen"
	"banter/tui"
)

// A scene is one picture: what the servers do, and what the person does until
// the screen shows it.
type scene struct {
	name      string
	size      [2]int // columns, rows
	server    codextest.Options
	theme     string // empty: the default
	signedOut bool
	play      func(t *testing.T, r *rig, term *screen.Terminal)
	before    func(t *testing.T, r *rig)                       // prepares the history
	setUp     func(r *rig, opts *tui.Options)                  // changes the options of the program; or nil
	plain     []string                                         // lines for the chat without a screen, in the place of play
	film      func(t *testing.T, term *screen.Terminal) []byte // plays and films it, in the place of play; or nil
	files     map[string][]byte                                // in the folder in which the program runs
}

// pace is how fast the emulator writes in a scene: one delta in 20 ms. The
// waits of the scenes end between two deltas.
const pace = 50

// moment is the time at which every scene begins.
var moment = time.Date(2026, time.November, 23, 18, 20, 0, 0, time.UTC)

//go:embed answer.md
var answer string

const question = "How do goroutines differ from threads?"

// inStyle is a conversation in a style of Glamour's.
func inStyle(style string) scene {
	return scene{
		name: "chat-" + style, size: [2]int{100, 46}, theme: style,
		server: codextest.Options{Doc: answer},
		play:   func(_ *testing.T, _ *rig, term *screen.Terminal) { ask(term) },
	}
}

var scenes = []scene{
	{
		name: "sign-in", size: [2]int{80, 24}, signedOut: true,
		server: codextest.Options{ApproveAfter: -1},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			term.Wait(28*time.Second + 310*time.Millisecond)
		},
	},
	{
		name: "sign-in-small", size: [2]int{40, 12}, signedOut: true,
		server: codextest.Options{ApproveAfter: -1},
		play:   func(*testing.T, *rig, *screen.Terminal) {},
	},
	{
		name: "new", size: [2]int{80, 24}, before: seed,
		play: func(*testing.T, *rig, *screen.Terminal) {},
	},
	{
		name: "streaming", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer, Chunk: 12, Rate: pace},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Wait(1110 * time.Millisecond)
		},
	},
	{
		name: "chat", size: [2]int{100, 46},
		server: codextest.Options{Doc: answer},
		play:   func(_ *testing.T, _ *rig, term *screen.Terminal) { ask(term) },
	},
	inStyle("dracula"),
	inStyle("tokyo-night"),
	inStyle("pink"),
	{
		name: "chat-small", size: [2]int{40, 12},
		server: codextest.Options{Doc: answer},
		play:   func(_ *testing.T, _ *rig, term *screen.Terminal) { ask(term) },
	},
	{
		name: "find", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("f3")
			term.Type("thread")
			term.Press("enter", "n")
		},
	},
	{
		name: "choose", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("f4", "tab")
		},
	},
	{
		name: "select", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Drag(4, 5, 30, 9)
		},
	},
	{
		name: "raw", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("f5")
		},
	},
	{
		name: "details", size: [2]int{80, 24},
		server: codextest.Options{Doc: answer},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			ask(term)
			term.Press("f6")
		},
	},
	{
		name: "help", size: [2]int{80, 24},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) { term.Press("?") },
	},
	{
		name: "models", size: [2]int{80, 24},
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) { term.Press("ctrl+o", "down", "right") },
	},
	{
		name: "conversations", size: [2]int{80, 24}, before: seed,
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) { term.Press("ctrl+r", "down") },
	},
	{
		name: "search", size: [2]int{80, 24}, before: seed,
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			term.Press("ctrl+r")
			term.Type("the")
			term.Wait(time.Second)
			term.Press("down", "down", "down")
		},
	},
	{
		name: "limit", size: [2]int{80, 24},
		play: func(t *testing.T, r *rig, term *screen.Terminal) {
			if err := r.server.Fault("usage-limit", 1); err != nil {
				t.Fatal(err)
			}
			ask(term)
			term.Wait(time.Second)
		},
	},
}

func ask(term *screen.Terminal) {
	term.Type(question)
	term.Press("enter")
}

// picture is one scene on one background.
type picture struct {
	scene
	file  string
	light bool
}

func pictures() []picture {
	var all []picture
	for _, s := range slices.Concat(scenes, branchScenes, listScenes, inputScenes, dialogScenes, continueScenes, []scene{plainScene}) {
		all = append(all, picture{s, s.name + "-dark.svg", false}, picture{s, s.name + "-light.svg", true})
	}
	return append(all, picture{filmScene, filmScene.name + ".svg", false})
}

// draw plays the scene, in fake time, and returns the picture.
func (p picture) draw(t *testing.T) (svg []byte) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		time.Sleep(time.Until(moment))
		r, err := newRig(p.server)
		if err != nil {
			t.Fatal(err)
		}
		r.folder = t.TempDir()
		if !p.signedOut {
			if err := r.signIn(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if p.before != nil {
			p.before(t, r)
		}
		defer inFolder(t, p.files)()
		if p.plain != nil {
			svg = drawPlain(t, r, p.scene, p.light)
			r.server.Close()
			return
		}
		term, model := r.start(p.scene, p.light)
		term.Wait(time.Second)
		if p.film != nil {
			svg = p.film(t, term)
		} else {
			p.play(t, r, term)
			svg = term.SVG()
		}
		if _, err := term.Close(); err != nil {
			t.Error(err)
		}
		if err := model.Close(ctx); err != nil {
			t.Error(err)
		}
		r.close(t)
	})
	return svg
}

// inFolder makes a folder with files the current one, until leave is called.
func inFolder(t *testing.T, files map[string][]byte) (leave func()) {
	if files == nil {
		return func() {}
	}
	before, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chdir(dir); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Chdir(before); err != nil {
			t.Fatal(err)
		}
	}
}

// seed fills the history with conversations of the last weeks.
func seed(t *testing.T, r *rig) {
	past := []struct {
		title, last string
		ago         time.Duration
	}{
		{"Sourdough at 24 degrees", "Fold it twice more, then leave it in the fridge until the morning.", 26 * 24 * time.Hour},
		{"Explain Raft to a database person", "A follower that hears nothing for a while asks to be leader.", 9 * 24 * time.Hour},
		{"Regex for ISO dates", "It accepts 2026-02-30; check the calendar in code.", 50 * time.Hour},
		{"Name for a terminal chat program", "Banter is short, friendly, and easy to type.", 20 * time.Hour},
		{"Why is my Postgres index not used?", "Run ANALYZE first: the planner thinks that the table is empty.", 95 * time.Minute},
	}
	for _, p := range past {
		at := time.Now().Add(-p.ago)
		c := history.Conversation{ID: history.NewID(), Title: p.title, Model: "gpt-6.1-sol", Effort: "low", Created: at, Updated: at}
		q := history.Message{ID: history.NewID(), Conversation: c.ID, Role: history.User, Text: p.title, Status: history.Done, Created: at, Ended: at}
		a := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: q.ID, Role: history.Assistant, Text: p.last, Status: history.Done, Created: at, Ended: at}
		c.Leaf = a.ID
		if err := r.db.Create(context.Background(), c, q, a); err != nil {
			t.Fatal(err)
		}
	}
}
