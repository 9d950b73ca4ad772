package dialog

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/themes"
	"banter/tui/keymap"
	"banter/tui/markdown"
	"banter/tui/style"
	"banter/tui/task"
)

// themePicker is the list of themes. The whole dialog has the looks of the chosen
// one, and shows a piece of an answer in it.
type themePicker struct {
	overlay
	opts   ThemesOptions
	themes []themes.Theme
	asking *task.Task
	broken string // a sentence about themes that cannot be used
}

// ThemesOptions configure the list of themes.
type ThemesOptions struct {
	// Load returns the themes of the program and the person's own. It is called
	// outside the UI's goroutine. With an error it returns those that are usable.
	Load    func(context.Context) ([]themes.Theme, error)
	Current string                           // name of the theme in use
	Styles  func(themes.Theme) *style.Styles // for this terminal
}

// themesLoaded is the result of a load.
type themesLoaded struct {
	task   *task.Task
	themes []themes.Theme
	err    error
}

// NewThemes returns the list of themes and the command that loads it.
func NewThemes(opts ThemesOptions) (Dialog, tea.Cmd) {
	p := &themePicker{overlay: newOverlay("Themes", "Reading your themes", "There are no themes."), opts: opts, asking: task.New()}
	asking := p.asking
	return p, func() tea.Msg {
		all, err := opts.Load(asking.Ctx)
		return themesLoaded{asking, all, err}
	}
}

func (p *themePicker) Update(msg tea.Msg) (tea.Cmd, Event) {
	if loaded, ok := msg.(themesLoaded); ok {
		p.loaded(loaded)
		return nil, nil
	}
	pressed, _ := msg.(tea.KeyPressMsg)
	switch {
	case leaves(msg):
		p.asking.Stop()
		return nil, Dismissed{}
	case keymap.UseTheme.Is(pressed.Keystroke()):
		if theme, ok := p.chosen(); ok {
			return nil, ThemeChosen{theme}
		}
	default:
		p.overlay.update(msg)
	}
	return nil, nil
}

func (p *themePicker) loaded(msg themesLoaded) {
	if msg.task != p.asking {
		return
	}
	p.asking.Stop()
	p.themes = msg.themes
	var rows []row
	for _, theme := range p.themes {
		r := row{key: theme.Name, name: termsafe.Line(theme.Name), about: termsafe.Line(theme.About)}
		if theme.Name == p.opts.Current {
			r.facts = "in use"
		}
		rows = append(rows, r)
	}
	if msg.err != nil {
		p.broken = notice.Of(msg.err).Sentence
	}
	p.setRows(rows)
	p.list.choose(p.opts.Current)
}

// chosen returns the theme of the chosen row.
func (p *themePicker) chosen() (themes.Theme, bool) {
	name := p.list.chosenRow().key
	for _, theme := range p.themes {
		if theme.Name == name && name != "" {
			return theme, true
		}
	}
	return themes.Theme{}, false
}

// sample is what the preview shows: what most answers are made of.
const sample = "## A heading\n\nSome **bold** and *slanted* words, `code`, and a [link](https://example.org).\n\n" +
	"- an item\n\n```go\n// greet says hello.\nfunc greet(name string) { fmt.Println(\"hello\", 42) }\n```\n"

// leastList is the least number of rows that the list keeps beside the preview.
const leastList = 5

func (p *themePicker) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := p.overlay
	o.detail, o.keys = p.broken, []key.Binding{keymap.UseTheme.Key(), keymap.CloseDialog.Key()}
	theme, ok := p.chosen()
	if !ok {
		return o.view(st, width, height)
	}
	st = p.opts.Styles(theme)
	shown := preview(st, width-style.GutterWidth)
	if room := height - leastList - 5; len(shown) > room {
		shown = shown[:max(room, 0)]
	}
	list, cursor := o.view(st, width, height-len(shown))
	return strings.Join(append([]string{list}, style.Indent(strings.Repeat(" ", style.GutterWidth), shown)...), "\n"), cursor
}

// preview draws the sample in the looks of a theme.
func preview(st *style.Styles, width int) []string {
	rows := []string{"", st.Accent.Render(st.Bar) + " " + st.Strong.Render("A question") + "  " + st.Dim.Render("facts") + "  " +
		st.Success.Render("success") + "  " + st.Warning.Render("warning") + "  " + st.Err.Render("error") + "  " + st.Match.Render("found")}
	rows = []string{"", st.Cut(rows[1], width), ""}
	for _, line := range markdown.Render(sample, markdown.Options{
		Width: max(width, 1), Sheet: st.Sheet, Quiet: st.Quiet, ASCII: st.ASCII, PlainLinks: st.PlainLinks, Basic: st.Basic,
	}) {
		rows = append(rows, line.Text)
	}
	return rows
}
