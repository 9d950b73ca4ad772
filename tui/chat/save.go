package chat

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/attach"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"
)

// saving is the mode that asks for the name of the file that an answer or a block
// of code is saved in.
type saving struct {
	chat    *Chat
	text    string
	field   style.TextField
	refused string // why the last name was not taken; or empty
	exists  bool   // it is the name of a file: the same name again replaces that
	busy    bool
}

// fileSavedMsg is the result of writing the file.
type fileSavedMsg struct {
	by   *saving
	path string
	err  error
}

// save asks for a name for the chosen message or block of code.
func (m *messageMode) save(c *Chat) (tea.Cmd, Event) {
	text, name := c.transcript.Source(m.Item), fileName(c.state.Conversation.Title)+".md"
	if blocks := c.transcript.Blocks(m.Item); m.Block >= 0 && m.Block < len(blocks) {
		text, name = blocks[m.Block].Content, codeName(blocks[m.Block])
	}
	return c.saveText(text, name), nil
}

// saveText asks for the name of a file for a text, and offers one.
func (c *Chat) saveText(text, name string) tea.Cmd {
	if strings.TrimSpace(text) == "" {
		return c.Flash("There is nothing to save in it.")
	}
	c.enterMode(&saving{chat: c, text: termsafe.Text(text), field: style.NewTextField(name)})
	return nil
}

// codeName returns a name for a file with a block of code.
func codeName(block markdown.CodeBlock) string { return "code." + ending(block.Language) }

var notInNames = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// fileName returns a name for a file made of a title.
func fileName(title string) string {
	name := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(termsafe.Line(title)), "-"), "-")
	if name = strings.Trim(ansi.Truncate(name, 40, ""), "-"); name == "" {
		return "answer"
	}
	return name
}

// endings are the ends of file names of languages that are not called so.
var endings = map[string]string{
	"": "txt", "python": "py", "javascript": "js", "typescript": "ts", "rust": "rs", "ruby": "rb", "bash": "sh", "shell": "sh", "zsh": "sh", "console": "txt",
	"markdown": "md", "golang": "go", "c++": "cpp", "c#": "cs", "csharp": "cs", "kotlin": "kt", "perl": "pl", "haskell": "hs", "text": "txt", "plaintext": "txt",
	"dockerfile": "dockerfile", "yaml": "yml", "powershell": "ps1", "elixir": "ex", "erlang": "erl", "latex": "tex", "ocaml": "ml",
}

// ending returns the end of the name of a file in a language.
func ending(language string) string {
	language = strings.ToLower(language)
	if end, ok := endings[language]; ok {
		return end
	}
	if notInNames.MatchString(language) || len(language) > 12 {
		return "txt"
	}
	return language
}

func (m *saving) actions() []action {
	return []action{
		{Binding: keymap.SaveFile, do: m.write, hint: always},
		{Binding: keymap.LeaveSaving, do: leaveMode, hint: always},
	}
}

func (m *saving) press(key tea.KeyPressMsg) (tea.Cmd, bool) {
	m.typed(key)
	return nil, true
}

func (m *saving) update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		m.typed(msg)
		return nil, true
	case fileSavedMsg:
		if msg.by != m {
			return nil, false
		}
		return m.written(msg), true
	}
	return nil, false
}

// typed changes the name.
func (m *saving) typed(msg tea.Msg) {
	was := m.field.Text()
	if m.field, _ = m.field.Update(msg); m.field.Text() != was {
		m.refused, m.exists = "", false
	}
}

// write writes the file, over another one only if the person was told of that.
func (m *saving) write(c *Chat) (tea.Cmd, Event) {
	if m.busy {
		return nil, nil
	}
	m.busy = true
	name, text, replace := m.field.Text(), m.text, m.exists
	return c.tasks.Do(func(context.Context) tea.Msg {
		path, err := attach.Save(name, text, replace)
		return fileSavedMsg{m, path, err}
	}), nil
}

func (m *saving) written(msg fileSavedMsg) tea.Cmd {
	m.busy = false
	if msg.err == nil {
		m.chat.endMode()
		path := termsafe.Line(msg.path)
		return m.chat.Flash("Saved in "+path+".", path+".")
	}
	m.refused, m.exists = notice.Of(msg.err).Sentence, errors.Is(msg.err, fs.ErrExist)
	if m.exists {
		m.refused += " " + keymap.SaveFile.Label() + " again replaces it."
	}
	return nil
}

func (m *saving) changed(int) tea.Cmd { return nil }
func (m *saving) end()                {}
func (m *saving) leave()              {}

// row draws the name, and why it was not taken.
func (m *saving) row(st *style.Styles, l style.Layout) (row string, caret int, ok bool) {
	const label = "Save in: "
	width := l.Measure - len(label)
	why := ""
	if m.refused != "" {
		why = style.Gap + st.Warning.Render(st.Cut(m.refused, max(l.Measure-len(label)-12, 8)))
		width -= ansi.StringWidth(why)
	}
	drawn, caret := m.field.View(st, max(width, 1))
	row = st.Accent.Render(label) + drawn
	return strings.Repeat(" ", l.Left()) + st.Cut(row+why, l.Measure), caret + len(label), true
}
