package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"banter/auth"
	"banter/internal/config"
	"banter/internal/notice"
)

// keychainFaults are the causes that another store avoids.
var keychainFaults = []auth.Code{
	auth.CodeKeychainAbsent, auth.CodeKeychainLocked, auth.CodeKeychainTimeout,
	auth.CodeKeychainTooBig, auth.CodeKeychainLost, auth.CodeKeychainFailed,
}

func isKeychainFault(err error) bool {
	for fault, ok := errors.AsType[*auth.Error](err); ok; fault, ok = errors.AsType[*auth.Error](fault.Err) {
		if slices.Contains(keychainFaults, fault.Code) {
			return true
		}
	}
	return false
}

// openForSignIn returns services whose store works, before the person takes
// their phone. If the keychain does not work, the person chooses another place.
// It returns nil without an error if the choice is to keep nothing.
func (c *call) openForSignIn(ctx context.Context, t target) (*services, error) {
	for {
		s, err := c.servicesAt(t, c.warn)
		if err != nil || t.place != config.Keychain {
			return s, err
		}
		if _, err = s.store.Load(ctx); !isKeychainFault(err) {
			err = auth.CanSave(ctx, s.store)
		}
		if !isKeychainFault(err) {
			return s, nil
		}
		if t.place, err = c.choosePlace(ctx, err); err != nil {
			return nil, err
		}
		if t.place == config.Memory {
			return nil, c.keepNothing()
		}
	}
}

// keepElsewhere saves tokens that the store of s could not save in a place that
// the person chooses.
func (c *call) keepElsewhere(ctx context.Context, s *services, tokens auth.Tokens, why error) (*services, error) {
	for {
		place, err := c.choosePlace(ctx, why)
		if err != nil {
			return nil, err
		}
		if place == config.Memory {
			return nil, c.keepNothing()
		}
		if s, err = c.servicesAt(target{name: s.account, place: place, route: s.route()}, c.warn); err != nil {
			return nil, err
		}
		if why = auth.SaveTokens(ctx, s.flow(c.recorded(s, c.warn)), tokens); why == nil {
			return s, nil
		}
	}
}

// choosePlace explains why the sign-in cannot be kept and asks for another
// place. Without a terminal, it returns an error with the next step.
func (c *call) choosePlace(ctx context.Context, why error) (config.Store, error) {
	in, out, err := openTerminal()
	if err != nil {
		return config.Store{}, &failure{notice.Of(why).Sentence,
			"Sign in with --store sealed and --passphrase-file FILE, which keeps the sign-in in an encrypted file, or run banter login on a terminal."}
	}
	defer in.Close()
	defer out.Close()
	fmt.Fprintln(out, fitted(out, notice.Of(why).Sentence+" The sign-in can be kept elsewhere:"))
	fmt.Fprintln(out, "  s  in a file that a passphrase seals")
	fmt.Fprintln(out, "  m  in memory, and ask at each start")
	fmt.Fprintln(out, "  r  try the keychain again")
	for {
		answer, err := readLine(ctx, in, out, "Choose s, m or r: ")
		if err != nil {
			return config.Store{}, err
		}
		switch answer {
		case "s":
			return config.Sealed, nil
		case "m":
			return config.Memory, nil
		case "r":
			return config.Keychain, nil
		}
	}
}

// keepNothing remembers that a sign-in lasts for one run only.
func (c *call) keepNothing() error {
	c.tell("Start banter: it asks you to sign in each time and keeps the sign-in in memory.")
	return c.choices.Remember("store", config.Memory.String())
}
