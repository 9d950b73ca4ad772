package chat

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"banter/tui/transcript"
)

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
