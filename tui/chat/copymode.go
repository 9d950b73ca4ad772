package chat

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/transcript"
)

// copyMode is the mode in which the person chooses a message or a block of code to
// copy.
type copyMode struct {
	chat *Chat
	transcript.Choice
	back transcript.Position // the reader's place before the mode
}

// canChoose reports whether there are messages to choose from.
func (c *Chat) canChoose() bool { return !c.Blank() }

// openCopyMode enters the copy mode with the last answer on the screen chosen.
func openCopyMode(c *Chat) (tea.Cmd, Event) {
	item := c.transcript.LastShown()
	if item < 0 {
		return c.Flash("There is nothing to copy on the screen."), nil
	}
	m := &copyMode{c, transcript.Choice{Item: item, Block: -1}, c.transcript.Position()}
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
func (m *copyMode) end()                                                { m.chat.transcript.SetChoice(nil) }

func (m *copyMode) leave() {
	m.chat.transcript.GoTo(m.back)
	m.end()
}

// message returns an action that chooses the next message in a direction.
func (m *copyMode) message(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		t := c.transcript
		for item := m.Item + direction; item >= 0 && item < t.Count(); item += direction {
			if t.Source(item) != "" {
				m.Choice = transcript.Choice{Item: item, Block: -1}
				break
			}
		}
		m.show()
		return nil, nil
	}
}

// nextBlock returns an action that cycles through the whole message and its blocks
// of code.
func (m *copyMode) nextBlock(direction int) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		n := len(c.transcript.Blocks(m.Item)) + 1
		m.Block = (m.Block+1+direction+n)%n - 1
		m.show()
		if n == 1 {
			return c.Flash("There is no block of code in it."), nil
		}
		return nil, nil
	}
}

// numbered chooses the block of code with the number that was pressed.
func (m *copyMode) numbered(c *Chat) (tea.Cmd, Event) {
	if i := keymap.NumberedBlock.Index(c.pressed); i < len(c.transcript.Blocks(m.Item)) {
		m.Block = i
	}
	m.show()
	return nil, nil
}

// take copies the choice and ends the mode without scrolling back.
func (m *copyMode) take(c *Chat) (tea.Cmd, Event) {
	c.endMode()
	if m.Block >= 0 {
		return c.copyBlock(m.Choice), nil
	}
	return c.copier.Copy("", c.transcript.Source(m.Item)), nil
}

// show marks the choice and scrolls to it.
func (m *copyMode) show() {
	m.chat.transcript.SetChoice(&m.Choice)
	m.chat.transcript.ScrollTo(m.Choice)
}

// copyBlock copies a block of code. The remark about it names the block.
func (c *Chat) copyBlock(k transcript.Choice) tea.Cmd {
	blocks := c.transcript.Blocks(k.Item)
	if k.Block >= len(blocks) {
		return nil
	}
	what := "Code: "
	if len(blocks) > 1 {
		what = fmt.Sprintf("Code block %d of %d: ", k.Block+1, len(blocks))
	}
	if blocks[k.Block].Content == "" {
		return c.Flash(what + "it is empty.")
	}
	return c.copier.Copy(what, blocks[k.Block].Content)
}

// copyNextBlock copies the first block of code on the screen and, if pressed again,
// the next block of that answer.
func copyNextBlock(c *Chat) (tea.Cmd, Event) {
	t := c.transcript
	k := c.copiedBlock
	if k == nil {
		k = t.FirstBlock()
	} else {
		k = &transcript.Choice{Item: k.Item, Block: (k.Block + 1) % max(len(t.Blocks(k.Item)), 1)}
	}
	if k == nil {
		return c.Flash("There is no block of code here.", "There is no code here."), nil
	}
	c.copiedBlock = k
	t.SetChoice(k)
	t.ScrollTo(*k)
	return c.copyBlock(*k), nil
}

// clearCopiedBlock removes the mark of the block that was copied.
func (c *Chat) clearCopiedBlock() {
	if c.copiedBlock != nil {
		c.copiedBlock = nil
		c.transcript.SetChoice(nil)
	}
}
