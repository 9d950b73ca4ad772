package chat

import (
	tea "charm.land/bubbletea/v2"

	"banter/internal/citation"
)

// sourcesSought is how many messages above the screen are searched for sources.
const sourcesSought = 20

// sources returns the sources of the last answer on the screen that has some, else
// of the nearest one above.
func (c *Chat) sources() []citation.Source {
	last := c.transcript.LastShown()
	for item := last; item >= 0 && item > last-sourcesSought; item-- {
		if found := c.transcript.Sources(item); len(found) > 0 {
			return found
		}
	}
	return nil
}

func (c *Chat) hasSources() bool { return len(c.sources()) > 0 }

func openSources(c *Chat) (tea.Cmd, Event) { return nil, OpenSources{c.sources()} }

// CopyAddress copies the address of a source.
func (c *Chat) CopyAddress(address string) tea.Cmd { return c.copier.CopyNamed("The address", address) }

// sources opens the sources of the chosen answer.
func (m *messageMode) sources(c *Chat) (tea.Cmd, Event) {
	found := c.transcript.Sources(m.Item)
	if len(found) == 0 {
		return c.Flash("It names no sources."), nil
	}
	c.endMode()
	return nil, OpenSources{found}
}

func (m *messageMode) hasSources(c *Chat) bool { return len(c.transcript.Sources(m.Item)) > 0 }
