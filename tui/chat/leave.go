package chat

import (
	"context"
	"slices"

	"banter/session"
)

// Leave prepares the chat for another conversation. It returns a function that
// saves the draft and gives the session to group, in which the answer that is being
// written and the questions that wait go on. The caller must call that function, in
// a command; it does not report errors.
func (c *Chat) Leave(group *session.Group) func(context.Context) {
	sess, text, out := c.depart()
	if sess == nil {
		return func(context.Context) {}
	}
	return func(ctx context.Context) {
		text.outbox = out.forward(ctx, sess)
		_, _ = group.Leave(ctx, sess, func(queue []string) string { // the group has reported what was not saved
			unsent := text
			unsent.queue = queue
			return unsent.text()
		})
	}
}

// End is Leave at the end of the program: it stops the answer, and everything that
// was not asked stays in the draft.
func (c *Chat) End() func(context.Context) {
	sess, text, _ := c.depart()
	if sess == nil {
		return func(context.Context) {}
	}
	return func(ctx context.Context) {
		_ = sess.SetDraft(ctx, text.text())                                // usually saved a moment ago
		_ = sess.Finish(ctx)                                               // the state has reported what was not saved
		if queue := sess.State().Queue; !slices.Equal(queue, text.queue) { // changed meanwhile
			text.queue = queue
			_ = sess.SetDraft(ctx, text.text())
		}
	}
}

// depart ends the conversation on the screen. It returns its session, or nil if it
// was not open yet: then the typed text is for the next conversation.
func (c *Chat) depart() (*session.Session, draftText, outbox) {
	sess, text, out := c.sess, c.unsent(), c.outbox
	c.endMode()
	c.stopFinder()
	c.transcript.DropPictures()
	c.Conversation = c.Conversation.next()
	if sess != nil {
		c.editor.Reset()
	}
	return sess, text, out
}

// forward sends the questions that have not reached the session, in order, and
// returns those that it did not accept.
func (o outbox) forward(ctx context.Context, sess *session.Session) []string {
	texts := o.texts
	if o.busy {
		select {
		case err := <-o.done:
			if err != nil {
				return texts
			}
			texts = texts[1:]
		case <-ctx.Done():
			return texts
		}
	}
	for len(texts) > 0 && sess.Send(ctx, texts[0]) == nil {
		texts = texts[1:]
	}
	return texts
}
