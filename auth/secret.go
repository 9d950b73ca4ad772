package auth

import (
	"fmt"
	"log/slog"
	"unique"
)

// mask is what every print of a secret shows.
const mask = "[secret]"

// A Secret is a token that cannot be printed by accident: String, GoString,
// Format, LogValue, MarshalJSON and MarshalText all give a mask, also inside
// other values, and nothing can be decoded into one; [MarshalTokens] is for
// saving. The zero value is the empty secret. Secrets are comparable with ==.
type Secret struct {
	// The text is behind a handle and not a plain string, because fmt does not
	// call methods on unexported fields: %v of a foreign struct that keeps a
	// Secret unexported shows an address, not the token.
	handle unique.Handle[string]
}

// NewSecret wraps value.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{unique.Make(value)}
}

// Reveal returns the real value. It is the only way to it: search for Reveal
// to see every place where a token leaves.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return s.handle.Value()
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s == Secret{} }

// String returns a mask, or nothing for the empty secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return mask
}

// GoString returns a mask for %#v.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// Format writes a mask for every verb, known or not.
func (s Secret) Format(state fmt.State, verb rune) {
	text := s.String()
	if verb == 'q' || verb == 'v' && state.Flag('#') {
		text = s.GoString()
	}
	_, _ = state.Write([]byte(text))
}

// LogValue masks the secret in structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText masks the secret in every encoding that asks for text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON masks the secret in JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(s.GoString()), nil }

// MarshalBinary always fails: gob would lose the secret, or refuse it without
// a reason.
func (s Secret) MarshalBinary() ([]byte, error) { return nil, errMasked }

// UnmarshalText always fails, also for JSON: a text that was encoded from a
// secret is a mask.
func (s *Secret) UnmarshalText([]byte) error { return errMasked }

// UnmarshalBinary always fails.
func (s *Secret) UnmarshalBinary([]byte) error { return errMasked }
