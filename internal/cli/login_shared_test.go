package cli

import (
	"encoding/base64"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/config"
	"banter/internal/notice"
)

// TestSharedSignInOfAnotherProgram is refused: it could be used once and never
// be renewed.
func TestSharedSignInOfAnotherProgram(t *testing.T) {
	access := "eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString([]byte(`{"client_id":"app_other"}`)) + ".x"
	tokens := auth.Tokens{Access: auth.NewSecret(access), AccountID: "acc", Expiry: time.Now().Add(time.Hour)}
	s := &services{provider: auth.Codex(), place: config.CodexFile, store: auth.NewMemory(tokens), http: &http.Client{Transport: silent{}}}
	if err := s.build(nil); err != nil {
		t.Fatal(err)
	}
	_, err := s.tryShared(t.Context(), func(err error) { t.Errorf("warned of %v", err) })
	if n := notice.Of(err); n.Sentence != "The sign-in in the Codex CLI's file was made by another program, and only that program can renew it." || n.Hint == "" {
		t.Errorf("got %+v", n)
	}
}

// TestSharedSignInOffline is accepted with a warning, because no server can be
// asked; one that has expired is not.
func TestSharedSignInOffline(t *testing.T) {
	for name, life := range map[string]time.Duration{"alive": time.Hour, "ended": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // there are pauses between attempts
				in := codextest.New(codextest.Options{}).SignIn(codextest.Account{}, life)
				s := &services{provider: auth.Codex(), place: config.CodexFile, http: &http.Client{Transport: silent{}},
					store: auth.NewMemory(auth.Tokens{Access: auth.NewSecret(in.Access), Refresh: auth.NewSecret(in.Refresh), ID: auth.NewSecret(in.ID)})}
				if err := s.build(nil); err != nil {
					t.Fatal(err)
				}
				var told error
				tokens, err := s.tryShared(t.Context(), func(err error) { told = err })
				if name == "alive" && (err != nil || told == nil || tokens.Email == "") || name == "ended" && err == nil {
					t.Errorf("%v, told %v", err, told)
				}
			})
		})
	}
}

// silent is a network on which no server answers.
type silent struct{}

func (silent) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("silent answers")
}
