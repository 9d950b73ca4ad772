package tui

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex"
	"banter/history"
	"banter/internal/screen"
)

// saveLong saves a conversation of so many messages, answers of so many lines, with
// the items of the API. Each message begins and ends with words of its own.
func saveLong(t *testing.T, folder string, messages, lines int) history.Conversation {
	t.Helper()
	db, err := history.Open(t.Context(), filepath.Join(folder, "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	c := history.Conversation{ID: history.NewID(), Title: "Long", Model: "gpt-6.1-sol", Created: at, Updated: at}
	var all []history.Message
	for i := range messages {
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf, Status: history.Done, Created: at, Ended: at}
		m.Role, m.Text = history.User, fmt.Sprintf("begin%dq is asked by someone\nend%dq", i, i)
		if i%2 == 1 {
			m.Role, m.Model = history.Assistant, c.Model
			m.Text = fmt.Sprintf("begin%da\n\n%send%da", i, strings.Repeat("Some words of an *answer* that is long enough to be wrapped in a narrow window, and longer.\n\n", lines+i%5), i)
			if i%7 == 0 {
				m.Reasoning, m.Text = fmt.Sprintf("Why%d", i), m.Text+"\n\n```go\ncode"+strconv.Itoa(i)+"\n```\n"
			}
			raw, err := codex.AssistantText(m.Text).MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			m.Items = []json.RawMessage{raw}
		}
		all, c.Leaf = append(all, m), m.ID
	}
	for part := range slices.Chunk(all, 1000) {
		if part[0].Parent == "" {
			err = db.Create(t.Context(), c, part...)
		} else {
			err = db.Put(t.Context(), part...)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return c
}

// heap returns the bytes in use.
func heap() int {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// A conversation that is ten times as long takes hardly more memory:
// BANTER_MESSAGES=10000 go test ./tui -run TestMemory -v prints how much.
func TestMemory(t *testing.T) {
	largest := 1000
	if n, err := strconv.Atoi(os.Getenv("BANTER_MESSAGES")); err == nil {
		largest = n
	}
	var took [2]int
	for i, messages := range []int{largest / 10, largest} {
		synctest.Test(t, func(t *testing.T) {
			folder := t.TempDir()
			saveLong(t, folder, messages, 60)
			before := heap()
			d := newApp(t, setup{folder: folder, options: func(o *Options) { o.Resume = "last" }})
			defer d.leave()
			d.sees(fmt.Sprintf("end%da", messages-1))
			for range 30 {
				d.Press("pgup")
			}
			d.Press("ctrl+home")
			d.sees("begin0q")
			took[i] = heap() - before
		})
	}
	t.Logf("%d messages: %.1f MB, %d: %.1f MB", largest/10, float64(took[0])/1e6, largest, float64(took[1])/1e6)
	if more, texts := took[1]-took[0], largest*60*94/2; more > texts/2 {
		t.Errorf("%d bytes more for %d bytes of text", more, texts)
	}
}

// What a person does in a long conversation looks the same whether its texts are all
// in memory or are dropped and read again.
func TestDroppedTextsAreReadAgain(t *testing.T) {
	const messages = 700
	steps := map[string][]string{"whole": nil, "dropped": nil}
	var copied [2][]string
	for i, memory := range []int{1 << 30, 1} {
		synctest.Test(t, func(t *testing.T) {
			folder := t.TempDir()
			c := saveLong(t, folder, messages, 2)
			d := newApp(t, setup{folder: folder, screen: screen.Options{Width: 80, Height: 24}, options: func(o *Options) { o.Resume, o.Memory = "last", memory }})
			defer d.leave()
			d.sees(fmt.Sprintf("end%da", messages-1))
			name := []string{"whole", "dropped"}[i]
			look := func(step string) {
				d.Wait(time.Second)
				steps[name] = append(steps[name], step+"\n"+d.Text())
			}
			walkLong(t, d, look)
			copied[i] = d.Copied()
			other, err := history.Open(t.Context(), filepath.Join(folder, "history.db"))
			if err != nil {
				t.Fatal(err)
			}
			head, err := other.Find(t.Context(), c.ID)
			if err != nil {
				t.Fatal(err)
			}
			added := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: head.Leaf, Role: history.User, Text: "from another window", Status: history.Done, Created: time.Now()}
			if err := other.Put(t.Context(), added); err != nil {
				t.Fatal(err)
			}
			look("another window")
			d.Press("ctrl+end")
			look("its question")
			if err := other.Close(); err != nil {
				t.Fatal(err)
			}
			d.ask("More?")
			if got := len(d.back.answer(t, "No.").Input); got != messages+1 {
				t.Errorf("%s: the next question brings %d items, want %d", name, got, messages+1)
			}
			look("a new answer")
		})
	}
	for i, want := range steps["whole"] {
		if got := steps["dropped"][i]; got != want {
			t.Fatalf("step %d looks different\n%s\nwith all texts\n%s", i, got, want)
		}
	}
	if !slices.Equal(copied[0], copied[1]) || len(copied[0]) < 3 {
		t.Errorf("copied\n%q\nwith all texts\n%q", copied[1], copied[0])
	}
}

// walkLong moves through a long conversation in all ways. It sends the keys of a step
// at once, so that most of them come while texts are being read.
func walkLong(t *testing.T, d *app, look func(step string)) {
	press := func(n int, keys ...string) {
		t.Helper()
		d.Press(slices.Repeat(keys, n)...)
		look(fmt.Sprint(n, keys))
	}
	for range 4 {
		press(40, "pgup")
	}
	press(1, "pgdown")
	press(1, "ctrl+home")
	press(150, "pgdown")
	d.Resize(60, 30)
	look("narrow")
	press(30, "alt+up") // questions
	press(1, "ctrl+y")
	press(1, "alt+y")
	press(1, "f9") // thinking
	press(10, "pgup")
	press(1, "f9")
	d.Press("f3")
	d.Type("end300q")
	look("a word far away")
	press(1, "enter", "esc")
	d.Press("f3")
	d.Type("begin")
	look("many")
	press(1, "enter")
	press(60, "N")
	press(5, "n")
	press(1, "esc")
	d.Resize(120, 40)
	look("wide")
	press(1, "ctrl+g")
	press(70, "up")
	press(1, "enter") // copies
	press(1, "alt+r")
	press(20, "pgup")
	press(1, "alt+r")
	press(1, "ctrl+home")
	press(1, "ctrl+end")
	press(80, "up") // earlier questions
	press(1, "ctrl+c")
	for range 3 {
		d.Wheel(10, 5, 60)
	}
	look("wheel")
	d.Drag(10, 3, 40, 12)
	look("selection")
	press(1, "alt+v")
	press(30, "up")
	press(1, "enter")
}
