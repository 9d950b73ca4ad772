package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"banter/internal/origin"
)

// Documents of OpenID Connect Discovery.
const discoveryPath = "/.well-known/openid-configuration"

// keysTime is how long a refresh waits for the keys of the issuer.
const keysTime = 5 * time.Second

// metadata is what an issuer says of itself. It is kept as long as the issuer.
type metadata struct {
	mu        sync.Mutex
	keysURL   string
	revokeURL string
	keys      []jose.JSONWebKey
}

// discover reads the issuer's metadata unless it is known. The metadata must name
// the issuer byte for byte, and endpoints of its origin: other endpoints would get
// tokens.
func (i issuer) discover(ctx context.Context) error {
	if i.about.keysURL != "" {
		return nil
	}
	a, err := i.get(ctx, i.provider.Issuer+discoveryPath)
	if err != nil {
		return err
	}
	if !a.ok() || a.body == nil {
		return unhelpful(a.failure(signingIn))
	}
	if a.body.text("issuer") != i.provider.Issuer {
		return a.unfit("another issuer")
	}
	for _, name := range []string{"jwks_uri", "revocation_endpoint"} {
		if !origin.Same(a.body.text(name), i.provider.Issuer) {
			return a.unfit("no " + name + " of the issuer")
		}
	}
	i.about.keysURL, i.about.revokeURL = a.body.text("jwks_uri"), a.body.text("revocation_endpoint")
	return nil
}

// loadKeys reads the issuer's keys, again if they are known.
func (i issuer) loadKeys(ctx context.Context) error {
	if err := i.discover(ctx); err != nil {
		return err
	}
	a, err := i.get(ctx, i.about.keysURL)
	if err != nil {
		return err
	}
	if !a.ok() || a.body == nil {
		return unhelpful(a.failure(signingIn))
	}
	i.about.keys = readKeys(a.body)
	if len(i.about.keys) == 0 {
		return a.unfit("no key for signatures")
	}
	return nil
}

// readKeys returns the public RSA keys of a key set (RFC 7517) that may verify
// signatures. It passes over keys of other kinds.
func readKeys(set object) []jose.JSONWebKey {
	var list []json.RawMessage
	if json.Unmarshal(set["keys"], &list) != nil {
		return nil
	}
	var keys []jose.JSONWebKey
	for _, raw := range list {
		var key jose.JSONWebKey
		if json.Unmarshal(raw, &key) == nil && isSigningKey(key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// prepare reads the keys unless they are known, so that a sign-in whose id token
// could not be verified does not begin.
func (i issuer) prepare(ctx context.Context) error {
	i.about.mu.Lock()
	defer i.about.mu.Unlock()
	if len(i.about.keys) > 0 {
		return nil
	}
	return i.loadKeys(ctx)
}

// prepareSoon is prepare, within a few seconds and without an error: a refresh goes on
// without the keys.
func (i issuer) prepareSoon(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, keysTime)
	defer cancel()
	_ = i.prepare(ctx)
}

// revocation returns the address to revoke tokens at.
func (i issuer) revocation(ctx context.Context) (string, error) {
	i.about.mu.Lock()
	defer i.about.mu.Unlock()
	if i.provider.RevokeURL != "" {
		return i.provider.RevokeURL, nil
	}
	err := i.discover(ctx)
	return i.about.revokeURL, err
}

// unhelpful returns the error for metadata or keys that could not be read. It never
// means that a sign-in has ended.
func unhelpful(e *Error) *Error {
	return &Error{Code: e.Code, Sentence: "The sign-in server's description of itself cannot be read.",
		Hint: "Try again in a few minutes.", Err: e.Err, passing: e.passing}
}

// unfit returns the error for metadata or keys that must not be used.
func (a answer) unfit(why string) error {
	return &Error{
		Code:     CodeBadAnswer,
		Sentence: "The sign-in server's description of itself cannot be used.",
		Hint:     "Check the address of the sign-in server, or try again from another network.",
		Err:      fmt.Errorf("%s: metadata: %s", a.host, why),
	}
}
