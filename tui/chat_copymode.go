package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
	"banter/tui/style"
)

// copyMode is the mode that chooses what to copy.
type copyMode struct {
	chat *chat
	choice
	back reading // where the reader was
}

// canChoose reports whether there is something to choose.
func (c *chat) canChoose() bool { return !c.blank() }

// openCopyMode begins with the last answer on the screen.
func openCopyMode(c *chat) (tea.Cmd, chatEvent) {
	item := c.transcript.lastShown()
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

func (m *copyMode) press(tea.KeyPressMsg) (tea.Cmd, bool)               { return nil, false }
func (m *copyMode) update(tea.Msg) (tea.Cmd, bool)                      { return nil, false }
func (m *copyMode) changed() tea.Cmd                                    { return nil }
func (m *copyMode) row(*style.Styles, style.Layout) (string, int, bool) { return "", 0, false }
func (m *copyMode) end()                                                { m.chat.transcript.point(nil) }

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
	return c.copier.Copy("", c.transcript.source(m.item)), nil
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
	return c.copier.Copy(what, blocks[k.block].Content)
}

// copyNextBlock copies the first block of code on the screen; pressed again,
// the next one of that answer.
func copyNextBlock(c *chat) (tea.Cmd, chatEvent) {
	t := c.transcript
	k := c.copiedBlock
	if k == nil {
		k = t.firstBlock()
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

// unpoint takes the mark of the copied block away.
func (c *chat) unpoint() {
	if c.copiedBlock != nil {
		c.copiedBlock = nil
		c.transcript.point(nil)
	}
}
