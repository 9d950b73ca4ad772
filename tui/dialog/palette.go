package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
	"banter/tui/style"
)

// palette is the list of everything that can be done now. Its filter may also turn
// out to be text that the person wants to send, which goes to the input then.
type palette struct {
	overlay
	acts []*keymap.Binding
}

// NewPalette returns the list of acts. Each has a name and a title.
func NewPalette(acts []*keymap.Binding) Dialog {
	p := &palette{overlay: newOverlay("What to do", "", ""), acts: acts}
	p.label = "/"
	rows := make([]row, len(acts))
	for i, act := range acts {
		rows[i] = row{key: act.Slash, name: "/" + act.Slash, about: act.Title, group: act.Group, facts: act.Stroke()}
	}
	p.setRows(rows)
	return p
}

func (p *palette) Update(msg tea.Msg) (tea.Cmd, Event) {
	pressed, _ := msg.(tea.KeyPressMsg)
	typed := p.field.Text()
	switch {
	case leaves(msg), typed == "" && keymap.DeleteBack.Is(pressed.Keystroke()):
		return nil, Dismissed{}
	case keymap.TypeSlash.Is(pressed.Text), typed == "" && pressed.Text == " ": // "//", a path, or a slash alone
		return nil, TextTyped{"/" + typed + pressed.Text}
	case keymap.RunAct.Is(pressed.Keystroke()):
		if name := p.list.chosenRow().key; name != "" {
			return nil, ActChosen{name}
		}
		return nil, TextTyped{"/" + typed}
	}
	p.overlay.update(msg)
	if typed != p.field.Text() {
		p.list.choose(strings.TrimSpace(p.field.Text())) // a name that is typed whole comes first
	}
	return nil, nil
}

func (p *palette) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := p.overlay
	o.keys = []key.Binding{keymap.RunAct.Key(), keymap.CloseDialog.Key(), keymap.TypeSlash.Key()}
	if len(o.list.hits) == 0 {
		o.keys = []key.Binding{keymap.RunAct.KeyTo("put it into the input"), keymap.CloseDialog.Key()}
	}
	return o.view(st, width, height)
}
