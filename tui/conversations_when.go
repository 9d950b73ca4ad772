package tui

import (
	"fmt"
	"time"
)

// ago says when t was in the words of somebody who looks at the clock and the
// calendar of now: "2 min ago", "yesterday", "12 Nov".
func ago(t, now time.Time) string {
	t = t.In(now.Location())
	passed := now.Sub(t)
	switch days := daysBetween(t, now); {
	case passed < time.Minute: // a clock that was set back too
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

// daysBetween counts midnights, whatever daylight saving does to a day.
func daysBetween(t, now time.Time) int {
	midnight := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(now).Sub(midnight(t)) / (24 * time.Hour))
}
