package cli

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/config"
)

// TestTwoWindowsRenewOnce: a refresh token can be used once. The second window
// uses the tokens that the first one has saved.
func TestTwoWindowsRenewOnce(t *testing.T) {
	for _, place := range []config.Store{config.Sealed, config.CodexFile} {
		t.Run(place.String(), func(t *testing.T) {
			m := newComputer(t, codextest.Options{})
			if err := m.Fault("delay:2s@refresh", 9); err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				var windows [2]*services
				for i := range windows {
					s, err := m.call(nil).servicesAt(target{name: "home", place: place}, func(err error) { t.Errorf("warned of %v", err) })
					if err != nil {
						t.Fatal(err)
					}
					s.prompter.answer(auth.NewSecret("open sesame"))
					windows[i] = s
				}
				if err := windows[0].store.Save(t.Context(), tokensOf(m.SignIn(ada, time.Minute))); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour)
				var both sync.WaitGroup
				var got [2]auth.Tokens
				for i, s := range windows {
					both.Go(func() {
						var err error
						if got[i], err = s.source.Tokens(t.Context()); err != nil {
							t.Errorf("window %d: %v", i, err)
						}
					})
				}
				both.Wait()
				refreshes := 0
				for _, r := range m.Requests() {
					if r.Endpoint == "refresh" {
						refreshes++
					}
				}
				if refreshes != 1 || got[0].Access != got[1].Access || got[0].Access.IsZero() {
					t.Errorf("%d refreshes, the same tokens: %v", refreshes, got[0].Access == got[1].Access)
				}
			})
		})
	}
}
