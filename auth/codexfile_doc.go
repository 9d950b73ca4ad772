package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"banter/internal/origin"
	"banter/internal/safefile"
)

// A brokenError reports that a file could be read but does not hold a sign-in.
type brokenError struct{ what string } // the predicate of a clause: "is larger than 4 MB"

func (e *brokenError) Error() string { return "the file " + e.what }

// broken returns the brokenError in err's chain, or nil.
func broken(err error) *brokenError {
	e, _ := errors.AsType[*brokenError](err)
	return e
}

// A codexDoc is the JSON of an auth.json (openai/codex
// login/src/auth/storage.rs), including the fields that this package does not use.
type codexDoc struct {
	top    object
	signIn object // the object "tokens"
}

// readCodexDoc reads the file at path. If it returns a brokenError, the document
// holds what could be decoded.
func readCodexDoc(path string) (codexDoc, error) {
	text, err := safefile.Read(path)
	if errors.Is(err, safefile.ErrTooLarge) {
		return codexDoc{}, &brokenError{"is larger than 4 MB"}
	}
	if err != nil {
		return codexDoc{}, err
	}
	return parseCodexDoc(text)
}

func parseCodexDoc(raw []byte) (codexDoc, error) {
	var top object
	text, err := safefile.Text(raw)
	if err != nil || json.Unmarshal(text, &top) != nil || top == nil {
		return codexDoc{}, &brokenError{"holds no JSON object"}
	}
	doc := codexDoc{top: top, signIn: top.object("tokens")}
	if doc.signIn == nil && top["tokens"] != nil && string(top["tokens"]) != "null" {
		return doc, &brokenError{"holds something else where the sign-in should be"}
	}
	for _, name := range []string{"access_token", "refresh_token", "id_token", "account_id"} {
		var value *string
		if raw := doc.signIn[name]; raw != nil && json.Unmarshal(raw, &value) != nil {
			return doc, &brokenError{"holds something else where a token should be"}
		}
	}
	return doc, nil
}

// tokens returns the sign-in, or the zero Tokens.
func (d codexDoc) tokens() Tokens {
	t := Tokens{
		Access:    NewSecret(d.signIn.text("access_token")),
		Refresh:   NewSecret(d.signIn.text("refresh_token")),
		ID:        NewSecret(d.signIn.text("id_token")),
		AccountID: d.signIn.text("account_id"),
		Issuer:    d.signIn.object("oauth_provenance").text("issuer"),
	}
	if t.ID == t.Access { // see with
		t.ID = Secret{}
	}
	if at, err := time.Parse(time.RFC3339Nano, d.top.text("last_refresh")); err == nil {
		t.LastRefresh = at
	}
	return t.withClaims()
}

// with returns a copy of the document that holds the tokens of t.
func (d codexDoc) with(t Tokens) codexDoc {
	top, tokens := object{}, object{}
	if d.top == nil { // a new file has these fields of the Codex CLI
		top["auth_mode"], top["OPENAI_API_KEY"] = quote("chatgpt"), json.RawMessage("null")
	}
	for key, value := range d.top {
		top[key] = value
	}
	for key, value := range d.signIn {
		tokens[key] = value
	}
	// Every field is written, also an empty one: the file must not mix two
	// sign-ins. The Codex CLI cannot decode a file whose id token is no JWT; the
	// access token is a JWT with the same claims.
	tokens["id_token"] = quote(first(t.ID.Reveal(), t.Access.Reveal()))
	tokens["access_token"] = quote(t.Access.Reveal())
	tokens["refresh_token"] = quote(t.Refresh.Reveal())
	tokens["account_id"] = quote(t.AccountID)
	d.provenance(tokens, t)
	top["tokens"] = tokens.raw()
	delete(top, "last_refresh")
	if !t.LastRefresh.IsZero() {
		top["last_refresh"] = quote(t.LastRefresh.UTC().Format(time.RFC3339Nano))
	}
	return codexDoc{top: top, signIn: tokens}
}

// provenance sets the issuer in the file if it is not the real one, or if the file
// already names another: the Codex CLI refreshes at this address.
func (d codexDoc) provenance(tokens object, t Tokens) {
	old := d.signIn.object("oauth_provenance").text("issuer")
	if t.Issuer == "" || origin.Same(first(old, Codex().Issuer), t.Issuer) {
		return
	}
	tokens["oauth_provenance"] = object{"issuer": quote(t.Issuer), "client_id": quote(Codex().ClientID)}.raw()
}

// without returns the document without its sign-in, and whether the rest is empty.
func (d codexDoc) without() (rest codexDoc, empty bool) {
	top := object{}
	empty = true
	for key, value := range d.top {
		if key == "tokens" || key == "last_refresh" {
			continue
		}
		top[key] = value
		if key != "auth_mode" && string(value) != "null" {
			empty = false
		}
	}
	return codexDoc{top: top}, empty
}

func (d codexDoc) encode() ([]byte, error) {
	var text bytes.Buffer
	if err := json.Indent(&text, d.top.raw(), "", "  "); err != nil {
		return nil, fmt.Errorf("encode auth.json: %w", err)
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}

func quote(text string) json.RawMessage {
	raw, _ := json.Marshal(text) // never fails for a string
	return raw
}

// raw encodes o without changing its values.
func (o object) raw() json.RawMessage {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(o) // the values are valid JSON: they come from a parser or from quote
	return text.Bytes()
}
