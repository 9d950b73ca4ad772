package chat

import (
	"testing"

	"banter/history"
	"banter/internal/screen"
	"banter/session"
)

// Messages of a conversation that was left do not reach the next one.
func TestLateMessagesAreDropped(t *testing.T) {
	c := showing(said(1)...)
	c.sess = &session.Session{} // so that leaving replaces the conversation
	left := c.Current()
	c.End()
	late := history.Message{ID: "late", Role: history.Assistant, Text: "too late"}
	c.Update(stateMsg{of: left, state: session.State{Messages: []history.Message{late}}})
	c.Update(sentMsg{of: left, err: session.ErrClosed})
	c.Update(unqueuedMsg{of: left, text: "late text", ok: true})
	c.Update(left.spinner.Tick())
	c.Update(draftSavedMsg{of: left})
	if !c.Blank() || c.Input() != "" || c.failure.err != nil {
		t.Errorf("a late message arrived: %d messages, input %q, failure %v", len(c.state.Messages), c.Input(), c.failure.err)
	}
}

// A question that is taken back comes before the text typed meanwhile.
func TestAQuestionTakenBackComesFirst(t *testing.T) {
	c := showing()
	c.editor.Insert("typed meanwhile")
	for _, step := range []struct {
		msg  unqueuedMsg
		want string
	}{
		{unqueuedMsg{text: "was asked just now"}, "typed meanwhile"}, // it cannot be taken back
		{unqueuedMsg{text: "queued\nquestion", ok: true}, "queued\nquestion\ntyped meanwhile"},
	} {
		step.msg.of = c.Current()
		c.Update(step.msg)
		if got := c.Input(); got != step.want {
			t.Errorf("input is %q, want %q", got, step.want)
		}
	}
	c.Update(screen.Key("ctrl+z"))
	if got := c.Input(); got != "typed meanwhile" {
		t.Errorf("undone: input is %q", got)
	}
	c.Update(screen.Key("ctrl+u"))
	c.Update(unqueuedMsg{of: c.Current(), text: "queued", ok: true})
	if got := c.Input(); got != "queued" {
		t.Errorf("an empty input became %q", got)
	}
}

// A draft that could not be saved is tried again, and the person is told once.
func TestAFailedDraftIsTriedAgain(t *testing.T) {
	c := showing()
	for i := range 3 {
		c.note.text = ""
		retry := c.draftSaved(draftSavedMsg{of: c.Current(), err: session.ErrClosed})
		if told := c.note.text != ""; retry == nil || told != (i == 0) {
			t.Errorf("failure %d: tried again %v, told %v", i+1, retry != nil, told)
		}
	}
}
