package codextest

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// Limits is how much of the plan is used. Response headers, the usage
// endpoint and refusals all tell it alike.
type Limits struct {
	Primary, Secondary *Window // short and long window; nil: the plan has none
	Credits            Credits
	Active             string // x-codex-active-limit; empty: premium
	ReachedType        string // x-codex-rate-limit-reached-type; empty: left out unless a window is full
	Promo              string // x-codex-promo-message; empty: left out
}

// A Window is one metered stretch of time.
type Window struct {
	UsedPercent float64       // from 100 on, requests are refused
	Length      time.Duration // whole minutes
	ResetsAt    time.Time     // zero: when the next stretch of Length since 1970 begins
}

// Credits is what was bought beyond the plan. With credits a full window
// refuses nothing.
type Credits struct {
	Has, Unlimited bool
	Balance        string // empty: 0
}

// SetLimits replaces the limits. The zero value means a plan without windows.
func (s *Server) SetLimits(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = l
}

func defaultLimits() Limits {
	return Limits{
		Primary:   &Window{UsedPercent: 12, Length: 5 * time.Hour},
		Secondary: &Window{UsedPercent: 61, Length: 7 * 24 * time.Hour},
	}
}

func (s *Server) currentLimits() Limits {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limits
}

// reset is when the window begins anew.
func (w *Window) reset(now time.Time) time.Time {
	if !w.ResetsAt.IsZero() {
		return w.ResetsAt
	}
	length := max(int64(w.Length/time.Second), 1)
	return time.Unix((now.Unix()/length+1)*length, 0)
}

// full returns the full window that resets last, or nil.
func (l Limits) full(now time.Time) *Window {
	var last *Window
	for _, w := range []*Window{l.Primary, l.Secondary} {
		if w != nil && w.UsedPercent >= 100 && (last == nil || w.reset(now).After(last.reset(now))) {
			last = w
		}
	}
	return last
}

// refuses returns the window because of which requests are refused, or nil.
func (l Limits) refuses(now time.Time) *Window {
	if l.Credits.Has || l.Credits.Unlimited {
		return nil
	}
	return l.full(now)
}

// limitHeaders puts the limits into the header, as with every answer to a
// request for one (openai/codex, codex-api/src/rate_limits.rs). The booleans
// are capitalised: they are printed by Python.
func (s *Server) limitHeaders(c *call) {
	l, now, h := s.currentLimits(), s.now(), c.w.Header()
	for name, w := range map[string]*Window{"primary": l.Primary, "secondary": l.Secondary} {
		if w == nil {
			continue
		}
		prefix := "x-codex-" + name + "-"
		reset := w.reset(now)
		h.Set(prefix+"used-percent", strconv.FormatFloat(w.UsedPercent, 'f', -1, 64))
		h.Set(prefix+"window-minutes", itoa(int64(w.Length/time.Minute)))
		h.Set(prefix+"reset-at", itoa(reset.Unix()))
		h.Set(prefix+"reset-after-seconds", itoa(secondsUntil(reset, now)))
	}
	if l.Primary != nil && l.Secondary != nil {
		h.Set("x-codex-primary-over-secondary-limit-percent", "0")
	}
	h.Set("x-codex-plan-type", c.access.grant.account.Plan)
	h.Set("x-codex-active-limit", orDefault(l.Active, "premium"))
	h.Set("x-codex-credits-has-credits", python(l.Credits.Has))
	h.Set("x-codex-credits-unlimited", python(l.Credits.Unlimited))
	h.Set("x-codex-credits-balance", orDefault(l.Credits.Balance, "0"))
	setUnlessEmpty(h, "x-codex-rate-limit-reached-type", l.reachedType(now))
	setUnlessEmpty(h, "x-codex-promo-message", l.Promo)
}

// reachedType says which kind of limit is reached; empty: none.
func (l Limits) reachedType(now time.Time) string {
	if l.ReachedType == "" && l.full(now) != nil {
		return "rate_limit_reached"
	}
	return l.ReachedType
}

func setUnlessEmpty(h http.Header, name, value string) {
	if value != "" {
		h.Set(name, value)
	}
}

func python(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func secondsUntil(t, now time.Time) int64 {
	return int64(math.Ceil(max(t.Sub(now), 0).Seconds()))
}

// limitReached refuses a request when a window is full.
func (s *Server) limitReached(c *call) *reply {
	now := s.now()
	w := s.currentLimits().refuses(now)
	if w == nil {
		return nil
	}
	return usageLimit(c.access.grant.account.Plan, w.reset(now), now)
}

// usageLimit is the 429 of a plan whose limit is reached; type carries the
// code. A zero reset leaves the times out.
func usageLimit(plan string, reset, now time.Time) *reply {
	e := object{"type": "usage_limit_reached", "message": "The usage limit has been reached", "plan_type": plan}
	if !reset.IsZero() {
		e["resets_at"], e["resets_in_seconds"] = reset.Unix(), secondsUntil(reset, now)
	}
	return &reply{status: http.StatusTooManyRequests, body: object{"error": e}}
}

// usage answers GET wham/usage: seconds where the headers have minutes,
// whole percents where they have fractions (openai/codex,
// codex-backend-openapi-models/src/models/rate_limit_status_payload.rs).
func (s *Server) usage(c *call) *reply {
	if a := s.authorize(c); a != nil {
		return a
	}
	l, now := s.currentLimits(), s.now()
	return ok(object{
		"plan_type": c.access.grant.account.Plan,
		"rate_limit": object{
			"allowed":          l.refuses(now) == nil,
			"limit_reached":    l.full(now) != nil,
			"primary_window":   l.Primary.status(now),
			"secondary_window": l.Secondary.status(now),
		},
		"credits": object{
			"has_credits": l.Credits.Has, "unlimited": l.Credits.Unlimited, "balance": orDefault(l.Credits.Balance, "0"),
		},
		"additional_rate_limits":   nil,
		"code_review_rate_limit":   nil,
		"rate_limit_reset_credits": object{"available_count": 0},
		"rate_limit_reached_type":  orNull(l.reachedType(now)),
		"spend_control":            nil,
	})
}

func (w *Window) status(now time.Time) any {
	if w == nil {
		return nil
	}
	reset := w.reset(now)
	return object{
		"used_percent":         int64(math.Round(w.UsedPercent)),
		"limit_window_seconds": int64(w.Length / time.Second),
		"reset_after_seconds":  secondsUntil(reset, now),
		"reset_at":             reset.Unix(),
	}
}

// accounts answers GET wham/accounts/check, from which the Codex CLI since
// 0.156 learns where a workspace is served.
func (s *Server) accounts(c *call) *reply {
	if a := s.authorize(c); a != nil {
		return a
	}
	account := c.access.grant.account
	structure := "workspace"
	if account.personal() {
		structure = "personal"
	}
	return ok(object{
		"account_ordering":   []string{account.ID},
		"default_account_id": account.ID,
		"accounts": []any{object{
			"id": account.ID, "plan_type": account.Plan, "name": nil, "structure": structure,
			"account_user_role": "account-owner", "can_access_with_session": true, "is_deactivated": false,
			"is_fedramp_compliant_workspace": false, "sso_connection_name": nil, "profile_picture_url": nil,
			"workspace_backend_origin": "NO_CONSTRAINT", "account_routing_override": "NO_CONSTRAINT",
		}},
	})
}
