package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/notice"
	"banter/internal/prompts"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
)

// promptForm asks for the variables of a prompt, each in a field of its own.
type promptForm struct {
	prompt prompts.Prompt
	fields []style.TextField
	edited []bool // by field: it no longer has its default
	at     int    // index of the field that gets keys
	remark string // what is missing
}

// NewPromptForm returns the form for the variables of a prompt. first is the value of
// the first one; empty: its default.
func NewPromptForm(p prompts.Prompt, first string) Dialog {
	f := &promptForm{prompt: p, fields: make([]style.TextField, len(p.Variables)), edited: make([]bool, len(p.Variables))}
	for i, v := range p.Variables {
		f.fields[i] = style.NewTextField(termsafe.Line(v.Default))
	}
	if first != "" && len(f.fields) > 0 {
		f.fields[0] = style.NewTextField(termsafe.Line(first))
		f.edited[0], f.at = true, min(1, len(f.fields)-1)
	}
	return f
}

func (f *promptForm) Update(msg tea.Msg) (tea.Cmd, Event) {
	pressed, _ := msg.(tea.KeyPressMsg)
	switch stroke := pressed.Keystroke(); {
	case leaves(msg):
		return nil, Dismissed{}
	case keymap.NextField.Is(stroke), keymap.RowDown.Is(stroke):
		f.at = (f.at + 1) % len(f.fields)
	case keymap.PrevField.Is(stroke), keymap.RowUp.Is(stroke):
		f.at = (f.at + len(f.fields) - 1) % len(f.fields)
	case keymap.UsePrompt.Is(stroke):
		return nil, f.enter()
	default:
		f.edit(msg)
	}
	return nil, nil
}

// edit changes the chosen field. What is typed first takes the place of a default.
func (f *promptForm) edit(msg tea.Msg) {
	_, pasted := msg.(tea.PasteMsg)
	if pressed, _ := msg.(tea.KeyPressMsg); (pasted || pressed.Text != "") && !f.edited[f.at] {
		f.fields[f.at] = style.TextField{}
	}
	typed, ok := f.fields[f.at].Update(msg)
	if ok {
		f.fields[f.at], f.edited[f.at], f.remark = typed, true, ""
	}
}

// enter goes to the next field that lacks a value. If there is none, the prompt is
// complete.
func (f *promptForm) enter() Event {
	values := map[string]string{}
	for i := range f.fields {
		i = (f.at + i) % len(f.fields)
		v := f.prompt.Variables[i]
		if values[v.Name] = f.fields[i].Text(); values[v.Name] == "" && v.Default == "" {
			f.at, f.remark = i, v.Name+" needs a value."
			return nil
		}
	}
	text, err := f.prompt.Fill(values)
	if err != nil {
		f.remark = notice.Of(err).Sentence
		return nil
	}
	return PromptFilled{f.prompt, text}
}

func (f *promptForm) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	gutter := strings.Repeat(" ", style.GutterWidth)
	room := width - style.GutterWidth
	lines := []string{gutter + st.Cut(st.Strong.Render("/"+f.prompt.Name)+"  "+st.Dim.Render(termsafe.Line(f.prompt.Description)), room), gutter + st.Line(room)}
	labels := 0
	for _, v := range f.prompt.Variables {
		labels = max(labels, ansi.StringWidth(v.Name)+2)
	}
	labels = min(labels, max(width/2, 1))
	from := min(max(0, f.at-max(height-5, 1)+1), len(f.fields))
	var caret, row int
	for i := from; i < len(f.fields) && len(lines) < max(height-2, 3); i++ {
		label := st.Cut(f.prompt.Variables[i].Name+":", labels-1)
		label += strings.Repeat(" ", max(labels-ansi.StringWidth(label), 0))
		typed, column := f.fields[i].View(st, room-labels)
		before := gutter
		if i == f.at {
			before, row, caret = st.Accent.Render(st.Bar)+" ", len(lines), style.GutterWidth+labels+column
		}
		lines = append(lines, before+st.Dim.Render(label)+typed)
	}
	lines = append(lines, gutter+st.Line(room))
	if f.remark != "" {
		lines = append(lines, gutter+st.Warning.Render(st.Cut(f.remark, room)))
	}
	lines = append(lines, gutter+st.Hints(room, f.keys()...))
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, max(0, width), "")
	}
	lines = lines[:min(len(lines), max(0, height))]
	return strings.Join(lines, "\n"), tea.NewCursor(max(0, min(width-1, caret)), min(row, max(len(lines)-1, 0)))
}

func (f *promptForm) keys() []key.Binding {
	keys := []key.Binding{keymap.UsePrompt.Key(), keymap.NextField.Key(), keymap.CloseDialog.Key()}
	if len(f.fields) == 1 {
		return append(keys[:1:1], keys[2])
	}
	return keys
}
