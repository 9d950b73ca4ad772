package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"banter/auth"
	"banter/internal/termsafe"
)

func newWhoami(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "whoami",
		Short: "Show who is signed in",
		Long: "Show who is signed in, with which plan, where the sign-in is kept, and until when it is good. Banter renews it by itself. " +
			"The command asks nobody but the store.",
		Example: "banter whoami\nbanter whoami --json",
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			return whoami(ctx, c, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// identity is what whoami tells; its JSON is for scripts.
type identity struct {
	Email   string     `json:"email"`
	Plan    string     `json:"plan"`
	Account string     `json:"account_id"`
	Store   string     `json:"store"`
	Expires *time.Time `json:"expires,omitempty"` // of the access token, which is renewed before; nil: unknown
}

func whoami(ctx context.Context, c *call, asJSON bool) error {
	s, err := c.connect(ctx, c.warn)
	if err != nil {
		return err
	}
	tokens, err := s.store.Load(ctx)
	if err != nil {
		return err
	}
	who := identify(tokens, s.place.String())
	if asJSON {
		return json.NewEncoder(c.Out).Encode(who)
	}
	for _, row := range who.rows() {
		if row[1] != "" {
			fmt.Fprintf(c.Out, "%-8s %s\n", row[0], termsafe.Line(row[1]))
		}
	}
	return nil
}

func identify(t auth.Tokens, store string) identity {
	who := identity{Email: t.Email, Plan: t.Plan, Account: t.AccountID, Store: store}
	if !t.Expiry.IsZero() {
		expires := t.Expiry.UTC()
		who.Expires = &expires
	}
	return who
}

func (who identity) rows() [][2]string {
	expires := ""
	if who.Expires != nil {
		expires = who.Expires.Local().Format("2006-01-02 15:04") + ", renewed by itself"
	}
	return [][2]string{
		{"email", who.Email}, {"plan", who.Plan}, {"account", who.Account}, {"store", who.Store}, {"expires", expires},
	}
}
