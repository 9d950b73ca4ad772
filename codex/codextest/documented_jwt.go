package codextest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strconv"
	"sync"
	"time"
)

// signingKeys are the keys of the issuer, of which one signs at a time, and a last
// one that it does not have. They are made on first use, once for all servers of
// the process, because that takes a while.
var signingKeys = [...]func() *rsa.PrivateKey{
	sync.OnceValue(newSigningKey), sync.OnceValue(newSigningKey), sync.OnceValue(newSigningKey),
}

const strangeKey = len(signingKeys) - 1

func newSigningKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic("codextest: no RSA key: " + err.Error()) // the system has no random bytes
	}
	return key
}

func keyID(i int) string { return "emulator-" + strconv.Itoa(i) }

// RotateKeys makes the issuer sign with another key. Its key set has the new key
// alone.
func (s *Server) RotateKeys() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.documented.keys = (s.documented.keys + 1) % strangeKey
}

// keySet answers GET .well-known/jwks.json.
func (s *Server) keySet(*transaction) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := publicJWK(s.documented.keys)
	key["kid"], key["use"], key["alg"] = keyID(s.documented.keys), "sig", "RS256"
	return ok(object{"keys": []any{key}})
}

func publicJWK(i int) object {
	public := signingKeys[i]().PublicKey
	encode := base64.RawURLEncoding.EncodeToString
	return object{"kty": "RSA", "n": encode(public.N.Bytes()), "e": encode(big.NewInt(int64(public.E)).Bytes())}
}

// documentedAccessToken returns an access token. Callers hold s.mu.
func (s *Server) documentedAccessToken(g *documentedGrant, now, end time.Time) string {
	return signed(object{"alg": "RS256", "kid": keyID(s.documented.keys), "typ": "at+jwt"}, object{
		"iss": s.url, "aud": documentedResource, "sub": g.client.subject(), "client_id": g.client.id, "scope": g.scope,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": end.Unix(), "jti": g.client.account.Canary + uuid("documented jti", s.next()),
		authClaim: object{"opaque": noise("opaque", s.next(), 40)},
	}, s.documented.keys)
}

// documentedIDToken returns an id token with the given fault, which may be "".
// Callers hold s.mu.
func (s *Server) documentedIDToken(k *documentedClient, now time.Time, nonce, fault string) string {
	claims := object{
		"iss": s.url, "aud": []string{k.id}, "sub": k.subject(), "iat": now.Unix(), "exp": now.Add(idTTL).Unix(),
		"email": k.account.Email, "email_verified": true, "jti": k.account.Canary + uuid("documented id", s.next()),
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	header := object{"alg": "RS256", "kid": keyID(s.documented.keys), "typ": "JWT"}
	f := idFaults[fault]
	if f.claims != nil {
		f.claims(claims, now)
	}
	if f.token != nil {
		return f.token(header, claims, s.documented.keys)
	}
	return signed(header, claims, s.documented.keys)
}

// signed returns a token with an RS256 signature of a key.
func signed(header, claims object, key int) string {
	text := unsigned(header, claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, signingKeys[key](), crypto.SHA256, sum[:])
	if err != nil {
		panic("codextest: sign: " + err.Error()) // the key is long enough
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// unsigned returns the part of a token that is signed.
func unsigned(header, claims object) string {
	head, _ := json.Marshal(header)
	body, _ := json.Marshal(claims)
	encode := base64.RawURLEncoding.EncodeToString
	return encode(head) + "." + encode(body)
}

// hmacSigned returns a token that is signed with the public key as an HMAC secret,
// which a careless verifier accepts.
func hmacSigned(header, claims object, key int) string {
	public, err := x509.MarshalPKIXPublicKey(&signingKeys[key]().PublicKey)
	if err != nil {
		panic("codextest: encode key: " + err.Error())
	}
	text := unsigned(header, claims)
	mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// ecdsaSigned returns a token with an ES256 signature of a key that no one has.
func ecdsaSigned(header, claims object, _ int) string {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("codextest: no ECDSA key: " + err.Error())
	}
	text := unsigned(header, claims)
	sum := sha256.Sum256([]byte(text))
	r, t, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		panic("codextest: sign: " + err.Error())
	}
	raw := append(r.FillBytes(make([]byte, 32)), t.FillBytes(make([]byte, 32))...)
	return text + "." + base64.RawURLEncoding.EncodeToString(raw)
}
