package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/internal/citation"
	"banter/internal/termsafe"
	"banter/internal/weblink"
	"banter/tui/keymap"
	"banter/tui/style"
)

// LinkChosen is an event that asks to show where a link leads.
type LinkChosen struct{ URL, Label string }

func (LinkChosen) event() {}

// linkView shows where a link leads before it is opened: the whole address, with
// the host marked, and what about it may deceive.
type linkView struct {
	link  weblink.Link
	label string
}

// NewLink returns the dialog that asks whether to open a link, whose text on the screen
// is label.
func NewLink(link weblink.Link, label string) Dialog { return &linkView{link, label} }

func (v *linkView) Update(msg tea.Msg) (tea.Cmd, Event) {
	pressed, _ := msg.(tea.KeyPressMsg)
	switch stroke := pressed.Keystroke(); {
	case leaves(msg):
		return nil, Dismissed{}
	case keymap.FollowLink.Is(stroke):
		return nil, SourceOpened{v.link.Address()}
	case keymap.CopyAddress.Is(stroke):
		return nil, AddressCopied{v.link.Address()}
	}
	return nil, nil
}

func (v *linkView) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	gutter := strings.Repeat(" ", style.GutterWidth)
	room := max(width-style.GutterWidth, 1)
	rule := gutter + st.Line(room)
	lines := []string{gutter + st.Strong.Render(st.Cut("Open this link?", room)), rule}
	lines = append(lines, style.Indent(gutter, v.address(st, room))...)
	for _, warning := range v.link.Warnings {
		lines = append(lines, style.Indent(gutter, style.Wrap(st.Warning.Render, warning, room))...)
	}
	if label := termsafe.Line(v.label); label != "" && !strings.Contains(v.link.Address(), label) {
		lines = append(lines, gutter+st.Dim.Render(st.Cut("text: "+label, room)))
	}
	keys := []key.Binding{keymap.FollowLink.Key(), keymap.CopyAddress.Key(), keymap.CloseDialog.Key()}
	foot := []string{rule, gutter + st.Hints(room, keys...)}
	lines = append(lines[:min(len(lines), max(height-len(foot), 1))], foot...)
	return strings.Join(lines[:min(len(lines), max(height, 0))], "\n"), nil
}

// address draws the whole address in rows of at most width cells. It is ASCII.
func (v *linkView) address(st *style.Styles, width int) []string {
	const most = 12 // rows
	whole := v.link.Address()
	from, to := len(v.link.Before), len(v.link.Before)+len(v.link.Host)
	var rows []string
	for start := 0; start < len(whole); start += width {
		end := min(start+width, len(whole))
		if len(rows) == most {
			return append(rows, st.Dim.Render(st.Cut(style.Count(len(whole)-start)+" more characters", width)))
		}
		inHost := func(i int) bool { return start+i >= from && start+i < to }
		rows = append(rows, style.Mark(st, st.Text, st.Match, whole[start:end], inHost, width))
	}
	return rows
}

// A ShownLink is a link of an answer in a list.
type ShownLink struct{ URL, Label string }

// NewLinks returns the list of the links of an answer. The one that is chosen is shown
// whole before it is opened.
func NewLinks(links []ShownLink) Dialog {
	sources := make([]citation.Source, len(links))
	for i, l := range links {
		sources[i] = citation.Source{URL: l.URL, Title: l.Label}
	}
	l := NewSources(sources).(*sourceList)
	l.title, l.links = "Links", true
	return l
}
