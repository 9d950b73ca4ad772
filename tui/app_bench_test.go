package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/session"
	"banter/themes"
)

// onScreen returns a program that shows a conversation, without running it.
func onScreen(messages []history.Message) *Model {
	m := New(Options{Account: &fakeAccount{}, Backend: newPuppet(), Theme: themes.All()[0]})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	m.chat.state = session.State{Messages: messages}
	m.chat.refresh()
	m.View()
	return m
}

// BenchmarkKey is a key and the view after it, whatever the length of the
// conversation: a letter, and a page up or down.
func BenchmarkKey(b *testing.B) {
	for _, n := range []int{10, 10000} {
		for name, keys := range map[string][2]tea.KeyPressMsg{
			"letter": {{Text: "x", Code: 'x'}, {Text: "y", Code: 'y'}},
			"page":   {{Code: tea.KeyPgUp}, {Code: tea.KeyPgDown}},
		} {
			b.Run(fmt.Sprintf("%s-%d", name, n), func(b *testing.B) {
				m := onScreen(said(n / 2))
				for i := 0; b.Loop(); i++ {
					if i%1000 == 999 { // a draft of ordinary length
						m.chat.editor.Reset()
					}
					m.Update(keys[i%2])
					m.View()
				}
			})
		}
	}
}

// BenchmarkDelta is one more state of a growing answer, below 10 or 10,000
// messages.
func BenchmarkDelta(b *testing.B) {
	for _, n := range []int{10, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			messages := said(n / 2)
			m := onScreen(messages)
			answer := history.Message{ID: "live", Role: history.Assistant, Status: history.Streaming}
			for i := 0; b.Loop(); i++ {
				if answer.Text += "some words of it "; i%20 == 19 {
					answer.Text += "\n\n"
				}
				if len(answer.Text) > 32<<10 {
					answer.ID, answer.Text = fmt.Sprint("live", i), "again "
				}
				shown := answer
				m.Update(stateMsg{of: m.chat.conversation, state: session.State{Messages: messages, Answer: &shown}})
				m.View()
			}
		})
	}
}
