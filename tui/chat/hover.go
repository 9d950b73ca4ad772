package chat

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/internal/termsafe"
	"banter/tui/transcript"
)

// hover is what a click at the pointer would do.
type hover struct {
	target transcript.Target
	words  string // for the status line
}

// pointerMoved says what can be clicked at the pointer, which holds no button.
func (c *Chat) pointerMoved(m tea.Mouse) {
	target, address := c.transcript.Hover(m.X, m.Y)
	c.hover = hover{target: target}
	switch target {
	case transcript.OnLink:
		c.hover.words = termsafe.Line(address)
	case transcript.OnCode:
		c.hover.words = "A click copies the code."
	case transcript.OnFold:
		c.hover.words = "A click shows it whole."
	case transcript.OnEnd:
		c.hover.words = "A click goes to the newest line."
	}
}

// unhover forgets the pointer until it moves again.
func (c *Chat) unhover() {
	if c.hover != (hover{}) {
		c.hover = hover{}
		c.transcript.Unhover()
	}
}

// Pointed reports whether the pointer is on something that can be clicked.
func (c *Chat) Pointed() bool { return c.hover.target != transcript.NoTarget }

// linkClickedMsg reports a click on a link after which no other came in time for a
// double click.
type linkClickedMsg struct {
	link    transcript.Link
	presses int // of the mouse, until the click
}

// awaitClick waits for a second click on a link, which selects a word.
func (c *Chat) awaitClick(link transcript.Link) tea.Cmd {
	clicked := linkClickedMsg{link, c.clicks.presses}
	return tea.Tick(clickTime, func(time.Time) tea.Msg { return clicked })
}

// linkClicked returns the event of a click on a link, or nil if it was not alone.
func (c *Chat) linkClicked(msg linkClickedMsg) Event {
	if msg.presses != c.clicks.presses {
		return nil
	}
	return OpenLink{msg.link}
}

// links returns the links of the last answer on the screen that has some, else of the
// nearest one above.
func (c *Chat) links() []transcript.Link {
	const sought = 3 // messages: each may have to be laid out
	last := c.transcript.LastShown()
	for item := last; item >= 0 && item > last-sought; item-- {
		if found := c.transcript.Links(item); len(found) > 0 {
			return found
		}
	}
	return nil
}

func (c *Chat) hasLinks() bool { return len(c.links()) > 0 }

func openLinks(c *Chat) (tea.Cmd, Event) {
	c.endMode()
	if found := c.links(); len(found) > 1 {
		return nil, OpenLinks{found}
	} else if len(found) == 1 {
		return nil, OpenLink{found[0]}
	}
	return nil, nil
}
