package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"banter/auth"
	"banter/internal/config"
	"banter/internal/termsafe"
)

func newLogout(a *app) *cobra.Command {
	var revoke bool
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Sign out on this computer",
		Long: "Remove the sign-in from this computer. Other devices stay signed in, and so does ChatGPT in the browser.\n\n" +
			"With --revoke, the sign-in is declared void at the server first, so that a copy of it would be worthless too.",
		Example: "banter logout\nbanter logout --revoke",
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			return logout(ctx, c, revoke)
		}),
	}
	cmd.Flags().BoolVar(&revoke, "revoke", false, "also declare the sign-in void at the server")
	return cmd
}

func logout(ctx context.Context, c *call, revoke bool) error {
	s, err := c.servicesAt(c.place(), c.warn)
	if err != nil {
		return err
	}
	tokens, err := s.store.Load(ctx)
	if errors.Is(err, auth.ErrNoTokens) {
		c.tell("Nobody is signed in.")
		return c.forgetStore()
	}
	if err == nil && revoke {
		err = auth.Revoke(ctx, s.flow(), tokens)
	}
	if err != nil && revoke {
		return err // still signed in here: revoking can be tried again
	}
	did, err := c.signOut(ctx, s)
	if err != nil {
		return err
	}
	c.tell(did)
	if revoke {
		c.tell("The server has declared the sign-in void.")
	}
	return nil
}

// signOut removes the sign-in and says what it did. A sign-in of the Codex
// CLI that Banter only uses in place is left to the Codex CLI, unless the
// person names that store.
func (c *call) signOut(ctx context.Context, s *services) (did string, err error) {
	place := c.where(s.place)
	if s.place == config.CodexFile && c.Store != config.CodexFile {
		did = "Banter no longer uses the sign-in in " + place + ". It is still there; banter logout --store codex removes it."
	} else if err := s.source.SignOut(ctx); err != nil {
		return "", err
	} else {
		did = "Signed out. The sign-in is gone from " + place + "."
	}
	return did, c.forgetStore()
}

// forgetStore makes later starts look in the keychain again.
func (c *call) forgetStore() error {
	if c.choices.Recall("store") == "" {
		return nil
	}
	return c.choices.Remember("store", "")
}

// tell prints a sentence that is the outcome of a command.
func (c *call) tell(sentence string) {
	fmt.Fprintln(c.Out, termsafe.Line(sentence))
}
