package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"banter/auth"
	"banter/internal/config"
	"banter/internal/notice"
)

func newLogout(a *app) *cobra.Command {
	var revoke, all bool
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Sign out on this computer",
		Long: "Remove the sign-in from this computer. Other devices stay signed in, and so do your other accounts and ChatGPT in the browser.\n\n" +
			"With --revoke, the server ends the sign-in too, so that a copy of it is worthless; on the route documented it always does. With --all, Banter signs out of every account.",
		Example:           "banter logout\nbanter logout --account work\nbanter logout --all --revoke",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			if all {
				return logoutAll(ctx, c, revoke)
			}
			t, err := c.target()
			if err != nil {
				return err
			}
			return logout(ctx, c, t, revoke)
		}),
	}
	cmd.Flags().BoolVar(&revoke, "revoke", false, "also revoke the sign-in at the server")
	cmd.Flags().BoolVar(&all, "all", false, "sign out of every account")
	a.takes(cmd, signInSettings)
	return cmd
}

// logoutAll signs out of every account, also if one of them fails.
func logoutAll(ctx context.Context, c *call, revoke bool) error {
	list, err := c.index().List()
	if err != nil {
		return err
	}
	if len(list) == 0 { // one may exist without a name, such as the Codex CLI's
		t, err := c.targetOf(defaultAccount)
		if err != nil {
			return err
		}
		return logout(ctx, c, t, revoke)
	}
	var failed error
	for _, account := range list {
		t := target{name: account.Name, route: routeOf(account), known: true}
		if err := t.place.UnmarshalText([]byte(account.Store)); err != nil {
			t.place = c.placeOf(account, t.route)
		}
		failed = errors.Join(failed, logout(ctx, c, t, revoke))
	}
	return failed
}

func logout(ctx context.Context, c *call, t target, revoke bool) error {
	if c.checkNamed(t) != nil {
		c.tell(notSignedIn(t.name))
		return nil
	}
	s, err := c.servicesAt(t, c.warn)
	if err != nil {
		return err
	}
	if !revoke && !s.documented() {
		s.prompter.hush() // a sealed file can be deleted without its passphrase
	}
	tokens, err := s.store.Load(ctx)
	if errors.Is(err, auth.ErrNoTokens) || noKeychainYet(t, err) {
		c.tell(notSignedIn(t.name))
		return c.forget(ctx, t.name)
	}
	if s.documented() { // signing out revokes there
		revoke, err = false, nil
	}
	if err == nil && revoke {
		err = auth.Revoke(ctx, s.flow(nil), tokens)
	}
	switch {
	case errors.Is(err, auth.ErrSignInAgain) && revoke: // damaged tokens cannot be sent
		return &failure{notice.Of(err).Sentence, "Revoke it in ChatGPT's settings; banter logout removes it from this computer."}
	case err != nil && revoke:
		return err // still signed in, so the person can try again
	}
	did, err := c.signOut(ctx, s, c.warn)
	if err != nil {
		return err
	}
	c.tell(did)
	if revoke {
		c.tell("The server has revoked the sign-in.")
	}
	return nil
}

// signOut removes the sign-in and returns a sentence about it. It leaves the
// Codex CLI's sign-in in its file, unless the person names that store. On the
// documented route the server ends the sign-in first; if it does not, warn gets the
// error, and the sign-in is still removed.
func (c *call) signOut(ctx context.Context, s *services, warn func(error)) (did string, err error) {
	place, how := c.where(s)
	if s.documented() {
		if err := s.endAtServer(ctx); err != nil {
			warn(err)
		}
	}
	if s.place == config.CodexFile && c.Store != config.CodexFile {
		did = "Banter no longer uses the sign-in in " + place + how + ". It is still there; banter logout --store codex removes it."
	} else if err := s.source.SignOut(ctx); err != nil {
		return "", err
	} else {
		did = "Signed out" + under(s.account) + ". The sign-in was removed from " + place + "."
	}
	return did, c.forget(ctx, s.account)
}
