package auth

import (
	"encoding/json"
	"fmt"
	"time"
)

// A record is the form in which our own stores keep a set of tokens: the one
// place, beside the Codex CLI's file and the wire, where secrets are written
// out.
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
}

const recordVersion = 1

func encodeRecord(t Tokens) ([]byte, error) {
	data, err := json.Marshal(record{
		Version: recordVersion,
		Access:  t.Access.Reveal(), Refresh: t.Refresh.Reveal(), ID: t.ID.Reveal(),
		AccountID: t.AccountID, Email: t.Email, Plan: t.Plan, Expiry: t.Expiry,
		Provider: t.Provider, Issuer: t.Issuer, BaseURL: t.BaseURL, LastRefresh: t.LastRefresh,
	})
	if err != nil {
		return nil, fmt.Errorf("encode tokens: %w", err)
	}
	return data, nil
}

// decodeRecord reads what encodeRecord wrote. Its errors do not quote the
// data.
func decodeRecord(data []byte) (Tokens, error) {
	var r record
	if json.Unmarshal(data, &r) != nil {
		return Tokens{}, fmt.Errorf("decode tokens: %d bytes are no record", len(data))
	}
	if r.Version != recordVersion || r.Access == "" {
		return Tokens{}, fmt.Errorf("decode tokens: version %d, access token present: %t", r.Version, r.Access != "")
	}
	return Tokens{
		Access: NewSecret(r.Access), Refresh: NewSecret(r.Refresh), ID: NewSecret(r.ID),
		AccountID: r.AccountID, Email: r.Email, Plan: r.Plan, Expiry: r.Expiry,
		Provider: r.Provider, Issuer: r.Issuer, BaseURL: r.BaseURL, LastRefresh: r.LastRefresh,
	}, nil
}
