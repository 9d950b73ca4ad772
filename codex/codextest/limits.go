package codextest

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// Limits are the limits of the plan and how much of them is used. Response
// headers, the usage endpoint and refusals agree on them.
type Limits struct {
	Primary, Secondary *Window // short and long window; nil if the plan has none
	Credits            Credits
	Active             string // x-codex-active-limit; "" means premium
	ReachedType        string // x-codex-rate-limit-reached-type; "" leaves it out unless a window is full
	Promo              string // x-codex-promo-message; "" leaves it out
}

// A Window is a period for which the plan limits use.
type Window struct {
	UsedPercent float64       // from 100 on, the server refuses requests
	Length      time.Duration // in whole minutes
	ResetsAt    time.Time     // start of the next period; zero means the next multiple of Length since 1970
}

// Credits are bought in addition to the plan. With credits, the server refuses
// no request because of a full window.
type Credits struct {
	Has, Unlimited bool
	Balance        string // "" means 0
}

// SetLimits sets the limits. The zero value means a plan without windows.
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

// reset returns the start of the next period.
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

// refuses returns the window because of which the server refuses requests, or
// nil.
func (l Limits) refuses(now time.Time) *Window {
	if l.Credits.Has || l.Credits.Unlimited {
		return nil
	}
	return l.full(now)
}

// limitHeaders sets the headers with the limits, which every answer to POST
// responses has (openai/codex codex-api/src/rate_limits.rs). The booleans are
// capitalized, as Python prints them.
func (s *Server) limitHeaders(c *transaction) {
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

// reachedType returns the type of the limit that is reached, or "".
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

// limitReached refuses a request if a window is full.
func (s *Server) limitReached(c *transaction) *reply {
	now := s.now()
	w := s.currentLimits().refuses(now)
	if w == nil {
		return nil
	}
	return usageLimit(c.access.grant.account.Plan, w.reset(now), now)
}

// usageLimit returns the 429 of a plan whose limit is reached. Its type holds
// the code. A zero reset leaves the times out.
func usageLimit(plan string, reset, now time.Time) *reply {
	e := object{"type": "usage_limit_reached", "message": "The usage limit has been reached", "plan_type": plan}
	if !reset.IsZero() {
		e["resets_at"], e["resets_in_seconds"] = reset.Unix(), secondsUntil(reset, now)
	}
	return &reply{status: http.StatusTooManyRequests, body: object{"error": e}}
}

// usage answers GET wham/usage. It counts in seconds and whole percents, the
// headers in minutes and fractions (openai/codex
// codex-backend-openapi-models/src/models/rate_limit_status_payload.rs).
func (s *Server) usage(c *transaction) *reply {
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

// accounts answers GET wham/accounts/check. The Codex CLI since 0.156 learns
// from it which region serves a workspace.
func (s *Server) accounts(c *transaction) *reply {
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
