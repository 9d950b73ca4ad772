package codex

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// seconds converts a number of seconds to a duration, limited to 100 years.
func seconds(n float64) time.Duration {
	const most = 100 * 365 * day
	if math.IsNaN(n) || n <= 0 {
		return 0
	}
	return time.Duration(min(n, most.Seconds()) * float64(time.Second))
}

// unix converts seconds or milliseconds since 1970 to a time. For nonsense it
// returns the zero time.
func unix(n float64) time.Time {
	if n > 1e11 {
		n /= 1000
	}
	if math.IsNaN(n) || n <= 0 || n > 1e11 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0)
}

// window returns a window. It prefers the seconds until the reset to the time
// of the reset, because they do not depend on the clock of this machine.
func window(used float64, length time.Duration, after, at float64, now time.Time) Window {
	w := Window{Length: length, ResetsAt: unix(at)}
	if !math.IsNaN(used) {
		w.UsedPercent = min(max(used, 0), 100)
	}
	if after > 0 {
		w.ResetsAt = now.Add(seconds(after))
	}
	return w
}

// limitsFromHeaders parses the x-codex-* headers of an answer, which count in
// minutes (openai/codex codex-api/src/rate_limits.rs). It reports false if
// there are none.
func limitsFromHeaders(h http.Header, now time.Time) (Limits, bool) {
	l := limitsOf(h, "X-Codex", now)
	l.Plan = clip(h.Get("X-Codex-Plan-Type"), maxName)
	l.ReachedType = clip(h.Get("X-Codex-Rate-Limit-Reached-Type"), maxName)
	l.Reached = l.ReachedType != ""
	if has := h.Get("X-Codex-Credits-Has-Credits"); has != "" {
		l.Credits = &Credits{
			Has:       strings.EqualFold(has, "true"),
			Unlimited: strings.EqualFold(h.Get("X-Codex-Credits-Unlimited"), "true"),
			Balance:   clip(h.Get("X-Codex-Credits-Balance"), maxName),
		}
	}
	active := strings.ReplaceAll(h.Get("X-Codex-Active-Limit"), "_", "-")
	for _, id := range families(h) {
		other := limitsOf(h, "X-"+id, now)
		other.Name = clip(first(h.Get("X-"+id+"-Limit-Name"), id), maxName)
		if strings.EqualFold(id, active) {
			l.Name = other.Name
		}
		l.Others = append(l.Others, other)
	}
	return l, !l.empty()
}

// families returns the ids of the limits besides the main one, from headers of
// the form X-<id>-Primary-Used-Percent.
func families(h http.Header) []string {
	var ids []string
	for key := range h {
		id, ok := strings.CutSuffix(key, "-Primary-Used-Percent")
		if id, ok2 := strings.CutPrefix(id, "X-"); ok && ok2 && id != "Codex" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func limitsOf(h http.Header, prefix string, now time.Time) Limits {
	l := Limits{At: now}
	for _, name := range []string{"-Primary", "-Secondary"} {
		number := func(field string) float64 {
			n, err := strconv.ParseFloat(strings.TrimSpace(h.Get(prefix+name+field)), 64)
			if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
				return 0
			}
			return n
		}
		used, minutes := number("-Used-Percent"), number("-Window-Minutes")
		if used == 0 && minutes == 0 {
			continue // no data
		}
		l.Windows = append(l.Windows,
			window(used, seconds(60*minutes), number("-Reset-After-Seconds"), number("-Reset-At"), now))
	}
	return l
}

type wireCredits struct {
	Has       bool     `json:"has_credits"`
	Unlimited bool     `json:"unlimited"`
	Balance   flexible `json:"balance"`
}

func (w *wireCredits) credits() *Credits {
	if w == nil {
		return nil
	}
	return &Credits{w.Has, w.Unlimited, clip(string(w.Balance), maxName)}
}

// limitsFromEvent parses a codex.rate_limits event, which counts in minutes.
func limitsFromEvent(frame []byte, now time.Time) (Limits, bool) {
	type wireWindow struct {
		Used    float64 `json:"used_percent"`
		Minutes float64 `json:"window_minutes"`
		After   float64 `json:"reset_after_seconds"`
		At      float64 `json:"reset_at"`
	}
	var w struct {
		Plan   string `json:"plan_type"`
		Limits struct {
			Primary   *wireWindow `json:"primary"`
			Secondary *wireWindow `json:"secondary"`
		} `json:"rate_limits"`
		Credits     *wireCredits `json:"credits"`
		MeteredName string       `json:"metered_limit_name"`
		Name        string       `json:"limit_name"`
	}
	if err := json.Unmarshal(frame, &w); err != nil && !lenient(err) {
		return Limits{}, false
	}
	l := Limits{
		Plan:    clip(w.Plan, maxName),
		Credits: w.Credits.credits(),
		Name:    clip(first(w.MeteredName, w.Name), maxName),
		At:      now,
	}
	for _, v := range []*wireWindow{w.Limits.Primary, w.Limits.Secondary} {
		if v != nil {
			l.Windows = append(l.Windows, window(v.Used, seconds(60*v.Minutes), v.After, v.At, now))
		}
	}
	return l, !l.empty()
}
