package main

import (
	"context"
	"testing"
	"time"

	"banter/history"
	"banter/internal/screen"
)

// branchScenes are those of a conversation with several versions of a message.
var branchScenes = []scene{
	{
		name: "tree", size: [2]int{80, 24}, before: seedBranches,
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			openFirst(term)
			term.Press("alt+v")
			term.Wait(time.Second)
			term.Press("up")
		},
	},
	{
		name: "compare", size: [2]int{120, 30}, before: seedBranches,
		play: func(_ *testing.T, _ *rig, term *screen.Terminal) {
			openFirst(term)
			term.Press("f4", "s")
			term.Wait(time.Second)
		},
	},
}

// openFirst opens the newest conversation.
func openFirst(term *screen.Terminal) {
	term.Press("ctrl+r")
	term.Wait(time.Second)
	term.Press("enter")
	term.Wait(time.Second)
}

// A remark is a message of seedBranches.
type remark struct {
	id, parent, model, text string
}

// seedBranches fills the history with one conversation that has branches.
func seedBranches(t *testing.T, r *rig) {
	remarks := []remark{
		{"q1", "", "", "Name three ways to limit how often a client may call an API."},
		{"a1", "q1", "gpt-6.1-sol", "A **fixed window**, a **sliding window**, and a **token bucket**."},
		{"q2", "a1", "", "Which one for bursts?"},
		{"a2", "q2", "gpt-6.1-sol", "The token bucket: it saves up what was not used."},
		{"q3", "a1", "", "Show me a token bucket in Go."},
		{"a3", "q3", "gpt-6-luna", "`golang.org/x/time/rate` is one:\n\n```go\nlimiter := rate.NewLimiter(10, 20)\nif !limiter.Allow() {\n\thttp.Error(w, \"slow down\", http.StatusTooManyRequests)\n\treturn\n}\n```\n\nTen calls a second, and twenty at once."},
		{"a4", "q3", "gpt-6.1-sol", "A counter and the time of the last call are enough:\n\n```go\nfunc (b *Bucket) Allow(now time.Time) bool {\n\tb.tokens = min(b.size, b.tokens+b.rate*now.Sub(b.last).Seconds())\n\tb.last = now\n\tif b.tokens < 1 {\n\t\treturn false\n\t}\n\tb.tokens--\n\treturn true\n}\n```\n\n- `size` is the longest burst.\n- `rate` is what comes back each second.\n\nCall it under a mutex."},
	}
	at := time.Now().Add(-20 * time.Minute)
	c := history.Conversation{ID: history.NewID(), Title: "Rate limits of an API", Model: "gpt-6.1-sol", Effort: "low", Created: at, Updated: at}
	ids := map[string]string{"": ""}
	var all []history.Message
	for i, one := range remarks {
		ids[one.id] = history.NewID()
		role := history.Assistant
		if one.model == "" {
			role = history.User
		}
		said := at.Add(time.Duration(i) * time.Minute)
		all = append(all, history.Message{
			ID: ids[one.id], Conversation: c.ID, Parent: ids[one.parent], Role: role, Model: one.model, Text: one.text,
			Status: history.Done, Created: said, Ended: said,
		})
		c.Leaf = ids[one.id]
	}
	if err := r.db.Create(context.Background(), c, all...); err != nil {
		t.Fatal(err)
	}
}
