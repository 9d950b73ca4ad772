package session_test

import (
	"testing"

	"banter/codex"
	"banter/session"
)

// The texts far from the end leave the memory, and everything that needs them reads
// them: a request, a refusal of reasoning, an edit far above the end.
func TestTextsAreReadForARequest(t *testing.T) {
	run(t, func(b *bench) {
		opts := b.options()
		opts.Memory = 1
		c := long(b, b.db, 300)
		all, err := b.db.Branch(b.Context(), c.Leaf)
		check(b, err)
		for i := 1; i < len(all); i += 2 {
			all[i].Items = append(all[i].Items, []byte(reasoningJSON), []byte(finalJSON))
			all[i].Model = sol.Slug
		}
		check(b, b.db.Put(b.Context(), all...))
		b.session, err = session.Resume(b.Context(), opts, c.ID)
		check(b, err)
		state := b.settle()
		if n := omitted(state); !state.Omitted || n < 200 || n > 290 {
			b.Fatalf("%d texts are not in memory", n)
		}
		b.script(append([]any{codex.ReasoningRefused{}}, plain("a")...)...)
		b.send("q")
		if got := len(b.requests[0].Input); got != 150*3+1 {
			b.Errorf("%d items, want all", got)
		}
		saved := b.onDisk()
		if len(saved) != 302 || len(saved[1].Items) != 2 || string(saved[1].Items[1]) != `{"type":"reasoning"}` || saved[1].Text != all[1].Text {
			b.Errorf("%d messages; the first answer is %q with %d items", len(saved), saved[1].Text, len(saved[1].Items))
		}
		state, err = b.session.Near(b.Context(), []string{all[10].ID, all[11].ID})
		check(b, err)
		if m := state.Messages[11]; m.Text != all[11].Text || omitted(state) < 200 {
			b.Errorf("near: %q, %d omitted", m.Text, omitted(state))
		}
		texts := 0
		for text, err := range b.session.Texts(b.Context(), state.Messages) {
			check(b, err)
			if text == saved[texts].Text {
				texts++
			}
		}
		if texts != 302 {
			b.Errorf("%d texts", texts)
		}
		b.script(plain("another")...)
		check(b, b.session.Edit(b.Context(), all[200].ID, "edited"))
		state = b.settle()
		if got := len(b.requests[1].Input); len(state.Messages) != 202 || got != 100*2+1 {
			b.Errorf("after the edit: %d messages, %d items", len(state.Messages), got)
		}
		for _, m := range state.Messages[202-64:] {
			if !m.Whole() {
				b.Errorf("%s near the end is not in memory", m.ID)
			}
		}
		if err := b.db.Put(b.Context(), state.Messages[0]); err == nil {
			b.Error("a message without its text was saved")
		}
	})
}

func omitted(state session.State) (n int) {
	for i := range state.Messages {
		if !state.Messages[i].Whole() {
			n++
		}
	}
	return n
}
