package codextest

import (
	"cmp"
	"net/http"
	"slices"
)

// A person may be in several workspaces. A client is registered for a person in one
// of them, which they choose when they first authorize it; later authorizations
// cannot change that ("Overview", "Sign in").

// workspaces returns the person in each of their workspaces, that of Options.Account
// first.
func (s *Server) workspaces() []Account {
	all := []Account{s.opts.Account}
	for _, w := range s.opts.Workspaces {
		w.UserID, w.Email = cmp.Or(w.UserID, s.opts.Account.UserID), cmp.Or(w.Email, s.opts.Account.Email)
		w.Canary = cmp.Or(w.Canary, s.opts.Account.Canary)
		all = append(all, w.filled())
	}
	return all
}

// workspace returns the person in the workspace of that id, or in their first one.
func (s *Server) workspace(id string) Account {
	all := s.workspaces()
	return all[max(slices.IndexFunc(all, func(w Account) bool { return w.ID == id }), 0)]
}

// ClientSettings are what a person sets for a client in ChatGPT's settings. The
// program is not told of them; its requests fail ("Profiles and sessions").
type ClientSettings struct {
	PlanUseOff bool // the client may not use the plan, until the person allows it on the page of the sign-in
	CapReached bool // the weekly cap of the client is reached
}

// SetClient sets the settings of a client of the documented route.
func (s *Server) SetClient(id string, settings ClientSettings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.documented.clients[id]
	k.settings = settings
	if settings.PlanUseOff {
		k.scope = withoutPlan
	}
}

// forbidden refuses a client that may not use the plan any more. Callers hold s.mu.
func (k *documentedClient) forbidden() *reply {
	if !k.settings.PlanUseOff {
		return nil
	}
	return apiError{status: http.StatusForbidden, code: "chatpass_v2_scope_not_authorized",
		message: "The person does not allow this client to use the plan."}.reply()
}

// capped refuses a question of a client whose cap is reached.
func (s *Server) capped(k *documentedClient) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !k.settings.CapReached {
		return nil
	}
	return planError(http.StatusTooManyRequests, "subscription_sharing_usage_limit_exceeded", "", "The usage limit is reached.")
}
