package auth

// A Secret is a token that cannot be printed by accident: String, GoString,
// Format, LogValue and MarshalJSON all give a mask. The zero value is the
// empty secret. Secrets are comparable with ==.
type Secret struct{ value string }

// NewSecret wraps value.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal returns the real value. It is the only way to it: search for Reveal
// to see every place where a token leaves.
func (s Secret) Reveal() string { return s.value }

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.value == "" }
