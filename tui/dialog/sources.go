package dialog

import (
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/internal/citation"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
)

// sourceList is the list of the sources of an answer. It shows the whole address of
// the chosen one before anything is opened.
type sourceList struct {
	overlay
	sources []citation.Source
	links   bool // they are links of the text, which are shown before they are opened
}

// NewSources returns the list of the sources of an answer.
func NewSources(sources []citation.Source) Dialog {
	l := &sourceList{overlay: newOverlay("Sources", "", "The answer names no sources."), sources: sources}
	rows := make([]row, len(sources))
	for i, s := range sources {
		number := strconv.Itoa(i + 1)
		title := s.Title
		if title == "" {
			title = s.URL
		}
		rows[i] = row{key: number, name: number, about: termsafe.Line(title), facts: termsafe.Line(citation.Host(s.URL))}
	}
	l.setRows(rows)
	return l
}

func (l *sourceList) Update(msg tea.Msg) (tea.Cmd, Event) {
	pressed, _ := msg.(tea.KeyPressMsg)
	chosen, ok := l.chosen()
	switch stroke := pressed.Keystroke(); {
	case leaves(msg):
		return nil, Dismissed{}
	case keymap.OpenSource.Is(stroke) && ok && l.links:
		return nil, LinkChosen{chosen.URL, chosen.Title}
	case keymap.OpenSource.Is(stroke) && ok:
		return nil, SourceOpened{chosen.URL}
	case keymap.CopyAddress.Is(stroke) && ok:
		return nil, AddressCopied{chosen.URL}
	case l.field.Text() == "" && keymap.NumberedBlock.Is(stroke):
		l.list.choose(stroke)
	default:
		l.overlay.update(msg)
	}
	return nil, nil
}

// chosen returns the source of the chosen row.
func (l *sourceList) chosen() (citation.Source, bool) {
	n, err := strconv.Atoi(l.list.chosenRow().key)
	if err != nil {
		return citation.Source{}, false
	}
	return l.sources[n-1], true
}

func (l *sourceList) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := l.overlay
	o.keys = []key.Binding{keymap.CloseDialog.Key()}
	if source, ok := l.chosen(); ok {
		o.detail = termsafe.Line(source.URL)
		open := keymap.OpenSource.Key()
		if l.links {
			open = keymap.OpenSource.KeyTo("show where it leads")
		}
		o.keys = []key.Binding{open, keymap.CopyAddress.Key(), keymap.CloseDialog.Key()}
	}
	return o.view(st, width, height)
}
