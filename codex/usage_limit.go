package codex

import (
	"net/http"
	"strings"
	"time"
)

// explainLimit sets the words of e: which limit is reached, when it resets, and
// what the person can do.
func (e *Error) explainLimit(l Limits, fault serverFault, h http.Header, now time.Time) {
	l.Plan = first(l.Plan, fault.plan)
	l.Reached, l.At = true, now
	e.Limits = &l
	if e.Sentence != usageLimit.sentence {
		return // no limit that resets
	}
	binding, ok := bindingAt(l, fault.resets)
	reset := fault.resets
	if reset.IsZero() && ok && binding.Full() {
		reset = binding.ResetsAt
	}
	what := "limit"
	if ok && binding.Full() {
		what = strings.TrimSpace(limitName(binding) + " limit")
	}
	if l.Name != "" {
		what = "limit for " + l.Name
	}
	e.Sentence = "Your plan's " + what + " is reached; it resets " + resetTime(reset, now) + "."
	e.Hint = first(clip(h.Get("X-Codex-Promo-Message"), maxMessage), limitHint(l))
	if !reset.IsZero() && reset.After(now) {
		e.Retry, e.After = RetryAfter, reset.Sub(now)
	}
}

// bindingAt returns the full window that resets at the time the server named,
// else the binding one.
func bindingAt(l Limits, resets time.Time) (Window, bool) {
	for _, w := range l.Windows {
		if d := w.ResetsAt.Sub(resets); w.Full() && !resets.IsZero() && d.Abs() < 2*time.Minute {
			return w, true
		}
	}
	return l.Binding()
}

func limitName(w Window) string {
	if w.Length == week {
		return "weekly"
	}
	return w.Label()
}

// ResetWords returns when w resets, in words that follow "it resets" and are
// those of an [Error] about the limit: "at 15:04", "tomorrow at 03:00". It
// returns "" if the time is unknown or past.
func (w Window) ResetWords(now time.Time) string {
	if w.ResetsAt.Before(now) || w.ResetsAt.Sub(now) > 366*day {
		return ""
	}
	return resetTime(w.ResetsAt, now)
}

// resetTime returns a time in words for a person in now's location.
func resetTime(at, now time.Time) string {
	if at.IsZero() || at.Sub(now) > 366*day {
		return "later" // unknown, or too far away to believe
	}
	at = at.In(now.Location())
	clock := at.Format("15:04")
	switch days := daysBetween(now, at); {
	case days <= 0:
		return "at " + clock
	case days == 1:
		return "tomorrow at " + clock
	case days < 7:
		return "on " + at.Format("Monday") + " at " + clock
	}
	return "on " + at.Format("2 January") + " at " + clock
}

// daysBetween returns the number of midnights from a to b by their dates.
// Daylight saving makes days shorter, and in some zones begins at midnight.
func daysBetween(a, b time.Time) int {
	date := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(date(b).Sub(date(a)) / day)
}

// limitHint returns what the person can do, which depends on the kind of limit
// and the plan (openai/codex protocol/src/error.rs has the same cases).
func limitHint(l Limits) string {
	const usage = "https://chatgpt.com/settings/usage"
	switch {
	case strings.HasPrefix(l.ReachedType, "workspace_owner_"):
		return "Raise the limit or buy credits at " + usage + ", or wait."
	case strings.HasPrefix(l.ReachedType, "workspace_member_"):
		return "Ask the workspace's owner for more, or wait."
	}
	switch strings.ToLower(l.Plan) {
	case "free", "go":
		return "Upgrade to Plus at https://chatgpt.com/explore/plus, or wait."
	case "plus":
		return "Upgrade to Pro at https://chatgpt.com/explore/pro, buy credits at " + usage + ", or wait."
	case "pro", "prolite", "promax":
		return "Buy credits at " + usage + ", or wait."
	case "team", "business", "self_serve_business_usage_based", "self_serve_business_prolite":
		return "Ask the workspace's admin for more, or wait."
	}
	return "Wait until then."
}
