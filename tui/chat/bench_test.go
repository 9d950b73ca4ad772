package chat

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
	"banter/themes"
	"banter/tui/clip"
	"banter/tui/style"
	"banter/tui/task"
)

var midday = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var darkStyles = style.New(themes.All()[0].Dark, false)

// showing returns a chat that shows messages, without a session.
func showing(messages ...history.Message) *Chat {
	c := New(task.NewGroup(), &clip.Clipboard{}, func() time.Time { return midday })
	c.state = session.State{Messages: messages}
	c.refresh()
	c.View(darkStyles, style.NewLayout(120, 40))
	return c
}

// BenchmarkKey measures a key and the view after it in conversations of two
// lengths: a letter, and a page up or down.
func BenchmarkKey(b *testing.B) {
	for _, n := range []int{10, 10000} {
		for name, keys := range map[string][2]tea.KeyPressMsg{
			"letter": {{Text: "x", Code: 'x'}, {Text: "y", Code: 'y'}},
			"page":   {{Code: tea.KeyPgUp}, {Code: tea.KeyPgDown}},
		} {
			b.Run(fmt.Sprintf("%s-%d", name, n), func(b *testing.B) {
				c := showing(said(n / 2)...)
				l := style.NewLayout(120, 40)
				for i := 0; b.Loop(); i++ {
					if i%1000 == 999 { // a draft of ordinary length
						c.editor.Reset()
					}
					c.Update(keys[i%2])
					c.View(darkStyles, l)
				}
			})
		}
	}
}

// BenchmarkDelta measures one more state of a growing answer, below 10 or 10,000
// messages.
func BenchmarkDelta(b *testing.B) {
	for _, n := range []int{10, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			messages := said(n / 2)
			c := showing(messages...)
			l := style.NewLayout(120, 40)
			answer := history.Message{ID: "live", Role: history.Assistant, Status: history.Streaming}
			for i := 0; b.Loop(); i++ {
				if answer.Text += "some words of it "; i%20 == 19 {
					answer.Text += "\n\n"
				}
				if len(answer.Text) > 32<<10 {
					answer.ID, answer.Text = fmt.Sprint("live", i), "again "
				}
				shown := answer
				c.Update(stateMsg{of: c.Conversation, state: session.State{Messages: messages, Answer: &shown}})
				c.View(darkStyles, l)
			}
		})
	}
}

// said returns n questions with answers of some rows each.
func said(n int) []history.Message {
	messages := make([]history.Message, 0, 2*n)
	for i := range n {
		messages = append(messages,
			history.Message{ID: fmt.Sprint("q", i), Role: history.User, Status: history.Done, Text: fmt.Sprintf("question %d", i)},
			history.Message{ID: fmt.Sprint("a", i), Role: history.Assistant, Status: history.Done,
				Text: fmt.Sprintf("answer %d begins here and is long enough to be wrapped in a narrow window.\n\nanswer %d ends", i, i)})
	}
	return messages
}

// BenchmarkFirstView opens saved conversations of 10 and of 10,000 messages up to the
// first view, and prints the second time as a multiple of the first.
func BenchmarkFirstView(b *testing.B) {
	db, err := history.Open(b.Context(), filepath.Join(b.TempDir(), "history.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	var ids []string
	for _, n := range []int{10, 10_000} {
		c := history.Conversation{ID: history.NewID(), Created: midday, Updated: midday}
		messages := said(n / 2)
		for i := range messages {
			m := &messages[i]
			m.ID, m.Conversation, m.Parent, m.Created = history.NewID(), c.ID, c.Leaf, midday
			c.Leaf = m.ID
		}
		if err := db.Create(b.Context(), c, messages...); err != nil {
			b.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	var took [2][]time.Duration
	for b.Loop() {
		for i, id := range ids {
			began := time.Now()
			sess, err := session.Resume(b.Context(), session.Options{History: db, EndFirst: 10 * time.Millisecond}, id)
			if err != nil {
				b.Fatal(err)
			}
			c := New(task.NewGroup(), &clip.Clipboard{}, func() time.Time { return midday })
			c.Show(Opened{Session: sess})
			c.View(darkStyles, style.NewLayout(120, 40))
			took[i] = append(took[i], time.Since(began))
			if err := sess.Close(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	}
	for i := range took {
		slices.Sort(took[i])
	}
	short, long := took[0][len(took[0])/2], took[1][len(took[1])/2]
	b.ReportMetric(float64(short.Microseconds()), "µs/10")
	b.ReportMetric(float64(long.Microseconds()), "µs/10000")
	b.ReportMetric(long.Seconds()/short.Seconds(), "ratio")
}
