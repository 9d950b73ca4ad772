package auth

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// Claims are the claims of an issuer's token that this package uses. They are not
// verified: like the Codex CLI (openai/codex login/src/token_data.rs), the package
// trusts the connection to the issuer. A missing claim is the zero value.
type Claims struct {
	AccountID string // ChatGPT account id
	// Organization is the id of the default organization, or else of the
	// first. It is the account id if no token has one.
	Organization string
	UserID       string
	Email        string
	Plan         string    // free, plus, pro, team or a value that OpenAI adds later
	Expiry       time.Time // claim exp
	FedRAMP      bool
	Residency    string // region that the account is pinned to; mostly empty
	ClientID     string // client that the token was issued to; only that client can renew it
}

// ParseClaims returns the claims of a JWT without verifying its signature. It
// returns the zero Claims for malformed input, and leaves out claims of unexpected
// types.
func ParseClaims(token Secret) Claims {
	parts := strings.Split(token.Reveal(), ".")
	if len(parts) != 3 {
		return Claims{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return Claims{}
	}
	var top object
	if json.Unmarshal(payload, &top) != nil {
		return Claims{}
	}
	mine := top.object("https://api.openai.com/auth")
	profile := top.object("https://api.openai.com/profile")
	return Claims{
		AccountID:    first(mine.id("chatgpt_account_id"), top.id("chatgpt_account_id")),
		Organization: first(top.organization(), mine.organization()),
		UserID:       first(mine.text("chatgpt_user_id"), mine.text("user_id")),
		Email:        first(top.text("email"), profile.text("email")),
		Plan:         mine.text("chatgpt_plan_type"),
		Expiry:       top.unixTime("exp"),
		ClientID:     top.text("client_id"),
		FedRAMP:      string(mine["chatgpt_account_is_fedramp"]) == "true",
		Residency:    first(mine.text("chatgpt_compute_residency"), mine.text("chatgpt_data_residency")),
	}
}

// organization returns the id of the default organization, or else of the first.
func (o object) organization() string {
	var list []json.RawMessage
	if json.Unmarshal(o["organizations"], &list) != nil {
		return ""
	}
	found := ""
	for _, raw := range list {
		var one object
		if json.Unmarshal(raw, &one) != nil {
			continue
		}
		id := one.id("id")
		if id != "" && string(one["is_default"]) == "true" {
			return id
		}
		found = first(found, id)
	}
	return found
}

// An object is a JSON object whose methods return the zero value for a member
// that is missing or has another type.
type object map[string]json.RawMessage

func (o object) object(key string) object {
	var value object
	if json.Unmarshal(o[key], &value) != nil {
		return nil
	}
	return value
}

func (o object) text(key string) string {
	var value string
	if json.Unmarshal(o[key], &value) != nil {
		return ""
	}
	return value
}

// id returns a text without surrounding blanks.
func (o object) id(key string) string { return strings.TrimSpace(o.text(key)) }

// number returns a JSON number, or the number in a text.
func (o object) number(key string) (float64, bool) {
	raw := o[key]
	if quoted := o.text(key); quoted != "" {
		raw = json.RawMessage(strings.TrimSpace(quoted))
	}
	var value *float64
	if json.Unmarshal(raw, &value) != nil || value == nil {
		return 0, false
	}
	return *value, true
}

// lastUnixTime is the end of the year 9999, the last one that RFC 3339 can write.
const lastUnixTime = 253402300799

func (o object) unixTime(key string) time.Time {
	seconds, ok := o.number(key)
	if !ok || seconds <= 0 || seconds > lastUnixTime {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0)
}

// first returns the first of values that is not empty.
func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
