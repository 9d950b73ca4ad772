package auth

import (
	"context"
	"crypto/rsa"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// clockSkew is how long after its end an id token is accepted.
const clockSkew = 5 * time.Second

// signatureKind is the only kind of signature that is accepted. An id token names
// its kind itself, so a program that accepted several could be given one that the
// sender can make.
const signatureKind = jose.RS256

// An identity is what a verified id token says of the person.
type identity struct{ subject, email string }

// expected is what the id token of a sign-in must say.
type expected struct {
	clientID string
	nonce    Secret // empty after a refresh, whose id token has none
}

// errNoKey reports an id token that is signed with a key that the issuer did not
// publish, or not yet when the keys were read.
var errNoKey = errors.New("signed with an unknown key")

// errUnverified reports an id token whose signature is not known to be the issuer's.
// It may say anything.
var errUnverified = errors.New("not verified")

// errOver reports an id token that has expired.
var errOver = errors.New("expired")

// verify returns the identity in an id token (OpenID Connect Core section 3.1.3.7).
// The key is that of the issuer's key set that the token names; the keys are read
// again once if none has the name. The error is an [*Error] of [CodeIdentity] if the
// token proves nothing, and of another code if the keys could not be read.
func (i issuer) verify(ctx context.Context, token Secret, want expected) (identity, error) {
	if err := i.prepare(ctx); err != nil {
		return identity{}, err
	}
	who, err := i.verifyOffline(token, want)
	if errors.Is(err, errNoKey) {
		if err := i.prepare(ctx); err != nil {
			return identity{}, err
		}
		who, err = i.verifyOffline(token, want)
	}
	return who, err
}

// verifyOffline is verify with the keys that are known. If none has the name, it
// forgets them, so that they are read again before the next time.
func (i issuer) verifyOffline(token Secret, want expected) (identity, error) {
	i.about.mu.Lock()
	defer i.about.mu.Unlock()
	payload, err := openSigned(token, i.about.keys)
	if errors.Is(err, errNoKey) {
		i.about.keys = nil
	}
	if err != nil {
		err = fmt.Errorf("%w: %w", errUnverified, err)
	}
	var claims object
	if err == nil && (json.Unmarshal(payload, &claims) != nil || claims == nil) {
		err = errors.New("the claims are no object")
	}
	if err == nil {
		err = checkClaims(claims, i.provider.Issuer, want, i.now())
	}
	if err != nil {
		return identity{}, notProven(err)
	}
	return identity{subject: claims.text("sub"), email: claims.text("email")}, nil
}

// openSigned returns the payload of a token in JWS compact serialization (RFC 7515)
// after it has verified the signature with one of keys. Keys and addresses of keys in
// the token's own header mean nothing.
func openSigned(token Secret, keys []jose.JSONWebKey) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(token.Reveal(), []jose.SignatureAlgorithm{signatureKind})
	if err != nil || len(signed.Signatures) != 1 {
		return nil, errors.New("not a token with a signature of the kind " + string(signatureKind)) // err may quote the token
	}
	name := signed.Signatures[0].Header.KeyID
	at := slices.IndexFunc(keys, func(k jose.JSONWebKey) bool { return name != "" && k.KeyID == name })
	if at < 0 {
		return nil, errNoKey
	}
	payload, err := signed.Verify(keys[at].Key)
	if err != nil {
		return nil, errors.New("the signature is wrong")
	}
	return payload, nil
}

// isSigningKey reports whether a key of a key set can verify id tokens. A key that is
// far too long would take its time.
func isSigningKey(key jose.JSONWebKey) bool {
	public, ok := key.Key.(*rsa.PublicKey)
	return ok && key.Valid() && public.N.BitLen() >= 2048 && public.N.BitLen() <= 8192 && key.KeyID != "" &&
		(key.Use == "" || key.Use == "sig") && (key.Algorithm == "" || key.Algorithm == string(signatureKind))
}

// checkClaims returns why verified claims are not those of this sign-in, or nil.
func checkClaims(claims object, issuer string, want expected, now time.Time) error {
	audience := claims.texts("aud")
	_, hasParty := claims["azp"]
	end, hasEnd := claims.number("exp")
	_, hasStart := claims.number("iat")
	switch {
	case claims.text("iss") != issuer:
		return errors.New("of another issuer")
	case !slices.Contains(audience, want.clientID):
		return errors.New("for another audience")
	case (len(audience) > 1 || hasParty) && claims.text("azp") != want.clientID:
		return errors.New("for another authorized party")
	case strings.TrimSpace(claims.text("sub")) == "":
		return errors.New("without a subject")
	case !hasStart || !hasEnd || end <= 0 || end > lastUnixTime:
		return errors.New("without its time")
	case !want.nonce.IsZero() && subtle.ConstantTimeCompare([]byte(claims.text("nonce")), []byte(want.nonce.Reveal())) == 0:
		return errors.New("with the nonce of another sign-in")
	case !now.Add(-clockSkew).Before(time.Unix(int64(end), 0)):
		return errOver
	}
	return nil
}

// texts returns a list of texts, or a single text as a list.
func (o object) texts(key string) []string {
	var list []string
	if json.Unmarshal(o[key], &list) == nil {
		return list
	}
	if one := o.text(key); one != "" {
		return []string{one}
	}
	return nil
}

// notProven returns the error for an id token that proves nothing.
func notProven(why error) error {
	e := &Error{
		Code:     CodeIdentity,
		Sentence: "The sign-in server's answer does not prove who signed in, so Banter did not take it.",
		Hint:     "Start the sign-in again. If that does not help, look for a newer Banter.",
		Err:      fmt.Errorf("id token: %w", why),
	}
	if errors.Is(why, errOver) {
		e.Hint = "Check this computer's clock, then start the sign-in again."
	}
	return e
}
