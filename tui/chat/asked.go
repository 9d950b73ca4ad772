package chat

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/history"
)

// Asked are the questions of all conversations; *history.DB has them. Its methods are
// called outside the UI's goroutine.
type Asked interface {
	Questions(ctx context.Context, q history.Query, limit int) ([]history.Question, error)
	QuestionText(ctx context.Context, q history.Question) (string, error)
}

// askedLimit is how many questions of other conversations Up brings back.
const askedLimit = 500

// pastQuestions holds the questions that Up brings back on an empty page, newest first.
type pastQuestions struct {
	from   Asked // nil: there are none
	all    []history.Question
	loaded bool
}

type (
	// askedMsg are the questions, read when the input had been edited edits times.
	askedMsg struct {
		of    *Conversation
		all   []history.Question
		edits int
	}
	// askedTextMsg is the whole text of a question. n counts the steps back to it; 0: it
	// was chosen in a list.
	askedTextMsg struct {
		of       *Conversation
		n, edits int
		text     string
		err      error
	}
)

// walkAsked shows the i-th question of all conversations, which is n steps back.
func (c *Chat) walkAsked(i, n int) tea.Cmd {
	past := c.past
	switch {
	case !c.Blank() || past.from == nil:
		return nil
	case !past.loaded:
		return c.readAsked()
	case i >= len(past.all):
		return nil
	case past.all[i].Whole():
		return c.recall(n, slashed(past.all[i].Text))
	}
	return c.readQuestion(past.from, past.all[i], n)
}

// readAsked reads the questions for Up.
func (c *Chat) readAsked() tea.Cmd {
	of, from, edits := c.Conversation, c.past.from, c.draft.edits
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		all, _ := from.Questions(ctx, history.Query{}, askedLimit) // with an error, those that it could read
		return askedMsg{of, all, edits}
	})
}

// askedArrived shows the newest question, unless the input was changed meanwhile.
func (c *Chat) askedArrived(msg askedMsg) tea.Cmd {
	if msg.of != c.Conversation || c.past.loaded {
		return nil
	}
	c.past.all, c.past.loaded = msg.all, true
	if msg.edits != c.draft.edits {
		return nil
	}
	return c.walk(1)
}

// readQuestion reads the whole text of a question.
func (c *Chat) readQuestion(from Asked, q history.Question, n int) tea.Cmd {
	of, edits := c.Conversation, c.draft.edits
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		text, err := from.QuestionText(ctx, q)
		return askedTextMsg{of, n, edits, text, err}
	})
}

// askedTextArrived puts a question into the input.
func (c *Chat) askedTextArrived(msg askedTextMsg) tea.Cmd {
	switch {
	case msg.of != c.Conversation || msg.edits != c.draft.edits:
		return nil
	case msg.err != nil:
		c.Fail(msg.err, nil)
		return nil
	case msg.n > 0:
		return c.recall(msg.n, slashed(msg.text))
	}
	return c.takeQuestion(msg.text)
}

// AskAgain puts a question of any conversation into the input. Up brings back what was
// there.
func (c *Chat) AskAgain(q history.Question, from Asked) tea.Cmd {
	c.endMode()
	if q.Whole() {
		return c.takeQuestion(q.Text)
	}
	return c.readQuestion(from, q, 0)
}

func (c *Chat) takeQuestion(text string) tea.Cmd {
	c.inputs.keep(c.editor.Text())
	c.editor.Set(slashed(text))
	return c.edited()
}
