package auth

import (
	"context"
	"sync"
)

// Memory is a [Store] in memory, for scripts, for tests, and for people who do not
// want to save their sign-in. The zero value is empty and ready to use.
type Memory struct {
	mu     sync.Mutex
	tokens *Tokens
}

// NewMemory returns a store that holds the given tokens, or the last of several.
func NewMemory(tokens ...Tokens) *Memory {
	m := &Memory{}
	if len(tokens) > 0 {
		m.tokens = &tokens[len(tokens)-1]
	}
	return m
}

// Load implements [Store].
func (m *Memory) Load(ctx context.Context) (Tokens, error) {
	if err := ctx.Err(); err != nil {
		return Tokens{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens == nil {
		return Tokens{}, ErrNoTokens
	}
	return *m.tokens, nil
}

// Save implements [Store].
func (m *Memory) Save(ctx context.Context, t Tokens) error { return m.set(ctx, &t) }

// Delete implements [Store].
func (m *Memory) Delete(ctx context.Context) error { return m.set(ctx, nil) }

func (m *Memory) set(ctx context.Context, t *Tokens) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens = t
	return nil
}
