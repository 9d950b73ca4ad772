package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"banter/auth"
	"banter/codex"
	accountindex "banter/internal/accounts"
	"banter/internal/config"
	"banter/internal/termsafe"
)

func newWhoami(a *app) *cobra.Command {
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:   "whoami",
		Short: "Show who is signed in",
		Long: "Show who is signed in, with which plan, on which route, where the sign-in is kept, when it was renewed and when it expires. Banter renews it automatically. " +
			"The command asks no server. With --all it lists the accounts that are signed in on this computer, and marks the one in use with a star.",
		Example:           "banter whoami\nbanter whoami --account work --json\nbanter whoami --all",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			if all {
				return whoamiAll(c, asJSON)
			}
			return whoami(ctx, c, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object, with --all one a line")
	cmd.Flags().BoolVar(&all, "all", false, "list the accounts")
	a.takes(cmd, signInSettings)
	return cmd
}

// identity is the output of whoami; scripts read its JSON.
type identity struct {
	Name      string     `json:"name"`
	Email     string     `json:"email"`
	Plan      string     `json:"plan"`
	Account   string     `json:"account_id"`
	Store     string     `json:"store"`
	Route     string     `json:"route"`
	PlanUse   *bool      `json:"plan_use,omitempty"`          // whether the person allows it; nil: this route does not ask
	Expires   *time.Time `json:"expires,omitempty"`           // end of the access token, which is renewed before; nil: unknown
	Refreshed *time.Time `json:"refreshed,omitempty"`         // last renewal; nil: unknown
	Age       *int       `json:"token_age_seconds,omitempty"` // since Refreshed
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
	who := identify(tokens, s, time.Now())
	if asJSON {
		return json.NewEncoder(c.Out).Encode(who)
	}
	for _, row := range who.rows() {
		if row[1] == "" {
			continue
		}
		if err := c.print("%-8s %s\n", row[0], termsafe.Line(row[1])); err != nil {
			return err
		}
	}
	return nil
}

func identify(t auth.Tokens, s *services, now time.Time) identity {
	who := identity{Name: s.account, Email: t.Email, Plan: t.Plan, Account: codex.Account(t), Store: s.place.String(), Route: s.route().String()}
	if s.documented() {
		allowed := t.PlanUse()
		who.PlanUse = &allowed
	}
	if !t.Expiry.IsZero() {
		expires := t.Expiry.UTC()
		who.Expires = &expires
	}
	if !t.LastRefresh.IsZero() {
		refreshed, age := t.LastRefresh.UTC(), max(0, int(now.Sub(t.LastRefresh).Seconds()))
		who.Refreshed, who.Age = &refreshed, &age
	}
	return who
}

func (who identity) rows() [][2]string {
	const minutes = "2006-01-02 15:04"
	expires, renewed := "", ""
	if who.Expires != nil {
		expires = who.Expires.Local().Format(minutes) + ", renewed automatically"
	}
	if who.Refreshed != nil {
		age := time.Duration(*who.Age) * time.Second
		renewed = who.Refreshed.Local().Format(minutes) + ", " + ago(age)
	}
	planUse := ""
	if who.PlanUse != nil {
		planUse = "allowed; usage: " + codex.UsageURL
		if !*who.PlanUse {
			planUse = "not allowed; banter login --plan-use asks again"
		}
	}
	return [][2]string{
		{"name", who.Name}, {"email", who.Email}, {"plan", who.Plan}, {"account", who.Account},
		{"route", routeWords(config.RouteNamed(who.Route))}, {"plan use", planUse}, {"store", who.Store},
		{"renewed", renewed}, {"expires", expires},
	}
}

// ago returns how long ago something was, in a suitable unit.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min ago", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", d/time.Hour)
	}
	return fmt.Sprintf("%d days ago", d/(24*time.Hour))
}

// whoamiAll lists the accounts as recorded at their sign-in.
func whoamiAll(c *call, asJSON bool) error {
	list, err := c.index().List()
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return auth.ErrNoTokens
	}
	current, err := c.target()
	if err != nil {
		return err
	}
	if asJSON {
		return printAccounts(c, list, current.name)
	}
	table := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	for _, a := range list {
		star := " "
		if a.Name == current.name {
			star = "*"
		}
		fmt.Fprintf(table, "%s %s\t%s\t%s\t%s%s\n", star, termsafe.Line(a.Name), termsafe.Line(a.Email), termsafe.Line(a.Plan), termsafe.Line(a.Store), routeColumn(list, a))
	}
	return table.Flush()
}

func printAccounts(c *call, list []accountindex.Account, current string) error {
	out := json.NewEncoder(c.Out)
	for _, a := range list {
		err := out.Encode(struct {
			Name    string `json:"name"`
			Email   string `json:"email"`
			Plan    string `json:"plan"`
			Account string `json:"account_id"`
			Store   string `json:"store"`
			Route   string `json:"route"`
			Current bool   `json:"current"`
		}{a.Name, a.Email, a.Plan, a.AccountID, a.Store, routeOf(a).String(), a.Name == current})
		if err != nil {
			return err
		}
	}
	return nil
}
