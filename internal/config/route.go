package config

import (
	"fmt"
	"slices"
)

// Route is a way to the models of a ChatGPT plan: how an account signs in, and
// which server answers. The zero value is none; [DefaultRoute] holds then.
type Route struct{ name string }

var (
	CodexRoute      = Route{"codex"}      // that of the Codex CLI: with a code on any device
	DocumentedRoute = Route{"documented"} // "Sign in with ChatGPT": in a browser of this machine
)

// DefaultRoute is the way of new sign-ins if nothing else is set. It is the one that
// works on machines without a browser, and over ssh.
var DefaultRoute = CodexRoute

var routes = []Route{CodexRoute, DocumentedRoute}

const routeList = "codex or documented"

// RouteNames returns the names of the routes.
func RouteNames() []string { return names(routes) }

// RouteNamed returns the route of that name, or else the zero value.
func RouteNamed(name string) Route {
	if r := (Route{name}); slices.Contains(routes, r) {
		return r
	}
	return Route{}
}

// String returns the name, as a person types it.
func (r Route) String() string { return r.name }

// UnmarshalText implements encoding.TextUnmarshaler.
func (r *Route) UnmarshalText(text []byte) error {
	known := RouteNamed(string(text))
	if known == (Route{}) {
		return fmt.Errorf("must be %s, not %q", routeList, quotable(string(text)))
	}
	*r = known
	return nil
}
