package dialog

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/internal/prompts"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// palette is the list of everything that can be done now, and of the person's own
// prompts. Its filter may also turn out to be text that the person wants to send,
// which goes to the input then.
type palette struct {
	overlay
	acts    []row
	prompts []prompts.Prompt
	asking  *task.Task
	broken  string // a sentence about a prompt that cannot be used
}

// promptKey begins the keys of the rows of prompts, which may have the name of an act.
const promptKey = "prompt "

// promptsLoaded are the person's own prompts.
type promptsLoaded struct {
	task *task.Task
	all  []prompts.Prompt
	err  error
}

// NewPalette returns the list of acts, each of which has a name and a title, and the
// command that adds the prompts. load is called outside the UI's goroutine; with an
// error it returns those that can be used.
func NewPalette(acts []*keymap.Binding, load func(context.Context) ([]prompts.Prompt, error)) (Dialog, tea.Cmd) {
	p := &palette{overlay: newOverlay("What to do", "", ""), asking: task.New()}
	p.label = "/"
	for _, act := range acts {
		p.acts = append(p.acts, row{key: act.Slash, name: "/" + act.Slash, about: act.Title, group: act.Group, facts: act.Stroke()})
	}
	p.setRows(p.acts)
	asking := p.asking
	return p, func() tea.Msg {
		all, err := load(asking.Ctx)
		return promptsLoaded{asking, all, err}
	}
}

func (p *palette) Update(msg tea.Msg) (tea.Cmd, Event) {
	if loaded, ok := msg.(promptsLoaded); ok {
		p.loaded(loaded)
		return nil, nil
	}
	event := p.input(msg)
	if event != nil {
		p.asking.Stop()
	}
	return nil, event
}

// loaded adds the rows of the prompts.
func (p *palette) loaded(msg promptsLoaded) {
	if msg.task != p.asking {
		return
	}
	p.asking.Stop()
	if p.prompts = msg.all; msg.err != nil {
		p.broken = notice.Of(msg.err).Sentence
	}
	rows := p.acts[:len(p.acts):len(p.acts)]
	for _, one := range p.prompts {
		r := row{key: promptKey + one.Name, name: "/" + one.Name, about: termsafe.Line(one.Description), group: "Prompts"}
		if one.System {
			r.facts = "persona"
		}
		rows = append(rows, r)
	}
	p.setRows(rows)
	p.chooseTyped()
}

func (p *palette) input(msg tea.Msg) Event {
	pressed, _ := msg.(tea.KeyPressMsg)
	typed := p.field.Text()
	switch {
	case leaves(msg), typed == "" && keymap.DeleteBack.Is(pressed.Keystroke()):
		return Dismissed{}
	case keymap.TypeSlash.Is(pressed.Text), typed == "" && pressed.Text == " ": // "//", a path, or a slash alone
		return TextTyped{"/" + typed + pressed.Text}
	case keymap.RunAct.Is(pressed.Keystroke()):
		return p.chosen()
	}
	p.overlay.update(msg)
	if typed != p.field.Text() {
		p.chooseTyped()
	}
	return nil
}

// chooseTyped chooses the row whose name is typed whole, else one whose name begins
// with what is typed. Acts come before prompts.
func (p *palette) chooseTyped() {
	name := strings.TrimSpace(p.field.Text())
	for i, h := range p.list.hits {
		if name != "" && strings.HasPrefix(p.list.rows[h.row].name, "/"+name) {
			p.list.chosen = i
			break
		}
	}
	p.list.choose(promptKey + name)
	p.list.choose(name)
}

// chosen returns what the chosen row does.
func (p *palette) chosen() Event {
	name := p.list.chosenRow().key
	for _, one := range p.prompts {
		if name == promptKey+one.Name {
			return PromptChosen{one}
		}
	}
	if name == "" {
		return TextTyped{"/" + p.field.Text()}
	}
	return ActChosen{name}
}

func (p *palette) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := p.overlay
	o.detail = p.broken
	o.keys = []key.Binding{keymap.RunAct.Key(), keymap.CloseDialog.Key(), keymap.TypeSlash.Key()}
	if len(o.list.hits) == 0 {
		o.keys = []key.Binding{keymap.RunAct.KeyTo("put it into the input"), keymap.CloseDialog.Key()}
	}
	return o.view(st, width, height)
}
