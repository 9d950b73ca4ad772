package chat

import (
	"context"
	"image"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/internal/picture"
	"banter/tui/transcript"
)

// pictureTime is the longest time for making a picture.
const pictureTime = 10 * time.Second

// pictureMsg is a picture of an attached image.
type pictureMsg struct {
	of     *Conversation
	key    transcript.PictureKey
	shelf  *picture.Shelf
	number int // on the shelf; 0: it cannot be shown
	cells  image.Point
}

// SetTerminal sets what images the terminal shows.
func (c *Chat) SetTerminal(t picture.Terminal) { c.transcript.SetTerminal(t) }

// makePicture returns a command that makes a picture near the screen, or nil. There is
// one such command at a time.
func (c *Chat) makePicture() tea.Cmd {
	if c.drawing || c.sess == nil {
		return nil
	}
	key, ok := c.transcript.WantsPicture()
	if !ok {
		return nil
	}
	c.drawing = true
	of, sess, terminal := c.Conversation, c.sess, c.transcript.Terminal()
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, pictureTime)
		defer cancel()
		msg := pictureMsg{of: of, key: key, shelf: terminal.Shelf}
		file, err := sess.File(ctx, key.Hash)
		if err != nil {
			return msg // the line of the file is shown instead
		}
		if p, err := terminal.Make(ctx, file, key.Cells); err == nil {
			msg.number, msg.cells = terminal.Shelf.Put(p), p.Cells
		}
		return msg
	})
}

func (c *Chat) pictureMade(msg pictureMsg) {
	if msg.of == c.Conversation {
		c.drawing = false
		if c.transcript.SetPicture(msg.key, msg.number, msg.cells) {
			return
		}
	}
	msg.shelf.Remove(msg.number)
}
