package codextest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// deviceLife is how long a device code is valid.
const deviceLife = 15 * time.Minute

// pollInterval is the pause between polls that the issuer asks for, in seconds.
const pollInterval = 5

// A device is a device authorization in progress.
type device struct {
	id, userCode string
	created      time.Time
	by           *Account // account that approved it, or nil
	denied       bool
}

// Approve approves the sign-in with the given user code as Options.Account.
func (s *Server) Approve(userCode string) error { return s.ApproveAs(userCode, s.opts.Account) }

// ApproveAs approves the sign-in with the given user code as account. It fills
// in zero fields of account.
func (s *Server) ApproveAs(userCode string, account Account) error {
	account = account.filled()
	return s.decide(userCode, func(d *device) { d.by = &account })
}

// Deny refuses the sign-in with the given user code.
func (s *Server) Deny(userCode string) error {
	return s.decide(userCode, func(d *device) { d.denied = true })
}

// ExpireDevices expires all device codes so far.
func (s *Server) ExpireDevices() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.devices {
		d.created = d.created.Add(-deviceLife)
	}
}

// decide applies a decision to the device that shows userCode.
func (s *Server) decide(userCode string, apply func(*device)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.devices {
		if d.userCode == strings.ToUpper(strings.TrimSpace(userCode)) && !d.expired(s.now()) {
			apply(d)
			return nil
		}
	}
	return fmt.Errorf("no device shows the code %q", userCode)
}

func (d *device) expired(now time.Time) bool { return now.Sub(d.created) >= deviceLife }

// deviceStart answers POST deviceauth/usercode (openai/codex
// login/src/device_code_auth.rs).
func (s *Server) deviceStart(c *transaction) *reply {
	var req struct {
		ClientID string `json:"client_id"`
	}
	if a := decodeJSON(c, &req); a != nil {
		return a
	}
	if req.ClientID != ClientID {
		return invalid("invalid_client", "client_id", "Unknown client.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	serial := s.next()
	d := &device{id: "deviceauth_" + s.opts.Account.Canary + noise("device", serial, 32), userCode: userCode(serial), created: s.now()}
	s.devices[d.id] = d
	return ok(map[string]any{
		"device_auth_id": d.id,
		"user_code":      d.userCode,
		"interval":       strconv.Itoa(pollInterval), // digits in a string, as from the real issuer
		"expires_at":     d.created.Add(deviceLife).UTC().Format(time.RFC3339),
	})
}

// userCode returns the code that a person types: four letters and five digits.
// RFC 8628 section 6.1 suggests these letters.
func userCode(serial int) string {
	const letters, digits = "BCDFGHJKLMNPQRSTVWXZ", "0123456789"
	var b strings.Builder
	for i, c := range []byte(noise("usercode", serial, 9)) {
		switch {
		case i < 4:
			b.WriteByte(letters[int(c)%len(letters)])
		default:
			b.WriteByte(digits[int(c)%len(digits)])
		}
		if i == 3 {
			b.WriteByte('-')
		}
	}
	return b.String()
}

// devicePoll answers POST deviceauth/token. A pending code gets 403. For an
// expired one the real issuer has a message of its own ("Device authorization
// code has expired"); its codes for denied and unknown ones are not documented.
func (s *Server) devicePoll(c *transaction) *reply {
	var req struct {
		ID       string `json:"device_auth_id"`
		UserCode string `json:"user_code"`
	}
	if a := decodeJSON(c, &req); a != nil {
		return a
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.devices[req.ID]
	switch now := s.now(); {
	case d == nil || d.userCode != req.UserCode:
		return devicePending(http.StatusNotFound, "deviceauth_invalid", "Device authorization is unknown.")
	case d.expired(now):
		return devicePending(http.StatusForbidden, "deviceauth_expired", "Device authorization code has expired. Please request a new code.")
	case d.denied:
		return devicePending(http.StatusForbidden, "deviceauth_authorization_denied", "Device authorization was denied.")
	case d.by == nil && (s.opts.ApproveAfter < 0 || now.Sub(d.created) < s.opts.ApproveAfter):
		return devicePending(http.StatusForbidden, "deviceauth_authorization_pending", "Device authorization is pending. Please try again.")
	case d.by == nil:
		d.by = &s.opts.Account
	}
	delete(s.devices, d.id)
	return s.grantDevice(*d.by)
}

func devicePending(status int, code, message string) *reply {
	return apiError{status: status, code: code, message: message}.reply()
}

// grantDevice returns the code that the device exchanges. The issuer makes the
// PKCE pair itself. Callers hold s.mu.
func (s *Server) grantDevice(account Account) *reply {
	verifier := account.Canary + noise("verifier", s.next(), 64)
	grant := s.newCode(code{
		account:   account,
		challenge: challenge(verifier),
		redirects: deviceRedirects(s.url),
	})
	return ok(map[string]any{
		"authorization_code": grant,
		"code_challenge":     challenge(verifier),
		"code_verifier":      verifier,
	})
}

// deviceRedirects returns the redirect URIs with which a device may exchange
// its code. Clients derive the URI from the issuer that they know.
func deviceRedirects(issuer string) []string {
	return []string{tokenIssuer + "/deviceauth/callback", issuer + "/deviceauth/callback"}
}

// decodeJSON parses the body of a request to a JSON endpoint of the issuer.
func decodeJSON(c *transaction, into any) *reply {
	if err := json.Unmarshal(c.body, into); err != nil {
		return invalid("invalid_request", "", "The request body is not a JSON object.")
	}
	return nil
}
