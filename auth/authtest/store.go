package authtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"banter/auth"
)

// TestStore tests whether a store follows the rules of [auth.Store]. It calls
// open once for each rule. open returns a function that opens the store, which
// must be empty at first; each call of the function opens the same store as
// another process would. A store like [auth.Memory] that cannot be opened twice
// returns itself.
func TestStore(t *testing.T, open func(t *testing.T) func() auth.Store) {
	for name, rule := range map[string]func(*testing.T, func() auth.Store){
		"empty":              ruleEmpty,
		"save, load":         ruleSaveLoad,
		"replace":            ruleReplace,
		"sizes":              ruleSizes,
		"without refresh":    ruleNoMixture,
		"delete":             ruleDelete,
		"delete, save again": ruleDeleteSave,
		"canceled":           ruleCanceled,
		"can save":           ruleCanSave,
		"concurrent":         ruleConcurrent,
	} {
		t.Run(name, func(t *testing.T) { rule(t, open(t)) })
	}
}

func later() time.Time { return time.Date(2031, 5, 17, 9, 30, 12, 0, time.UTC) }

func ruleEmpty(t *testing.T, open func() auth.Store) {
	if _, err := open().Load(t.Context()); !errors.Is(err, auth.ErrNoTokens) {
		t.Errorf("Load of an empty store: got error %v, want one that wraps ErrNoTokens", err)
	}
	if err := open().Delete(t.Context()); err != nil {
		t.Errorf("Delete of an empty store: %v", err)
	}
}

func ruleSaveLoad(t *testing.T, open func() auth.Store) {
	want := Tokens("one", later())
	mustSave(t, open(), want)
	mustHold(t, open(), want)
}

func ruleReplace(t *testing.T, open func() auth.Store) {
	for i := range 4 {
		want := Tokens(fmt.Sprint("set", i), later().Add(time.Duration(i)*time.Hour))
		mustSave(t, open(), want)
		mustHold(t, open(), want)
	}
}

// ruleSizes saves up to 64 KB, and a small set after a large one.
func ruleSizes(t *testing.T, open func() auth.Store) {
	for _, size := range []int{1, 1899, 1900, 1901, 16 << 10, 64 << 10, 100} {
		want := Grow(Tokens(fmt.Sprint("size", size), later()), size)
		mustSave(t, open(), want)
		mustHold(t, open(), want)
	}
}

// ruleNoMixture replaces a full set by one without refresh token and id token.
func ruleNoMixture(t *testing.T, open func() auth.Store) {
	mustSave(t, open(), Tokens("full", later()))
	bare := Tokens("bare", later())
	bare.Refresh, bare.ID = auth.Secret{}, auth.Secret{}
	mustSave(t, open(), bare)
	mustHold(t, open(), bare)
}

func ruleDelete(t *testing.T, open func() auth.Store) {
	mustSave(t, open(), Tokens("gone", later()))
	for range 2 {
		if err := open().Delete(t.Context()); err != nil {
			t.Fatalf("Delete: %v", err)
		}
		ruleEmpty(t, open)
	}
}

func ruleDeleteSave(t *testing.T, open func() auth.Store) {
	ruleDelete(t, open)
	ruleSaveLoad(t, open)
}

// ruleCanSave checks that CanSave returns nil and changes nothing.
func ruleCanSave(t *testing.T, open func() auth.Store) {
	if err := auth.CanSave(t.Context(), open()); err != nil {
		t.Errorf("CanSave of an empty store: %v", err)
	}
	ruleEmpty(t, open)
	want := Tokens("kept", later())
	store := open()
	mustSave(t, store, want)
	if err := auth.CanSave(t.Context(), store); err != nil {
		t.Errorf("CanSave: %v", err)
	}
	mustHold(t, open(), want)
}

// ruleCanceled checks that calls fail if their context is canceled.
func ruleCanceled(t *testing.T, open func() auth.Store) {
	old := Tokens("old", later())
	store := open()
	mustSave(t, store, old)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Load(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Load with a canceled context: got error %v, want context.Canceled", err)
	}
	if err := store.Save(ctx, Tokens("new", later())); !errors.Is(err, context.Canceled) {
		t.Errorf("Save with a canceled context: got error %v, want context.Canceled", err)
	}
	if err := store.Delete(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Delete with a canceled context: got error %v, want context.Canceled", err)
	}
	mustHold(t, open(), old)
}

// ruleConcurrent has one writer and several readers use a store: each Load
// returns one of the sets, never a mixture or none.
func ruleConcurrent(t *testing.T, open func() auth.Store) {
	sets := []auth.Tokens{Tokens("left", later()), Grow(Tokens("right", later().Add(time.Hour)), 5000)}
	mustSave(t, open(), sets[0])
	writer := open()
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		reader := open()
		readers.Go(func() {
			for {
				got, err := reader.Load(t.Context())
				if err != nil || !Same(got, sets[0]) && !Same(got, sets[1]) {
					t.Errorf("Load beside a writer: error %v, or a mixture", err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for i := range 12 {
		if err := writer.Save(t.Context(), sets[i%2]); err != nil {
			t.Errorf("Save beside readers: %v", err)
		}
	}
	close(done)
	readers.Wait()
}

func mustSave(t *testing.T, store auth.Store, tokens auth.Tokens) {
	t.Helper()
	if err := store.Save(t.Context(), tokens); err != nil {
		t.Fatalf("Save: %v", err)
	}
}

func mustHold(t *testing.T, store auth.Store, want auth.Tokens) {
	t.Helper()
	got, err := store.Load(t.Context())
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	if !Same(got, want) {
		t.Errorf("Load gives another set than was saved:\ngot  %+v\nwant %+v", got, want)
	}
}
