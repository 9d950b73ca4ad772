package codex

import (
	"slices"
	"testing"
	"time"
)

// What one client has seen another knows, for the same account at the same backend.
func TestLimitsAreKept(t *testing.T) {
	dir := t.TempDir()
	first, second, other := newLimitsCache(dir, "a"), newLimitsCache(dir, "a"), newLimitsCache(dir, "b")
	first.keep("ann", Limits{Plan: "plus", At: noon, Windows: []Window{{UsedPercent: 20, Length: week}}})
	first.keep("ann", Limits{Plan: "pro", Name: "one model", At: noon.Add(time.Hour)})
	if got, ok := second.of("ann"); !ok || got.Plan != "plus" || len(got.Windows) != 1 || !got.At.Equal(noon) {
		t.Errorf("another process: %+v, %t", got, ok)
	}
	second.keep("ann", Limits{Plan: "team", At: noon.Add(time.Minute)})
	if got, _ := first.of("ann"); got.Plan != "team" {
		t.Errorf("newer limits of another process: %+v", got)
	}
	if got, ok := second.of("bob"); ok {
		t.Errorf("another account: %+v", got)
	}
	if got, ok := other.of("ann"); ok {
		t.Errorf("another backend: %+v", got)
	}
	memory := newLimitsCache("", "a")
	memory.keep("", Limits{Plan: "plus", At: noon})
	if got, ok := memory.of(""); !ok || got.Plan != "plus" {
		t.Errorf("in memory: %+v, %t", got, ok)
	}
}

// What was read once may be over.
func TestLimitsAsOfLater(t *testing.T) {
	read := Limits{Reached: true, At: noon, Windows: []Window{{100, 5 * time.Hour, noon.Add(time.Hour)}, {61, week, noon.Add(day)}, {7, 30 * day, time.Time{}}},
		Others: []Limits{{Name: "one model", Windows: []Window{{50, day, noon.Add(time.Hour)}}}}}
	if now := read.AsOf(noon.Add(time.Minute)); !now.Reached || now.Windows[0].UsedPercent != 100 || now.Others[0].Windows[0].UsedPercent != 50 {
		t.Errorf("before the reset: %+v", now)
	}
	now := read.AsOf(noon.Add(time.Hour))
	want := []Window{{0, 5 * time.Hour, time.Time{}}, {61, week, noon.Add(day)}, {7, 30 * day, time.Time{}}}
	if now.Reached || !slices.Equal(now.Windows, want) || now.Others[0].Windows[0].UsedPercent != 0 || !now.At.Equal(noon) {
		t.Errorf("after it: %+v", now)
	}
	if read.Windows[0].UsedPercent != 100 || read.Others[0].Windows[0].UsedPercent != 50 {
		t.Error("AsOf has changed what was read")
	}
}
