package codextest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// The claims of real tokens (openai/codex login/src/token_data.rs). The issuer
// has its real name on every host.
const (
	authClaim    = "https://api.openai.com/auth"
	profileClaim = "https://api.openai.com/profile"
	tokenIssuer  = "https://auth.openai.com"
)

// accessToken returns an access token. The serial makes it unique.
func accessToken(a Account, now time.Time, ttl time.Duration, serial int) string {
	claims := map[string]any{
		"aud":        []string{"https://api.openai.com/v1"},
		"client_id":  ClientID,
		"exp":        now.Add(ttl).Unix(),
		"iat":        now.Unix(),
		"iss":        tokenIssuer,
		"jti":        uuid("jti", serial),
		"nbf":        now.Unix(),
		"scp":        []string{"openid", "profile", "email", "offline_access"},
		"session_id": "authsess_" + noise("session", serial, 24),
		"sub":        "auth0|" + a.UserID,
		authClaim:    authClaims(a),
		profileClaim: map[string]any{"email": a.Email, "email_verified": true},
	}
	token := jwt(claims, a.Canary, serial)
	if missing := a.Pad - len(token); missing > 0 {
		// Three bytes of claims become four bytes of base64.
		claims["pad"] = noise("pad", serial, missing*3/4+1)
		token = jwt(claims, a.Canary, serial)
	}
	return token
}

func idToken(a Account, now time.Time, serial int) string {
	auth := authClaims(a)
	auth["organizations"] = []any{map[string]any{
		"id": "org-" + noise("org", 0, 24), "is_default": true, "role": "owner", "title": "Personal",
	}}
	return jwt(map[string]any{
		"aud":            []string{ClientID},
		"auth_provider":  "password",
		"auth_time":      now.Unix(),
		"email":          a.Email,
		"email_verified": true,
		"exp":            now.Add(idTTL).Unix(),
		"iat":            now.Unix(),
		"iss":            tokenIssuer,
		"jti":            uuid("jti", serial),
		"sid":            uuid("sid", serial),
		"sub":            "auth0|" + a.UserID,
		authClaim:        auth,
	}, a.Canary, serial)
}

func authClaims(a Account) map[string]any {
	return map[string]any{
		"chatgpt_account_id":        a.ID,
		"chatgpt_account_user_id":   a.UserID + "__" + a.ID,
		"chatgpt_compute_residency": a.Residency,
		"chatgpt_plan_type":         a.Plan,
		"chatgpt_user_id":           a.UserID,
		"user_id":                   a.UserID,
	}
}

// jwt returns a token with the given claims. It has no valid signature, because
// the emulator has no key, but text of the same length that starts with the
// canary.
func jwt(claims map[string]any, canary string, serial int) string {
	head := `{"alg":"RS256","kid":"emulator","typ":"JWT"}`
	body, _ := json.Marshal(claims)
	signature := canary + noise("signature", serial, 341) + "A"
	for len(signature)%4 == 1 { // no base64 text has such a length
		signature += "A"
	}
	enc := base64.RawURLEncoding
	return enc.EncodeToString([]byte(head)) + "." + enc.EncodeToString(body) + "." + signature
}

func refreshToken(a Account, serial int) string {
	return "rt_" + a.Canary + noise("refresh", serial, 43) + "." + noise("refresh2", serial, 43)
}

// noise returns n letters and digits that depend only on kind and serial.
func noise(kind string, serial, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		sum := sha256.Sum256([]byte(kind + strconv.Itoa(serial) + "." + strconv.Itoa(i)))
		b.WriteString(strings.NewReplacer("-", "x", "_", "y").Replace(base64.RawURLEncoding.EncodeToString(sum[:])))
	}
	return b.String()[:n]
}

// hexNoise returns n hexadecimal digits that depend only on kind and serial.
func hexNoise(kind string, serial, n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		sum := sha256.Sum256([]byte(kind + strconv.Itoa(serial) + ":" + strconv.Itoa(i)))
		b.WriteString(hex.EncodeToString(sum[:]))
	}
	return b.String()[:n]
}

// uuid returns a valid version 4 UUID that depends only on kind and serial.
func uuid(kind string, serial int) string {
	sum := sha256.Sum256([]byte(kind + strconv.Itoa(serial)))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
