package cli

import (
	"context"
	"slices"

	"banter/codex"
	"banter/history"
	accountindex "banter/internal/accounts"
	"banter/session"
)

// owner returns the services of the account of a saved conversation, which goes on with
// that unless an account is given. If it is not signed in here, the conversation goes on
// with s.
func (c *call) owner(ctx context.Context, s *services, db *history.DB, id string) *services {
	head, ok := c.headOf(ctx, db, id)
	tokens, err := s.store.Load(ctx)
	if !ok || err != nil || c.Account != "" || head.Account == "" || head.Account == codex.Account(tokens) {
		return s
	}
	list, _ := c.index().List() // without a list, the account in use goes on
	i := slices.IndexFunc(list, func(a accountindex.Account) bool { return a.AccountID == head.Account })
	if i < 0 {
		return s
	}
	own, err := c.servicesAt(c.targetAt(list[i], true), c.warn)
	if err == nil {
		_, err = own.source.Tokens(ctx)
	}
	if err != nil {
		c.warn(err)
		return s
	}
	c.say("This conversation goes on with its account, %s.", own.account)
	return own
}

// headOf finds the head of a saved conversation; not finding it is reported when it is
// opened.
func (c *call) headOf(ctx context.Context, db *history.DB, id string) (history.Conversation, bool) {
	if id != session.Last {
		found, err := db.Find(ctx, id)
		return found, err == nil
	}
	newest, _ := db.List(ctx, 1) // an error concerns other conversations
	if len(newest) == 0 {
		return history.Conversation{}, false
	}
	return newest[0].Conversation, true
}
