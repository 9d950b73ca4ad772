package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
	"banter/tui/markdown"
)

type codeBlock = markdown.CodeBlock

// A choice is a message, or a block of code in it.
type choice struct {
	item  int
	block int // index of the block; -1: the whole message
}

// copyMode is the mode that chooses what to copy.
type copyMode struct {
	chat *chat
	choice
	back reading // where the reader was
}

// reading is a reader's place.
type reading struct {
	top    place
	follow bool
}

func (t *transcript) reading() reading { return reading{t.top, t.follow} }

func (t *transcript) goBack(r reading) {
	t.changes++
	t.top, t.follow = r.top, r.follow
}

// canChoose reports whether there is something to choose.
func (c *chat) canChoose() bool { return !c.blank() }

// openCopyMode begins with the last answer on the screen.
func openCopyMode(c *chat) (tea.Cmd, chatEvent) {
	item := -1
	for _, p := range c.transcript.drawn.places {
		if c.transcript.source(p.item) != "" && (item < 0 || c.transcript.answers(p.item)) {
			item = p.item
		}
	}
	if item < 0 {
		return c.flash("There is nothing to copy on the screen."), nil
	}
	m := &copyMode{c, choice{item, -1}, c.transcript.reading()}
	c.enterMode(m)
	m.show()
	return nil, nil
}

func (m *copyMode) actions() []action {
	return []action{
		{Binding: keymap.PrevMessage, do: m.message(-1), hint: always},
		{Binding: keymap.NextMessage, do: m.message(1)},
		{Binding: keymap.NextBlock, do: m.nextBlock(1), hint: always},
		{Binding: keymap.PrevBlock, do: m.nextBlock(-1)},
		{Binding: keymap.NumberedBlock, do: m.numbered},
		{Binding: keymap.CopyChoice, do: m.take, hint: always},
		{Binding: keymap.LeaveCopy, do: leaveMode, hint: always},
	}
}

func (m *copyMode) press(tea.KeyPressMsg) (tea.Cmd, bool)   { return nil, false }
func (m *copyMode) update(tea.Msg) (tea.Cmd, bool)          { return nil, false }
func (m *copyMode) changed() tea.Cmd                        { return nil }
func (m *copyMode) row(*styles, layout) (string, int, bool) { return "", 0, false }
func (m *copyMode) end()                                    { m.chat.transcript.point(nil) }

func (m *copyMode) leave() {
	m.chat.transcript.goBack(m.back)
	m.end()
}

// message returns what goes to the next message in a direction.
func (m *copyMode) message(direction int) func(*chat) (tea.Cmd, chatEvent) {
	return func(c *chat) (tea.Cmd, chatEvent) {
		t := c.transcript
		for item := m.item + direction; item >= 0 && item < t.count(); item += direction {
			if t.source(item) != "" {
				m.choice = choice{item, -1}
				break
			}
		}
		m.show()
		return nil, nil
	}
}

// nextBlock returns what goes through the message as a whole and each block of
// code in it.
func (m *copyMode) nextBlock(direction int) func(*chat) (tea.Cmd, chatEvent) {
	return func(c *chat) (tea.Cmd, chatEvent) {
		n := len(c.transcript.blocks(m.item)) + 1
		m.block = (m.block+1+direction+n)%n - 1
		m.show()
		if n == 1 {
			return c.flash("There is no block of code in it."), nil
		}
		return nil, nil
	}
}

// numbered chooses a block of code by the number that it shows.
func (m *copyMode) numbered(c *chat) (tea.Cmd, chatEvent) {
	if i := keymap.NumberedBlock.Index(c.pressed); i < len(c.transcript.blocks(m.item)) {
		m.block = i
	}
	m.show()
	return nil, nil
}

// take copies what is chosen and stays where it is.
func (m *copyMode) take(c *chat) (tea.Cmd, chatEvent) {
	c.endMode()
	if m.block >= 0 {
		return c.copyBlock(m.choice), nil
	}
	return c.copy("", c.transcript.source(m.item)), nil
}

func (m *copyMode) show() {
	m.chat.transcript.point(&m.choice)
	m.chat.transcript.bring(m.choice)
}

// copyBlock copies a block of code and shows which.
func (c *chat) copyBlock(k choice) tea.Cmd {
	blocks := c.transcript.blocks(k.item)
	if k.block >= len(blocks) {
		return nil
	}
	what := "Code: "
	if len(blocks) > 1 {
		what = fmt.Sprintf("Code block %d of %d: ", k.block+1, len(blocks))
	}
	if blocks[k.block].Content == "" {
		return c.flash(what + "it is empty.")
	}
	return c.copy(what, blocks[k.block].Content)
}

// copyNextBlock copies the first block of code on the screen; pressed again,
// the next one of that answer.
func copyNextBlock(c *chat) (tea.Cmd, chatEvent) {
	t := c.transcript
	k := c.copiedBlock
	if k == nil {
		k = c.firstBlock()
	} else {
		k = &choice{k.item, (k.block + 1) % max(len(t.blocks(k.item)), 1)}
	}
	if k == nil {
		return c.flash("There is no block of code here.", "There is no code here."), nil
	}
	c.copiedBlock = k
	t.point(k)
	t.bring(*k)
	return c.copyBlock(*k), nil
}

// firstBlock returns the block of code that is the first on the screen, of the
// last answer that has one there, or else the nearest one above.
func (c *chat) firstBlock() *choice {
	t := c.transcript
	var found *choice
	last := -1
	for _, p := range t.drawn.places {
		if p.item == last {
			continue
		}
		last = p.item
		for i, b := range t.blocks(p.item) {
			if t.shows(p.item, b) {
				found = &choice{p.item, i}
				break
			}
		}
	}
	if found == nil {
		return c.blockAbove()
	}
	return found
}

// blocksSought is how many messages above the screen are looked at for code.
const blocksSought = 20

// blockAbove returns the last block of code above the screen, or nil.
func (c *chat) blockAbove() *choice {
	t := c.transcript
	for item := t.top.item; item >= 0 && item > t.top.item-blocksSought; item-- {
		blocks := t.blocks(item)
		for i := len(blocks) - 1; i >= 0; i-- {
			if item < t.top.item || blocks[i].First < t.top.row {
				return &choice{item, i}
			}
		}
	}
	return nil
}

// unpoint takes the mark of the copied block away.
func (c *chat) unpoint() {
	if c.copiedBlock != nil {
		c.copiedBlock = nil
		c.transcript.point(nil)
	}
}
