package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/session"
	"banter/themes"
	"banter/tui/dialog"
	"banter/tui/keymap"
)

// rememberedMsg is the result of saving a choice.
type rememberedMsg struct{ err error }

// signedInAs leaves the sign-in screen. With the same account the chat continues
// and retries what failed; another account gets its own history.
func (m *Model) signedInAs(tokens auth.Tokens) tea.Cmd {
	m.login.Stop()
	m.signingIn = false
	if m.db == nil {
		return m.enter(tokens)
	}
	same := codex.Account(tokens) == codex.Account(m.tokens) && tokens.BaseURL == m.tokens.BaseURL
	m.tokens = tokens
	m.chat.SetOnPlan(m.onPlan())
	if same {
		m.opts.Resume = ""
		return tea.Batch(m.chat.Retry(), m.loadCatalog(), m.loadLimits(), m.findAccounts())
	}
	m.chat.SetLimits(nil)
	leave, group, db := m.chat.Leave(m.group), m.group, m.db
	m.db, m.leftDBs = nil, append(m.leftDBs, db)
	end := m.tasks.Do(func(ctx context.Context) tea.Msg {
		leave(ctx)
		if len(group.Answering()) == 0 { // else it is closed at the end of the program
			_ = db.Close() // leave has saved everything
		}
		return nil
	})
	return tea.Sequence(end, m.enter(tokens))
}

// pickModel opens the list of models.
func (m *Model) pickModel() tea.Cmd {
	model, effort := m.chat.InUse()
	d, cmd := dialog.NewModels(m.opts.Backend.Models, model, effort, m.chat.Choices())
	if m.onPlan() {
		dialog.OnPlan(d)
	}
	m.dialogs, m.answerAgain = append(m.dialogs, d), ""
	return cmd
}

// pickTheme opens the list of themes.
func (m *Model) pickTheme() tea.Cmd {
	load := m.opts.Themes
	if load == nil {
		load = func(context.Context) ([]themes.Theme, error) { return themes.All(), nil }
	}
	d, cmd := dialog.NewThemes(dialog.ThemesOptions{Load: load, Current: m.opts.Theme.Name, Styles: m.stylesOf})
	m.dialogs = append(m.dialogs, d)
	return cmd
}

// chooseTheme draws in a theme, now and after later starts.
func (m *Model) chooseTheme(theme themes.Theme) tea.Cmd {
	m.opts.Theme = theme
	m.restyle()
	return m.remember([2]string{"theme", theme.Name})
}

// findQuestion opens the list of the questions of all conversations.
func (m *Model) findQuestion() tea.Cmd {
	if m.db == nil {
		return nil
	}
	d, cmd := dialog.NewQuestions(m.db, m.tasks, m.opts.Now)
	m.dialogs = append(m.dialogs, d)
	return cmd
}

// pickConversation opens the list of conversations, with what a query finds.
func (m *Model) pickConversation(query string) tea.Cmd {
	if m.db == nil {
		return nil
	}
	opts := dialog.ConversationsOptions{
		Store: conversations{m.db, m.group}, Tasks: m.tasks, Now: m.opts.Now, Open: m.chat.Head().ID,
		Query: query, Background: m.backgroundMarks(),
	}
	if db, export := m.db, m.opts.Export; export != nil && badge(m.opts) == "" {
		opts.Export = func(ctx context.Context, all []history.Summary) (string, error) { return export(ctx, db, all) }
	}
	d, cmd := dialog.NewConversations(opts)
	m.dialogs = append(m.dialogs, d)
	return cmd
}

// chooseModel uses a model from the next question on, and in other
// conversations only when asked to.
func (m *Model) chooseModel(chosen dialog.ModelChosen) tea.Cmd {
	if chosen.Once {
		return m.chat.AskOnce(chosen.Model, chosen.Effort)
	}
	choices := session.Offered(chosen.Choices, chosen.Model)
	cmd := tea.Batch(m.chat.ChangeModel(chosen.Model, chosen.Effort), m.chat.SetChoices(choices))
	m.picked = true
	if !chosen.AsDefault {
		return cmd
	}
	m.model, m.effort = chosen.Model.Slug, chosen.Effort
	return tea.Batch(cmd, m.remember([2]string{"model", m.model}, [2]string{"effort", m.effort}))
}

// remember returns the command that saves choices, each a name and a value, for
// later starts.
func (m *Model) remember(choices ...[2]string) tea.Cmd {
	save := m.opts.Remember
	if save == nil {
		return nil
	}
	return m.tasks.Do(func(context.Context) tea.Msg {
		for _, choice := range choices {
			if err := save(choice[0], choice[1]); err != nil {
				return rememberedMsg{err}
			}
		}
		return rememberedMsg{}
	})
}

// toggleMouse gives the mouse to the terminal, which selects text with it, or takes
// it back.
func (m *Model) toggleMouse() tea.Cmd {
	if m.opts.Inline {
		return m.chat.Flash("Inline, the mouse is the terminal's.")
	}
	m.mouse = !m.mouse
	m.chat.SetMouse(m.mouse)
	if m.mouse {
		return m.chat.Flash("The wheel scrolls again.")
	}
	key := keymap.ToggleMouse.Label()
	return m.chat.Flash("The mouse selects text. "+key+" gives it back.", key+" gives the mouse back.")
}
