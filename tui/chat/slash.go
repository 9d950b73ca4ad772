package chat

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
)

// takesSlash asks for the act or the prompt that the input names, and reports whether
// the input is none of the model's business. Text after the name of an act, and a name
// that nothing has, stay in the input: they must neither be sent by accident nor get
// lost.
func (c *Chat) takesSlash() (cmd tea.Cmd, event Event, taken bool) {
	name, rest, ok := keymap.CutSlash(c.editor.Text())
	switch {
	case !ok:
		return nil, nil, false
	case !keymap.HasAct(name): // perhaps a prompt's, or nothing's
		return nil, RunPrompt{name, rest}, true
	case rest != "":
		return c.RefuseName(name), nil, true
	}
	c.editor.Clear()
	return c.edited(), RunAct{name}, true
}

// unslashed returns a question without the second of the two slashes that say that
// it is one.
func unslashed(text string) string {
	if strings.HasPrefix(text, "//") {
		return text[1:]
	}
	return text
}

// slashed returns a question as the input must hold it, so that it is sent again and
// not taken for the name of an act.
func slashed(question string) string {
	if _, _, named := keymap.CutSlash(question); named || strings.HasPrefix(question, "//") {
		return "/" + strings.TrimLeft(question, " \t\n")
	}
	return question
}

// Names reports whether the input still names a prompt.
func (c *Chat) Names(p RunPrompt) bool {
	text, ok := strings.CutPrefix(strings.TrimSpace(c.editor.Text()), "/"+p.Name)
	return ok && strings.TrimSpace(text) == p.Rest
}

// RefuseName says that no act has a name, and how the text can be sent.
func (c *Chat) RefuseName(name string) tea.Cmd {
	if keymap.HasAct(name) {
		return c.Flash("The act /"+name+" takes no text. To send it to the model, begin with //.", "Begin with // to send it.")
	}
	return c.Flash("No act or prompt is called /"+name+". To send it to the model, begin with //.", "Begin with // to send it.")
}

// Edited takes the text of an editor in the place of the input.
func (c *Chat) Edited(text string) tea.Cmd {
	if text == c.editor.Text() {
		return nil
	}
	c.endMode()
	c.editor.Set(text)
	return c.edited()
}

// TypeText puts text into the input at the caret, as typing does.
func (c *Chat) TypeText(text string) tea.Cmd {
	c.endMode()
	c.editor.Insert(text)
	return c.edited()
}
