package tui

import (
	"cmp"
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/internal/prompts"
	"banter/tui/chat"
	"banter/tui/dialog"
)

// promptsMsg are the person's own prompts, read to find the one that the input names.
type promptsMsg struct {
	of    *chat.Conversation
	named chat.RunPrompt
	all   []prompts.Prompt
	err   error
}

// loadPrompts reads the person's own prompts. With an error it returns those that
// can be used.
func (m *Model) loadPrompts(ctx context.Context) ([]prompts.Prompt, error) {
	if m.opts.Prompts == nil {
		return nil, nil
	}
	return m.opts.Prompts(ctx)
}

// openPalette opens the list of what can be done.
func (m *Model) openPalette() tea.Cmd {
	d, cmd := dialog.NewPalette(m.chat.Acts(), m.loadPrompts)
	m.dialogs = append(m.dialogs, d)
	return cmd
}

// findPrompt looks for the prompt that the input names.
func (m *Model) findPrompt(named chat.RunPrompt) tea.Cmd {
	of := m.chat.Current()
	return m.tasks.Do(func(ctx context.Context) tea.Msg {
		all, err := m.loadPrompts(ctx)
		return promptsMsg{of, named, all, err}
	})
}

// promptFound uses the prompt that the input names, or leaves the input unchanged and
// says why.
func (m *Model) promptFound(msg promptsMsg) tea.Cmd {
	if msg.of != m.chat.Current() || !m.chat.Names(msg.named) {
		return nil
	}
	i := slices.IndexFunc(msg.all, func(p prompts.Prompt) bool { return p.Name == msg.named.Name })
	switch {
	case i >= 0:
		m.chat.TakeInput()
		return m.startPrompt(msg.all[i], msg.named.Rest)
	case msg.err != nil: // perhaps about this one
		return m.chat.Flash(notice.Of(msg.err).Sentence)
	}
	return m.chat.RefuseName(msg.named.Name)
}

// startPrompt asks for the variables of a prompt, if it has any, and uses it. rest is
// the value of the first one, or text that follows the prompt.
func (m *Model) startPrompt(p prompts.Prompt, rest string) tea.Cmd {
	if len(p.Variables) > 1 || len(p.Variables) == 1 && rest == "" {
		m.dialogs = append(m.dialogs, dialog.NewPromptForm(p, rest))
		return nil
	}
	values := map[string]string{}
	if len(p.Variables) == 1 {
		values[p.Variables[0].Name], rest = rest, ""
	}
	text, err := p.Fill(values)
	if err != nil {
		return m.chat.Flash(notice.Of(err).Sentence)
	}
	if rest != "" {
		text += "\n\n" + rest
	}
	return m.usePrompt(p, text)
}

// usePrompt puts the text of a prompt into the input, or makes it the system prompt.
func (m *Model) usePrompt(p prompts.Prompt, text string) tea.Cmd {
	var cmd tea.Cmd
	if p.Model != "" || p.Effort != "" {
		model, effort := m.chat.InUse()
		if p.Model != "" {
			model = m.catalog.Pick(p.Model)
		}
		cmd, m.picked = m.chat.ChangeModel(model, cmp.Or(p.Effort, effort)), true
	}
	if p.System {
		return tea.Batch(cmd, m.chat.SetSystem(text))
	}
	return tea.Batch(cmd, m.chat.InsertPrompt(text))
}
