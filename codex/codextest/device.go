package codextest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// deviceLife is how long a device code can be used.
const deviceLife = 15 * time.Minute

// pollInterval is what the issuer asks for, in seconds.
const pollInterval = 5

// A device is a device authorization in progress.
type device struct {
	id, userCode string
	created      time.Time
	by           *Account // who approved; nil: nobody yet
	denied       bool
}

// Approve lets the sign-in with the given user code go on, as Options.Account.
func (s *Server) Approve(userCode string) error { return s.ApproveAs(userCode, s.opts.Account) }

// ApproveAs is Approve by another person. Zero fields of account are filled in.
func (s *Server) ApproveAs(userCode string, account Account) error {
	account = account.filled()
	return s.decide(userCode, func(d *device) { d.by = &account })
}

// Deny refuses the sign-in with the given user code.
func (s *Server) Deny(userCode string) error {
	return s.decide(userCode, func(d *device) { d.denied = true })
}

// ExpireDevices ends every device code given so far.
func (s *Server) ExpireDevices() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.devices {
		d.created = d.created.Add(-deviceLife)
	}
}

// decide applies a person's decision to the device that shows userCode.
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

// deviceStart answers POST deviceauth/usercode
// (openai/codex, login/src/device_code_auth.rs).
func (s *Server) deviceStart(c *call) *reply {
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
		"interval":       strconv.Itoa(pollInterval), // digits in a string, as the real one has it
		"expires_at":     d.created.Add(deviceLife).UTC().Format(time.RFC3339),
	})
}

// userCode returns what the person types: four letters and five digits. The
// letters are those that RFC 8628 section 6.1 suggests.
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

// devicePoll answers POST deviceauth/token. Pending is 403; that a denied or
// unknown code has a code of its own is not documented, only that one that
// is too old does ("Device authorization code has expired").
func (s *Server) devicePoll(c *call) *reply {
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

// grantDevice gives the code that the device exchanges. The issuer makes the
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

// deviceRedirects are the redirect URIs that a device's code may be
// exchanged with: clients derive them from the issuer they were told.
func deviceRedirects(issuer string) []string {
	return []string{tokenIssuer + "/deviceauth/callback", issuer + "/deviceauth/callback"}
}

// decodeJSON reads the body of an issuer's JSON endpoint.
func decodeJSON(c *call, into any) *reply {
	if err := json.Unmarshal(c.body, into); err != nil {
		return invalid("invalid_request", "", "The request body is not a JSON object.")
	}
	return nil
}
