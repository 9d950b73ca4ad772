package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"
	"unicode/utf8"
)

// A record is the JSON of [MarshalTokens]. Secrets are written out here, in the
// Codex CLI's file and on the wire, and nowhere else.
type record struct {
	Version     int       `json:"version"`
	Access      string    `json:"access_token"`
	Refresh     string    `json:"refresh_token,omitempty"`
	ID          string    `json:"id_token,omitempty"`
	AccountID   string    `json:"account_id,omitempty"`
	Email       string    `json:"email,omitempty"`
	Plan        string    `json:"plan,omitempty"`
	Expiry      time.Time `json:"expiry,omitzero"`
	Provider    string    `json:"provider,omitempty"`
	Issuer      string    `json:"issuer,omitempty"`
	BaseURL     string    `json:"base_url,omitempty"`
	LastRefresh time.Time `json:"last_refresh,omitzero"`

	// An older Banter ignores these. It refuses to use or to save the tokens,
	// because it does not know their provider.
	ClientID        string    `json:"client_id,omitempty"`
	Subject         string    `json:"subject,omitempty"`
	Scope           string    `json:"scope,omitempty"`
	EarliestRefresh time.Time `json:"earliest_refresh,omitzero"`
}

const recordVersion = 1

// MarshalTokens encodes all fields of t, including the secrets, for a [Store] to
// save. The encoding is a JSON object on one line:
//
//	{"version":1,"access_token":"...","refresh_token":"...","id_token":"...",
//	"account_id":"...","email":"...","plan":"...","expiry":"2026-01-02T03:04:05Z",
//	"provider":"codex","issuer":"https://...","base_url":"https://...",
//	"last_refresh":"2026-01-02T03:04:05Z","client_id":"...","subject":"...",
//	"scope":"...","earliest_refresh":"2026-01-02T03:04:05Z"}
//
// Empty fields are left out; times are RFC 3339 in UTC. Later versions of this
// package decode what earlier ones encoded.
//
// The result is as sensitive as a password: a store writes it to a file of mode
// 0600 or encrypts it. MarshalTokens returns an error if t has no access token or
// a text that is not UTF-8.
func MarshalTokens(t Tokens) ([]byte, error) {
	r := record{
		Version: recordVersion,
		Access:  t.Access.Reveal(), Refresh: t.Refresh.Reveal(), ID: t.ID.Reveal(),
		AccountID: t.AccountID, Email: t.Email, Plan: t.Plan, Expiry: t.Expiry.UTC(),
		Provider: t.Provider, Issuer: t.Issuer, BaseURL: t.BaseURL, LastRefresh: t.LastRefresh.UTC(),
		ClientID: t.ClientID, Subject: t.Subject, Scope: t.Scope, EarliestRefresh: t.EarliestRefresh.UTC(),
	}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("encode tokens: %w", err)
	}
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode tokens: %w", err)
	}
	return data, nil
}

// UnmarshalTokens decodes what [MarshalTokens] returned. For other data it returns
// an [*Error] of [CodeDamaged], which does not quote the data.
func UnmarshalTokens(data []byte) (Tokens, error) {
	var r record
	if json.Unmarshal(data, &r) != nil {
		return Tokens{}, tokensDamaged(fmt.Errorf("%d bytes are no record", len(data)))
	}
	if r.Version != recordVersion {
		return Tokens{}, tokensDamaged(fmt.Errorf("version %d, want %d", r.Version, recordVersion))
	}
	if err := r.check(); err != nil {
		return Tokens{}, tokensDamaged(err)
	}
	return Tokens{
		Access: NewSecret(r.Access), Refresh: NewSecret(r.Refresh), ID: NewSecret(r.ID),
		AccountID: r.AccountID, Email: r.Email, Plan: r.Plan, Expiry: r.Expiry,
		Provider: r.Provider, Issuer: r.Issuer, BaseURL: r.BaseURL, LastRefresh: r.LastRefresh,
		ClientID: r.ClientID, Subject: r.Subject, Scope: r.Scope, EarliestRefresh: r.EarliestRefresh,
	}, nil
}

// check returns an error if r does not hold tokens.
func (r record) check() error {
	if r.Access == "" {
		return errors.New("no access token")
	}
	for _, secret := range []string{r.Access, r.Refresh, r.ID} {
		if secret == mask {
			return errors.New("a mask in the place of a token")
		}
	}
	for _, text := range []string{
		r.Access, r.Refresh, r.ID, r.AccountID, r.Email, r.Plan, r.Provider, r.Issuer, r.BaseURL, r.ClientID, r.Subject, r.Scope,
	} {
		if !utf8.ValidString(text) {
			return errors.New("a text that is not UTF-8")
		}
	}
	return nil
}

func tokensDamaged(cause error) error {
	return &Error{
		Code:     CodeDamaged,
		Sentence: "The saved sign-in is damaged.",
		Hint:     "Sign in again.",
		Err:      fmt.Errorf("decode tokens: %w: %w", ErrSignInAgain, cause),
	}
}

// errMasked is the error of all general encodings of tokens: a store that used one
// would save masks instead of the secrets.
var errMasked = &Error{
	Code:     CodeMasked,
	Sentence: "The sign-in was not saved: the store would lose its tokens.",
	Hint:     "The store has to use auth.MarshalTokens and auth.UnmarshalTokens.",
	Err:      errors.New("general encodings mask tokens; write them with auth.MarshalTokens and read them with auth.UnmarshalTokens"),
}

// MarshalJSON returns an error: use [MarshalTokens].
func (t Tokens) MarshalJSON() ([]byte, error) { return nil, errMasked }

// UnmarshalJSON returns an error: use [UnmarshalTokens].
func (t *Tokens) UnmarshalJSON([]byte) error { return errMasked }

// MarshalText, which XML, YAML and TOML call, returns an error: use
// [MarshalTokens].
func (t Tokens) MarshalText() ([]byte, error) { return nil, errMasked }

// UnmarshalText returns an error: use [UnmarshalTokens].
func (t *Tokens) UnmarshalText([]byte) error { return errMasked }

// MarshalBinary, which gob, CBOR and MessagePack call, returns an error: use
// [MarshalTokens].
func (t Tokens) MarshalBinary() ([]byte, error) { return nil, errMasked }

// UnmarshalBinary returns an error: use [UnmarshalTokens].
func (t *Tokens) UnmarshalBinary([]byte) error { return errMasked }

// LogValue masks the tokens in structured logs.
func (t Tokens) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Any("access", t.Access), slog.Any("refresh", t.Refresh), slog.Any("id", t.ID),
		slog.String("account_id", t.AccountID), slog.String("plan", t.Plan), slog.Time("expiry", t.Expiry),
	)
}
