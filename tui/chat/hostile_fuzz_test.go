package chat

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/notice"
	"banter/internal/screen"
	"banter/session"
	"banter/tui/style"
)

// FuzzHostileChat draws a text wherever the chat shows foreign text, without the
// history, the clock and the goroutines of a session. It checks the frames that the
// renderer gets; the renderer only leaves out cells that have not changed.
func FuzzHostileChat(f *testing.F) {
	const longest = 200
	for i, trick := range screen.Tricks {
		if len(trick) <= longest/2 {
			f.Add(trick, i%5)
		}
	}
	f.Add("Über Ϝ", 1)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		if len(text) > longest {
			t.Skip("takes too long to be shortened")
		}
		screen.CheckOutput(t, drawn(text, cut))
	})
}

// drawn returns the frames that show text.
func drawn(text string, cut int) (output []byte) {
	c := showing(
		history.Message{ID: "q", Role: history.User, Text: text},
		history.Message{ID: "a", Role: history.Assistant, Text: text, Model: text, Effort: text, Status: history.Failed, Error: text},
	)
	l := style.NewLayout(120, 40)
	look := func() {
		frame, _ := c.View(darkStyles, l)
		output = append(output, frame...)
		output = append(output, "\n\x1b]2;"+c.WindowTitle()+"\x07"...)
	}
	drawAnswer(c, text, cut, look)
	drawFaults(c, text, look)
	c.Compare([]history.Message{{ID: "a", Parent: "q", Model: text, Effort: text, Text: text}, {ID: "b", Parent: "q", Status: history.Failed, Text: text, Error: text}}, "a")
	look()
	c.endMode()
	c.edit("q", text)
	l = style.NewLayout(40, 12)
	look()
	return output
}

// drawAnswer shows text as an answer that arrives in two pieces.
func drawAnswer(c *Chat, text string, cut int, look func()) {
	look()
	c.transcript.ToStart()
	look()
	c.SetModel(codex.Model{Slug: text, Efforts: []codex.Effort{{Name: text}}}, text)
	c.state.Conversation.Title = text
	c.state.Queue = []string{text}
	for _, part := range []string{text[:max(cut, 0)%(len(text)+1)], text} { // split anywhere
		c.state.Answer = &history.Message{ID: "live", Role: history.Assistant, Status: history.Streaming, Text: part}
		c.refresh()
		c.transcript.ToEnd()
		look()
	}
}

// drawFaults shows text as an error, a warning and a remark, and writes it into
// the input and the search.
func drawFaults(c *Chat, text string, look func()) {
	c.state = session.State{Messages: c.state.Messages, Err: &codex.Error{Code: codex.CodeServer, Sentence: text, Hint: text}}
	c.refresh()
	c.Warn(notice.Notice{Sentence: text, Hint: text})
	c.Update(tea.PasteMsg{Content: text})
	look()
	c.Flash(text)
	c.Update(screen.Key("f3"))
	c.Update(tea.PasteMsg{Content: text})
	look()
}
