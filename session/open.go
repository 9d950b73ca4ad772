package session

import (
	"context"
	"time"
)

// Last is the id that names the newest conversation to [Open].
const Last = "last"

// Open opens the conversation whose id is id or begins with it; "" is a new
// conversation and [Last] the newest one. If no conversation is saved, Last
// opens a new one, whose State().Conversation.Leaf is empty. A damaged
// conversation opens as [Resume] describes.
func Open(ctx context.Context, opts Options, id string) (*Session, error) {
	switch id {
	case "":
		return New(opts), nil
	case Last:
		newest, err := opts.History.List(ctx, 1)
		if len(newest) > 0 { // an error concerns other conversations
			return Resume(ctx, opts, newest[0].ID)
		}
		if err != nil {
			return nil, err
		}
		return New(opts), nil
	}
	return Resume(ctx, opts, id)
}

// CloseTime bounds how long [Session.Finish] saves.
const CloseTime = 5 * time.Second

// Finish is [Session.Close] for callers that must not lose the answer: it saves
// even if ctx has ended, and gives up after [CloseTime].
func (s *Session) Finish(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), CloseTime)
	defer cancel()
	return s.Close(ctx)
}
