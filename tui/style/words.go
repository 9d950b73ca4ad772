package style

import (
	"fmt"
	"strings"
	"time"

	"banter/internal/termsafe"
)

// Ago returns when t was, seen from now and its time zone, in words:
// "2 min ago", "yesterday", "12 Nov".
func Ago(t, now time.Time) string {
	t = t.In(now.Location())
	passed := now.Sub(t)
	switch days := DaysBetween(t, now); {
	case passed < time.Minute: // also after a clock was set back
		return "now"
	case passed < time.Hour:
		return fmt.Sprintf("%d min ago", passed/time.Minute)
	case days == 0:
		return fmt.Sprintf("%d h ago", passed/time.Hour)
	case days == 1:
		return "yesterday"
	case days < 7:
		return t.Format("Monday")
	case t.Year() == now.Year():
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// DaysBetween returns the number of midnights from t to now. A day of 23 or 25
// hours counts as one.
func DaysBetween(t, now time.Time) int {
	midnight := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(now).Sub(midnight(t)) / (24 * time.Hour))
}

// Duration returns how long an answer took, in tenths of a second below a minute
// and in seconds above.
func Duration(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
}

// TokenCount returns a number of tokens as people write it: 272k, 1M, 1.5M.
func TokenCount(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprint(n)
	case n < 1_000_000:
		return fmt.Sprintf("%dk", n/1000)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1e6), ".0") + "M"
}

// Title returns a saved title, safe to show, or "Untitled".
func Title(saved string) string {
	if safe := termsafe.Line(saved); safe != "" {
		return safe
	}
	return "Untitled"
}

// Count returns a number with a comma between thousands.
func Count(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
