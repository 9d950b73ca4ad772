package cli

import (
	"cmp"
	"context"
	"errors"

	"banter/codex"
	"banter/history"
	"banter/internal/config"
	"banter/internal/spelling"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/keymap"
)

// openSession starts a conversation with a system prompt, or goes on with a saved
// one.
func (c *call) openSession(ctx context.Context, s *services, db *history.DB, system string, o *askOptions) (*session.Session, error) {
	tokens, err := s.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	catalog, err := loadCatalog(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := c.checkEffort(catalog); err != nil {
		return nil, err
	}
	opts := session.Options{
		Client: s.client, History: db, Account: codex.Account(tokens),
		Model:  catalog.Pick(c.modelName()),
		Effort: cmp.Or(c.Effort, c.choices.Recall("effort")), Instructions: system,
	}
	if o.goesOn() {
		return c.resumeSession(ctx, opts, catalog, cmp.Or(o.resume, session.Last))
	}
	return session.New(opts), nil
}

// resumeSession opens a conversation with its own model and effort, except for
// those that are set for this question.
func (c *call) resumeSession(ctx context.Context, opts session.Options, catalog codex.Catalog, id string) (*session.Session, error) {
	s, err := session.Open(ctx, opts, id)
	if err != nil {
		return nil, err
	}
	state := s.State()
	if state.Conversation.Leaf == "" {
		return nil, &failure{"There is no conversation to go on with.", "Ask without --continue."}
	}
	if state.Err != nil {
		c.warn(state.Err)
	}
	if _, given := c.src.Flags["system"]; given || c.persona != "" {
		if err := s.SetSystem(ctx, opts.Instructions); err != nil {
			return nil, err
		}
	}
	if err := s.Override(ctx, catalog, c.Model, c.Effort); err != nil {
		return s, err
	}
	if c.Compact == config.CompactAuto {
		s.CompactAt(catalog.Pick(s.State().Conversation.Model).ContextWindow * session.CompactFrom / 100)
	}
	return s, nil
}

// A fullError reports that the conversation is too long to go on with.
type fullError struct{ err error }

func (e *fullError) Error() string { return e.err.Error() }
func (e *fullError) Unwrap() error { return e.err }

// Notice implements notice.Noticer.
func (e *fullError) Notice() (sentence, hint string) {
	return "The conversation is too long for its model.",
		"Press " + keymap.Compact.Label() + " in banter -c to go on with a summary of it, or begin a new one. With --compact=auto Banter makes the summary in time."
}

// explainFull returns err, or a fullError if a saved conversation is too long.
func explainFull(err error, goesOn bool) error {
	fault, ok := errors.AsType[*codex.Error](err)
	if goesOn && ok && fault.Code == codex.CodeContextFull {
		return &fullError{err}
	}
	return err
}

// A modelError reports a model that the server refuses, with the name that was meant.
type modelError struct {
	err  error
	hint string
}

func (e *modelError) Error() string { return e.err.Error() }
func (e *modelError) Unwrap() error { return e.err }

// explainModel returns err, or a modelError if the server does not know the model.
func (c *call) explainModel(err error, slug string) error {
	fault, ok := errors.AsType[*codex.Error](err)
	if !ok || fault.Code != codex.CodeModel {
		return err
	}
	var names []string
	for _, m := range c.keptCatalog().Listed() {
		names = append(names, m.Slug)
	}
	return &modelError{err, termsafe.Line(spelling.Before(slug, names, otherModel))}
}

// loadCatalog returns the models of the plan. If the server cannot be asked, it
// returns an older list, unless the reason also prevents the question.
func loadCatalog(ctx context.Context, s *services) (codex.Catalog, error) {
	catalog, err := s.client.Models(ctx)
	if code := exitCode(err); code == exitInterrupted || code == exitSignIn {
		return catalog, err
	}
	return catalog, nil
}
