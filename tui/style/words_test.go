package style_test

import (
	"testing"
	"time"

	"banter/tui/style"
)

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 12: "12", 999: "999", 1000: "1,000", 123456: "123,456", 1234567: "1,234,567"} {
		if got := style.Count(n); got != want {
			t.Errorf("%d: got %s", n, got)
		}
	}
}

func TestAgo(t *testing.T) {
	zone := time.FixedZone("east", 5*3600)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, zone)
	for _, test := range []struct {
		t    time.Time
		want string
	}{
		{now, "now"},
		{now.Add(time.Hour), "now"},
		{now.Add(-59 * time.Second), "now"},
		{now.Add(-2 * time.Minute), "2 min ago"},
		{now.Add(-59 * time.Minute), "59 min ago"},
		{now.Add(-3 * time.Hour).UTC(), "3 h ago"},
		{now.Add(-13 * time.Hour), "yesterday"},
		{now.Add(-36 * time.Hour), "yesterday"},
		{now.Add(-48 * time.Hour), "Saturday"},
		{now.Add(-6 * 24 * time.Hour), "Tuesday"},
		{now.Add(-7 * 24 * time.Hour), "16 Nov"},
		{time.Date(2025, 11, 12, 0, 0, 0, 0, zone), "12 Nov 2025"},
	} {
		if got := style.Ago(test.t, now); got != test.want {
			t.Errorf("%v: got %q, want %q", test.t, got, test.want)
		}
	}
}

// TestAgoKnowsTheCalendar covers leap days and the turn of the year.
func TestAgoKnowsTheCalendar(t *testing.T) {
	date := func(year int, month time.Month, day, hour int) time.Time {
		return time.Date(year, month, day, hour, 0, 0, 0, time.UTC)
	}
	for _, test := range []struct {
		t, now time.Time
		want   string
	}{
		{date(2028, 2, 29, 1), date(2028, 2, 29, 23), "22 h ago"},
		{date(2028, 2, 29, 9), date(2028, 3, 1, 9), "yesterday"},
		{date(2028, 2, 28, 9), date(2028, 3, 1, 9), "Monday"},
		{date(2028, 2, 29, 9), date(2028, 3, 7, 9), "29 Feb"},
		{date(2028, 2, 29, 9), date(2029, 2, 28, 9), "29 Feb 2028"},
		{date(2027, 2, 28, 9), date(2027, 3, 1, 9), "yesterday"},
		{date(2026, 12, 31, 20), date(2027, 1, 1, 1), "yesterday"},
		{date(2026, 12, 31, 20), date(2027, 1, 6, 1), "Thursday"},
		{date(2026, 12, 31, 20), date(2027, 1, 7, 1), "31 Dec 2026"},
	} {
		if got := style.Ago(test.t, test.now); got != test.want {
			t.Errorf("%v at %v: got %q, want %q", test.t, test.now, got, test.want)
		}
	}
}

func TestTokens(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 128_000: "128k", 272_000: "272k", 1_000_000: "1M", 1_050_000: "1.1M", 1_500_000: "1.5M"} {
		if got := style.TokenCount(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
