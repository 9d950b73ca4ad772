package codex

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Limits is what is left of a plan, from response headers, stream events or
// the usage endpoint. It is a value that never changes.
type Limits struct {
	Plan    string   // an open set: free, plus, pro, team, ...
	Windows []Window // in the order the server names them; empty: no data
	Credits *Credits // nil: no data
	Reached bool     // the server says that a limit is reached
	At      time.Time

	// Name names the metered family when it is not the plan's main one, such
	// as a model with its own limit.
	Name string
	// ReachedType says whose limit is reached, and so who can raise it:
	// rate_limit_reached, workspace_owner_credits_depleted,
	// workspace_member_usage_limit_reached, ...; may be empty.
	ReachedType string
	// Others are the further metered families, each with a Name.
	Others []Limits
}

// A Window is one metered stretch of time.
type Window struct {
	UsedPercent float64       // 0 to 100
	Length      time.Duration // 5 h, 7 d, ...; zero: unknown
	ResetsAt    time.Time     // zero: unknown
}

// Credits is what was bought beyond the plan.
type Credits struct {
	Has, Unlimited bool
	Balance        string // as the server writes it; may be empty
}

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// Label names the window by its length: "5 h", "week", "30 d"; "" when the
// length is unknown. Plans differ in their windows, so the place in the list
// says nothing.
func (w Window) Label() string {
	switch l := w.Length; {
	case l <= 0:
		return ""
	case l == week:
		return "week"
	case l%day == 0:
		return strconv.Itoa(int(l/day)) + " d"
	case l >= time.Hour:
		return strconv.Itoa(int(l.Round(time.Hour)/time.Hour)) + " h"
	}
	return strconv.Itoa(int(w.Length.Round(time.Minute)/time.Minute)) + " min"
}

// Full reports whether nothing is left of the window.
func (w Window) Full() bool { return w.UsedPercent >= 100 }

// Binding returns the window that stops the person first: the fullest one;
// among full ones the one that resets last. It reports false without data.
func (l Limits) Binding() (Window, bool) {
	if len(l.Windows) == 0 {
		return Window{}, false
	}
	best := l.Windows[0]
	for _, w := range l.Windows[1:] {
		if w.Full() && best.Full() {
			if w.ResetsAt.After(best.ResetsAt) {
				best = w
			}
		} else if w.UsedPercent > best.UsedPercent {
			best = w
		}
	}
	return best, true
}

// empty reports whether l says nothing.
func (l Limits) empty() bool {
	return len(l.Windows) == 0 && l.Credits == nil && !l.Reached && len(l.Others) == 0
}

// Limits asks the usage endpoint what is left of the plan. It costs nothing of
// the plan, but once a minute is often enough: every answer brings the same in
// a [LimitsChanged].
func (c *Client) Limits(ctx context.Context) (Limits, error) {
	a, e := c.get(ctx, func() *url.URL { return usageURL(c.base) })
	if e != nil {
		return Limits{}, e
	}
	limits, ok := limitsFromUsage(a.body, c.now())
	if !ok {
		return Limits{}, c.protocolError("usage answer is no JSON object", nil)
	}
	return limits, nil
}

// usageURL is beside the Codex backend, not below it (openai/codex
// backend-client/src/client.rs).
func usageURL(base *url.URL) *url.URL {
	if root, ok := strings.CutSuffix(base.Path, "/codex"); ok && strings.HasSuffix(root, "/backend-api") {
		u := *base
		u.Path = root + "/wham/usage"
		return &u
	}
	return base.JoinPath("api/codex/usage")
}

type usageWindow struct {
	Used    float64 `json:"used_percent"`
	Seconds float64 `json:"limit_window_seconds"`
	After   float64 `json:"reset_after_seconds"`
	At      float64 `json:"reset_at"`
}

type usageFamily struct {
	Reached   bool         `json:"limit_reached"`
	Allowed   *bool        `json:"allowed"`
	Primary   *usageWindow `json:"primary_window"`
	Secondary *usageWindow `json:"secondary_window"`
}

// limitsFromUsage reads the answer of the usage endpoint, which counts in
// seconds (openai/codex codex-backend-openapi-models/src/models/
// rate_limit_status_payload.rs).
func limitsFromUsage(body []byte, now time.Time) (Limits, bool) {
	var w struct {
		Plan    string       `json:"plan_type"`
		Limit   usageFamily  `json:"rate_limit"`
		Credits *wireCredits `json:"credits"`
		Others  []struct {
			Name    string      `json:"limit_name"`
			Feature string      `json:"metered_feature"`
			Limit   usageFamily `json:"rate_limit"`
		} `json:"additional_rate_limits"`
		ReachedType flexible `json:"rate_limit_reached_type"`
	}
	if err := json.Unmarshal(body, &w); err != nil && !lenient(err) {
		return Limits{}, false
	}
	l := w.Limit.limits(now)
	l.Plan = clip(w.Plan, maxName)
	l.Credits = w.Credits.credits()
	l.ReachedType = clip(string(w.ReachedType), maxName)
	for _, o := range w.Others {
		other := o.Limit.limits(now)
		other.Name = clip(first(o.Name, o.Feature), maxName)
		l.Others = append(l.Others, other)
	}
	return l, true
}

// maxName bounds foreign names.
const maxName = 80

func (u usageFamily) limits(now time.Time) Limits {
	l := Limits{At: now, Reached: u.Reached || u.Allowed != nil && !*u.Allowed}
	for _, w := range []*usageWindow{u.Primary, u.Secondary} {
		if w != nil {
			l.Windows = append(l.Windows, window(w.Used, seconds(w.Seconds), w.After, w.At, now))
		}
	}
	return l
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}
