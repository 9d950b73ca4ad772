package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"banter/internal/citation"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/internal/weblink"
	"banter/tui/dialog"
	"banter/tui/keymap"
	"banter/tui/transcript"
)

// addressMsg is the result of opening an address.
type addressMsg struct {
	address string
	err     error
}

// listSources opens the list of the sources of an answer.
func (m *Model) listSources(sources []citation.Source) tea.Cmd {
	m.dialogs = append(m.dialogs, dialog.NewSources(sources))
	return nil
}

// openAddress opens a web address, which the person has seen, in the browser.
func (m *Model) openAddress(address string) tea.Cmd {
	open := m.opts.OpenAddress
	if open == nil {
		return m.chat.CopyAddress(address)
	}
	return m.tasks.Do(func(ctx context.Context) tea.Msg { return addressMsg{address, open(ctx, address)} })
}

// showLink shows where a link leads before it is opened.
func (m *Model) showLink(address, label string) tea.Cmd {
	link, ok := weblink.Read(address, label)
	if !ok {
		return m.chat.Flash("Programs may read this address in different ways, so it is not opened.", "This address is not opened.")
	}
	m.dialogs = append(m.dialogs, dialog.NewLink(link, label))
	return nil
}

// listLinks opens the list of the links of an answer.
func (m *Model) listLinks(links []transcript.Link) tea.Cmd {
	shown := make([]dialog.ShownLink, len(links))
	for i, l := range links {
		shown[i] = dialog.ShownLink(l)
	}
	m.dialogs = append(m.dialogs, dialog.NewLinks(shown))
	return nil
}

// addressOpened says whether an address was opened.
func (m *Model) addressOpened(msg addressMsg) tea.Cmd {
	if msg.err != nil {
		return m.chat.Flash(notice.Of(msg.err).Sentence+" "+keymap.CopyAddress.Label()+" in the list copies the address.", notice.Of(msg.err).Sentence)
	}
	host := termsafe.Line(citation.Host(msg.address))
	return m.chat.Flash("Opened "+host+" in your browser.", "Opened "+host+".")
}

// showLimits opens what is used of the plan.
func (m *Model) showLimits() tea.Cmd {
	d, cmd := dialog.NewLimits(m.opts.Backend.Limits, m.chat.Limits(), m.opts.Now)
	m.dialogs = append(m.dialogs, d)
	return cmd
}
