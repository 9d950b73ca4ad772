package dialog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/history"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// modelPicker is the list of models that the plan offers. Letters go to the filter,
// so that its commands need other keys.
type modelPicker struct {
	overlay
	load    func(context.Context) (codex.Catalog, error)
	asking  *task.Task
	catalog codex.Catalog
	current string            // slug of the model in use
	wanted  string            // effort in use
	efforts map[string]string // by slug: efforts chosen in the list
	once    string            // what the choice does; empty: the model is used from now on
	choices history.Choices   // for the conversation
}

// modelsLoaded is the result of a load.
type modelsLoaded struct {
	task    *task.Task
	catalog codex.Catalog
	err     error
}

// NewModels returns the list of models and the command that loads it. The command
// calls load outside the UI's goroutine. The model in use is chosen at first.
func NewModels(load func(context.Context) (codex.Catalog, error), current codex.Model, effort string, choices history.Choices) (Dialog, tea.Cmd) {
	p := &modelPicker{
		overlay: newOverlay("Models", "Asking which models your plan offers", "Your plan offers no models."),
		load:    load, current: current.Slug, wanted: effort, efforts: map[string]string{}, choices: choices,
	}
	return p, p.ask()
}

// NewModelsOnce is NewModels for a model that is used once, to do what it says.
func NewModelsOnce(load func(context.Context) (codex.Catalog, error), current codex.Model, effort, does string) (Dialog, tea.Cmd) {
	d, cmd := NewModels(load, current, effort, history.Choices{})
	d.(*modelPicker).once = does
	return d, cmd
}

// OnPlan makes a list of models say that it is that of the ChatGPT plan, as OpenAI's
// guidelines ask of programs on the documented route.
func OnPlan(d Dialog) {
	if p, ok := d.(*modelPicker); ok {
		p.title = "Models   Using ChatGPT plan"
	}
}

// ask starts a load and cancels the previous one.
func (p *modelPicker) ask() tea.Cmd {
	if p.asking != nil {
		p.asking.Stop()
	}
	asking, load := task.New(), p.load
	p.asking = asking
	return func() tea.Msg {
		catalog, err := load(asking.Ctx)
		return modelsLoaded{asking, catalog, err}
	}
}

func (p *modelPicker) Update(msg tea.Msg) (tea.Cmd, Event) {
	if loaded, ok := msg.(modelsLoaded); ok {
		p.loaded(loaded)
		return nil, nil
	}
	cmd, event := p.input(msg)
	if event != nil {
		p.asking.Stop()
	}
	return cmd, event
}

func (p *modelPicker) loaded(msg modelsLoaded) {
	if msg.task != p.asking {
		return
	}
	msg.task.Stop()
	if msg.err != nil {
		p.fail(msg.err)
		return
	}
	first := len(p.catalog.Models) == 0
	p.catalog = msg.catalog
	p.show()
	if first {
		p.list.choose(p.current)
	}
}

// input handles keys, pastes and the mouse.
func (p *modelPicker) input(msg tea.Msg) (tea.Cmd, Event) {
	if leaves(msg) {
		return nil, Dismissed{}
	}
	pressed, _ := msg.(tea.KeyPressMsg)
	switch stroke := pressed.Keystroke(); {
	case keymap.UseModel.Is(stroke), keymap.DefaultModel.Is(stroke) && p.once == "", keymap.OnceModel.Is(stroke) && p.once == "":
		if m, ok := p.chosen(); ok {
			return nil, ModelChosen{
				Model: m, Effort: p.effort(m), Choices: p.choices,
				AsDefault: keymap.DefaultModel.Is(stroke), Once: keymap.OnceModel.Is(stroke),
			}
		}
	case keymap.LessEffort.Is(stroke):
		p.changeEffort(-1)
	case keymap.MoreEffort.Is(stroke):
		p.changeEffort(+1)
	case keymap.ListVerbosity.Is(stroke):
		p.changeVerbosity()
	case keymap.ListFast.Is(stroke):
		p.changeTier()
	case keymap.AskModels.Is(stroke), keymap.LoadAgain.Is(stroke) && p.failure.Sentence != "":
		p.wait("Asking again")
		return p.ask(), nil
	default:
		typed := p.field.Text()
		p.overlay.update(msg)
		if typed != p.field.Text() {
			p.show()
		}
	}
	return nil, nil
}

// chosen returns the model of the chosen row.
func (p *modelPicker) chosen() (codex.Model, bool) {
	slug := p.list.chosenRow().key
	i := slices.IndexFunc(p.catalog.Models, func(m codex.Model) bool { return m.Slug == slug })
	if slug == "" || i < 0 {
		return codex.Model{}, false
	}
	return p.catalog.Models[i], true
}

// effort returns the effort with which m would be used: the one chosen in the list,
// else the one in use, else its default.
func (p *modelPicker) effort(m codex.Model) string {
	if chosen, ok := p.efforts[m.Slug]; ok {
		return chosen
	}
	return m.Effort(p.wanted)
}

// changeEffort chooses the next effort of the chosen model, or the previous one if by
// is -1.
func (p *modelPicker) changeEffort(by int) {
	m, ok := p.chosen()
	if !ok || len(m.Efforts) == 0 {
		return
	}
	i := slices.IndexFunc(m.Efforts, func(e codex.Effort) bool { return e.Name == p.effort(m) })
	p.efforts[m.Slug] = m.Efforts[min(max(0, i+by), len(m.Efforts)-1)].Name
	p.show()
}

// changeVerbosity chooses the next length of answers, if the chosen model has some.
func (p *modelPicker) changeVerbosity() {
	if m, _ := p.chosen(); m.Verbosity {
		p.choices.Verbosity = m.NextVerbosity(p.choices.Verbosity)
	}
}

// changeTier chooses the chosen model's fast tier, or the usual one.
func (p *modelPicker) changeTier() {
	m, _ := p.chosen()
	if p.choices.Tier != "" {
		p.choices.Tier = ""
	} else if len(m.Tiers) > 0 {
		p.choices.Tier = m.Tiers[0].ID
	}
}

// grades says how long the answers of a model are and how fast they come, with the
// keys.
func (p *modelPicker) grades(m codex.Model) string {
	var words []string
	if verbosity := cmp.Or(p.choices.Verbosity, m.DefaultVerbosity); m.Verbosity {
		words = append(words, keymap.ListVerbosity.Label()+" verbosity: "+termsafe.Line(cmp.Or(verbosity, "usual")))
	}
	if len(m.Tiers) > 0 {
		speed := "usual"
		if p.choices.Tier == m.Tiers[0].ID {
			speed = termsafe.Line(m.Tiers[0].Name)
		}
		words = append(words, keymap.ListFast.Label()+" speed: "+speed)
	}
	return strings.Join(words, style.Gap)
}

// show makes the rows. A hidden model is shown if the filter is its full name.
func (p *modelPicker) show() {
	models := p.catalog.Listed()
	if m, ok := p.catalog.Find(strings.TrimSpace(p.field.Text())); ok && m.Hidden {
		models = append(slices.Clone(models), m)
	}
	rows := make([]row, len(models))
	for i, m := range models {
		rows[i] = p.row(m)
	}
	p.setRows(rows)
}

func (p *modelPicker) row(m codex.Model) row {
	r := row{key: m.Slug, name: termsafe.Line(m.Slug), about: fmt.Sprintf("%-6s", style.TokenCount(m.ContextWindow))}
	for _, e := range m.Efforts {
		r.about += " "
		start := len(r.about)
		r.about += termsafe.Line(e.Name)
		if e.Name == p.effort(m) {
			r.lit = style.Span{From: start, To: len(r.about)}
		}
	}
	switch {
	case m.Slug == p.current:
		r.facts = "in use"
	case m.Upgrade != "":
		r.facts = "older"
	}
	return r
}

func (p *modelPicker) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := p.overlay
	o.detail, o.keys = p.detail(), p.keys(st)
	return o.view(st, width, height)
}

// detail returns the line about the chosen model.
func (p *modelPicker) detail() string {
	if p.catalog.Bundled && p.failure.Sentence == "" {
		return "Built-in list: the server could not be asked. " + keymap.AskModels.Label() + " asks again."
	}
	m, _ := p.chosen()
	words := []string{p.grades(m), termsafe.Line(m.Description)}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), style.Gap)
}

func (p *modelPicker) keys(st *style.Styles) []key.Binding {
	m, ok := p.chosen()
	switch {
	case p.failure.Sentence != "":
		return []key.Binding{keymap.LoadAgain.Key(), keymap.CloseDialog.Key()}
	case !ok:
		return []key.Binding{keymap.CloseDialog.Key()}
	}
	keys := []key.Binding{keymap.UseModel.Key(), keymap.DefaultModel.Key(), keymap.OnceModel.Key(), keymap.CloseDialog.Key()}
	if p.once != "" {
		keys = []key.Binding{keymap.UseModel.KeyTo(p.once), keymap.CloseDialog.Key()}
	}
	if len(m.Efforts) > 1 {
		keys = append([]key.Binding{key.NewBinding(key.WithHelp(st.Arrows, "effort: "+termsafe.Line(p.effort(m))), key.WithKeys(keymap.LessEffort.Keys...))}, keys...)
	}
	return keys
}
