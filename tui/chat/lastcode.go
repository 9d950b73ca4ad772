package chat

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"banter/tui/editor"
	"banter/tui/markdown"
	"banter/tui/transcript"
)

// lastCode returns an action on the last block of code of the conversation.
func lastCode(do func(c *Chat, at transcript.Choice, block markdown.CodeBlock) (tea.Cmd, Event)) func(*Chat) (tea.Cmd, Event) {
	return func(c *Chat) (tea.Cmd, Event) {
		at := c.transcript.LastBlock()
		if at == nil {
			return c.Flash("There is no block of code here.", "There is no code here."), nil
		}
		c.endMode()
		return do(c, *at, c.transcript.Blocks(at.Item)[at.Block])
	}
}

func copyLastCode(c *Chat, at transcript.Choice, _ markdown.CodeBlock) (tea.Cmd, Event) {
	return c.copyBlock(at), nil
}

func saveLastCode(c *Chat, _ transcript.Choice, block markdown.CodeBlock) (tea.Cmd, Event) {
	return c.saveText(block.Content, codeName(block)), nil
}

// insertLastCode puts the block into the input, in a fence.
func insertLastCode(c *Chat, _ transcript.Choice, block markdown.CodeBlock) (tea.Cmd, Event) {
	fence := "```"
	for strings.Contains(block.Content, fence) {
		fence += "`"
	}
	c.editor.Paste(editor.Clip(fence + block.Language + "\n" + strings.TrimSuffix(block.Content, "\n") + "\n" + fence + "\n"))
	return c.edited(), nil
}

func editLastCode(_ *Chat, _ transcript.Choice, block markdown.CodeBlock) (tea.Cmd, Event) {
	return nil, EditCode{block.Content}
}
