package cli

import (
	"context"
	"errors"
)

// startAgent fails: on Windows every person has a keychain, and a socket has no
// owner.
func startAgent(context.Context, string) error { return errors.ErrUnsupported }
