package codex

import (
	"context"
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits are the limits of a plan and how much of them is used. They come from
// the headers of an answer, from its stream, or from the usage endpoint. Limits
// must not be changed: events and errors share them. On [RouteDocumented] they are
// unknown; [UsageURL] is then what a program shows.
type Limits struct {
	Plan    string    // free, plus, pro, team, ...; may be empty
	Windows []Window  // in the server's order; empty if unknown
	Credits *Credits  // nil if unknown
	Reached bool      // a limit is reached
	At      time.Time // when the limits were read
	Unknown bool      // the route tells programs nothing of the limits: all else is empty

	// Name is the name of a limit that is not the plan's main one, such as the
	// limit of one model.
	Name string
	// ReachedType names the limit that is reached, and so who can raise it:
	// rate_limit_reached, workspace_owner_credits_depleted,
	// workspace_member_usage_limit_reached, ...; may be empty.
	ReachedType string
	// Others are the other limits of the plan, each with a Name.
	Others []Limits
}

// A Window is a period for which the plan limits use.
type Window struct {
	UsedPercent float64       // share that is used, 0 to 100
	Length      time.Duration // length of the period: 5 h, 7 d, ...; 0 if unknown
	ResetsAt    time.Time     // start of the next period; zero if unknown
}

// Credits are bought in addition to the plan.
type Credits struct {
	Has, Unlimited bool
	Balance        string // amount as the server writes it; may be empty
}

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// Label returns the length of the window in words, such as "5 h", "week" or "30
// d", or "" if it is unknown. Plans have different windows, so the order of
// Limits.Windows does not identify one.
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

// AsOf returns what is known at a later time: a window that has been reset since is
// unused, and its next reset is unknown.
func (l Limits) AsOf(now time.Time) Limits {
	over := func(w Window) bool { return !w.ResetsAt.IsZero() && !w.ResetsAt.After(now) }
	if binding, ok := l.Binding(); ok && over(binding) {
		l.Reached = false
	}
	l.Windows = slices.Clone(l.Windows)
	for i, w := range l.Windows {
		if over(w) {
			l.Windows[i] = Window{Length: w.Length}
		}
	}
	l.Others = slices.Clone(l.Others)
	for i, other := range l.Others {
		l.Others[i] = other.AsOf(now)
	}
	return l
}

// Full reports whether the window is used up.
func (w Window) Full() bool { return w.UsedPercent >= 100 }

// Used returns the share that is used in whole percent, rounded up, but 100 only if
// all is used.
func (w Window) Used() int {
	if used := int(math.Ceil(w.UsedPercent)); !w.Full() {
		return min(used, 99)
	}
	return 100
}

// Binding returns the window that will stop the person first: the fullest one
// or, of several full ones, the one that resets last. It reports false if there
// are no windows.
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

// empty reports whether l holds no data.
func (l Limits) empty() bool {
	return len(l.Windows) == 0 && l.Credits == nil && !l.Reached && len(l.Others) == 0
}

// Limits returns the limits of the plan from the usage endpoint. The request
// counts toward no limit. Once a minute is often enough, since every answer
// brings the limits too, in a [LimitsChanged]. On [RouteDocumented], which has no
// such endpoint, Limits sends nothing and returns Limits that are Unknown. An error
// is a [*Error].
func (c *Client) Limits(ctx context.Context) (Limits, error) {
	if c.route == RouteDocumented {
		return Limits{Unknown: true, At: c.now()}, nil
	}
	a, e := c.get(ctx, func() *url.URL { return usageURL(c.base) })
	if e != nil {
		return Limits{}, e
	}
	limits, ok := limitsFromUsage(a.body, c.now())
	if !ok {
		return Limits{}, c.protocolError("usage answer is no JSON object", nil)
	}
	c.limits.keep(a.account, limits)
	return limits, nil
}

// usageURL returns the address of the usage endpoint, which is beside the Codex
// backend rather than below it (openai/codex backend-client/src/client.rs).
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

// limitsFromUsage parses the answer of the usage endpoint, which counts in
// seconds (openai/codex
// codex-backend-openapi-models/src/models/rate_limit_status_payload.rs).
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

// maxName is the most bytes kept of a foreign name.
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
