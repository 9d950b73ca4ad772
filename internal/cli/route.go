package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"banter/auth"
	"banter/codex"
	accountindex "banter/internal/accounts"
	"banter/internal/config"
)

// route returns the route of the account.
func (s *services) route() config.Route { return config.RouteNamed(s.provider.Name) }

// documented reports whether the account signs in with OpenAI's documented way.
func (s *services) documented() bool { return s.route() == config.DocumentedRoute }

// routeWords names a route to a person.
func routeWords(r config.Route) string {
	if r == config.DocumentedRoute {
		return "documented, Sign in with ChatGPT"
	}
	return "codex, the sign-in of the Codex CLI"
}

// routeColumn returns the cell of an account that names its route, or nothing if all
// accounts of a list are on the older one.
func routeColumn(list []accountindex.Account, a accountindex.Account) string {
	if slices.ContainsFunc(list, func(a accountindex.Account) bool { return routeOf(a) == config.DocumentedRoute }) {
		return "\t" + routeOf(a).String()
	}
	return ""
}

// checkPlace returns an error if an account on the documented route is to be kept in
// the Codex CLI's file: that program could not use it, and would overwrite it.
func checkPlace(t target) error {
	if t.route == config.DocumentedRoute && t.place == config.CodexFile {
		return &usageError{"the Codex CLI's file cannot hold a sign-in of the route documented", "Choose another --store, such as keychain or sealed."}
	}
	return nil
}

// onRoute returns the account that a sign-in on a route is for, if t was meant. A
// name belongs to one route, so that no sign-in replaces one that works otherwise: if
// t is on the other route, it is another account that is on this one, or a new one.
func (c *call) onRoute(t target, route config.Route) (target, error) {
	if !t.known || t.route == route {
		t.place, t.route = c.placeOn(t, route), route
		return t, nil
	}
	list, err := c.index().List()
	if err != nil {
		return t, err
	}
	if others := slices.DeleteFunc(slices.Clone(list), func(a accountindex.Account) bool { return routeOf(a) != route }); len(others) > 0 {
		newest := slices.MaxFunc(others, func(a, b accountindex.Account) int { return a.SignedIn.Compare(b.SignedIn) })
		return c.targetAt(newest, true), nil
	}
	t = target{name: defaultAccount, route: route}
	if slices.ContainsFunc(list, func(a accountindex.Account) bool { return a.Name == t.name }) {
		t.name = route.String()
	}
	t.place = c.placeOf(accountindex.Account{}, route)
	return t, nil
}

// checkRoute returns an error if both an account and a route are given, and the account
// is on the other route.
func (c *call) checkRoute(t target) error {
	if c.Account == "" || !t.known || t.route == c.newRoute(t) {
		return nil
	}
	return &usageError{"the account " + t.name + " signs in on the route " + t.route.String(), "Choose another --account for the other route."}
}

// placeOn returns the place of t on a route.
func (c *call) placeOn(t target, route config.Route) config.Store {
	if t.route == route {
		return t.place
	}
	return c.placeOf(accountindex.Account{}, route)
}

// newRoute returns the route that a sign-in to t takes: the one that is set, else
// that of the account, else the default.
func (c *call) newRoute(t target) config.Route {
	return cmp.Or(c.Route, t.route, config.DefaultRoute)
}

// The notice that OpenAI's guidelines ask for, once, after the first sign-in.
const (
	planNotice     = "You're using your ChatGPT plan."
	planNoticeMore = "Banter's requests count toward it. You manage usage, and a limit for Banter, in ChatGPT's settings: " + codex.UsageURL
)

// firstPlanUse reports whether the person has to be told that requests count toward
// their plan, which is so once, and remembers it.
func (c *call) firstPlanUse(t auth.Tokens) bool {
	const name, told = "plan-notice", "told"
	if t.Provider != config.DocumentedRoute.String() || !t.PlanUse() || c.choices.Recall(name) == told {
		return false
	}
	return c.choices.Remember(name, told) == nil
}

// tellPlanUse says what a sign-in on the documented route allows.
func (c *call) tellPlanUse(t auth.Tokens) {
	switch {
	case t.Provider != config.DocumentedRoute.String():
	case !t.PlanUse():
		c.tell("You did not allow Banter to use your ChatGPT plan, so it cannot ask questions with this account. Run banter login --plan-use to be asked again.")
	case c.firstPlanUse(t):
		c.tell(planNotice + " " + planNoticeMore)
	}
}

// endAtServer asks the server to end a sign-in of the documented route, as its rules
// want before the tokens are deleted. The sign-in is removed here in any case: the
// error is for a warning.
func (s *services) endAtServer(ctx context.Context) error {
	tokens, err := s.store.Load(ctx)
	switch {
	case errors.Is(err, auth.ErrNoTokens), err == nil && tokens.Refresh.IsZero():
		return nil
	case err != nil:
		return &failure{"Banter cannot read this sign-in, and so it did not ask OpenAI to end it.",
			"Disconnect Banter in ChatGPT's settings: Security and login, Login connections, Sign in with ChatGPT."}
	}
	return auth.Revoke(ctx, s.flow(nil), tokens)
}
