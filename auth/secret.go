package auth

import (
	"fmt"
	"log/slog"
	"unique"
)

// mask is the text that a secret is printed as.
const mask = "[secret]"

// A Secret is a text that cannot be printed by accident, such as a token: package
// fmt, package log/slog and encoding/json print a mask instead, also if the Secret
// is part of another value. Decoding into a Secret fails; [MarshalTokens] and
// [UnmarshalTokens] save and load tokens. The zero value is the empty secret.
// Secrets are comparable with ==.
type Secret struct {
	// fmt does not call methods of unexported fields. The handle makes it print
	// an address, not the text, for a struct with an unexported Secret.
	handle unique.Handle[string]
}

// NewSecret returns the secret with the given text.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{unique.Make(value)}
}

// Reveal returns the text of the secret. No other method does: search for Reveal to
// find every place where a token leaves the program.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return s.handle.Value()
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s == Secret{} }

// String returns a mask, or "" for the empty secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return mask
}

// GoString returns a quoted mask, for %#v.
func (s Secret) GoString() string { return `"` + s.String() + `"` }

// Format writes a mask for every verb.
func (s Secret) Format(state fmt.State, verb rune) {
	text := s.String()
	if verb == 'q' || verb == 'v' && state.Flag('#') {
		text = s.GoString()
	}
	_, _ = state.Write([]byte(text))
}

// LogValue returns a mask, for package log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns a mask.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON returns a mask.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(s.GoString()), nil }

// MarshalBinary, which gob calls, returns an error: use [MarshalTokens].
func (s Secret) MarshalBinary() ([]byte, error) { return nil, errMasked }

// UnmarshalText, which encoding/json calls, too, returns an error: the text of an
// encoded secret is a mask.
func (s *Secret) UnmarshalText([]byte) error { return errMasked }

// UnmarshalBinary returns an error: use [UnmarshalTokens].
func (s *Secret) UnmarshalBinary([]byte) error { return errMasked }
