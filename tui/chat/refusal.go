package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
	"banter/tui/transcript"
)

// refusals say why the key of an action does nothing while the action does not apply.
// They return "" if the key is not refused, because the input takes it. A key that is
// not here is one of the input too, or one whose silence says enough: Esc with nothing
// to end, Enter without a question.
var refusals = map[*keymap.Binding]func(*Chat) string{
	keymap.OpenSources:    says("This answer names no sources."),
	keymap.OpenLinks:      says("This answer has no links."),
	keymap.CopyMode:       says("There is no message to choose yet."),
	keymap.OpenTree:       says("There are no messages yet."),
	keymap.PrevBookmark:   says("There are no messages yet."),
	keymap.NextBookmark:   says("There are no messages yet."),
	keymap.Find:           says("There is nothing to find yet."),
	keymap.FindIdle:       (*Chat).nothingToFind,
	keymap.CopyCode:       (*Chat).noCode,
	keymap.CopyLastCode:   says(noCode),
	keymap.SaveLastCode:   says(noCode),
	keymap.InsertLastCode: says(noCode),
	keymap.EditLastCode:   says(noCode),
	keymap.ToggleWeb:      onceOpen("This model does not search the web."),
	keymap.NextEffort:     onceOpen("How hard this model thinks cannot be changed."),
	keymap.NextVerbosity:  onceOpen("How long this model's answers are cannot be changed."),
	keymap.ToggleFast:     onceOpen("This model has no faster answers."),
	keymap.EditSystem:     onceOpen(""),
	keymap.OpenQueue:      says("No question waits."),
	keymap.RemoveFile:     says("There is no file in the question."),
}

const noCode = "There is no code here."

func says(words string) func(*Chat) string { return func(*Chat) string { return words } }

// onceOpen returns a refusal that holds once the conversation is open.
func onceOpen(words string) func(*Chat) string {
	return func(c *Chat) string {
		if c.sess == nil {
			return "The conversation is not open yet."
		}
		return words
	}
}

func (c *Chat) nothingToFind() string {
	if !c.editor.Empty() {
		return "" // the key moves the caret
	}
	return "There is nothing to find yet."
}

func (c *Chat) noCode() string {
	if c.editor.Yanked() {
		return "" // the key exchanges what was put back
	}
	return noCode
}

// refuse says why the key that is being handled does nothing, and reports whether it
// is refused.
func (c *Chat) refuse() (tea.Cmd, bool) {
	for _, a := range actions {
		refusal, ok := refusals[a.Binding]
		if !ok || !a.Is(c.pressed) {
			continue
		}
		if words := refusal(c); words != "" {
			return c.Flash(words), true
		}
	}
	return nil, false
}

// newConversation leaves an empty page only for a reason.
func newConversation(c *Chat) (tea.Cmd, Event) {
	if c.Blank() && c.sess != nil && !c.Temporary() && c.problem() == (transcript.Problem{}) {
		return c.Flash("This conversation is new."), nil
	}
	return nil, NewConversation{}
}

// question scrolls to the previous or the next question.
func question(direction int) func(*Chat) (tea.Cmd, Event) {
	words := "There is no later question."
	if direction < 0 {
		words = "There is no earlier question."
	}
	return scrollsOr(words, func(c *Chat) bool { return c.transcript.ToQuestion(direction) })
}

// scrollsOr returns an action as scrolls does, which says words if do does nothing.
func scrollsOr(words string, do func(*Chat) bool) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (cmd tea.Cmd, event Event) {
		done := true
		if cmd, event = scrolls(func(c *Chat) { done = do(c) })(c); !done {
			cmd = c.Flash(words)
		}
		return cmd, event
	}
}
