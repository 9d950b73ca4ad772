package codex

import (
	"math"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for systems without time zones
)

func TestWindowLabel(t *testing.T) {
	for length, want := range map[time.Duration]string{
		0: "", -time.Hour: "", 5 * time.Hour: "5 h", 7 * day: "week", 30 * day: "30 d", day: "1 d", 36 * time.Hour: "36 h",
		45 * time.Minute: "45 min", 299 * time.Minute: "5 h",
	} {
		if got := (Window{Length: length}).Label(); got != want {
			t.Errorf("%v: %q, want %q", length, got, want)
		}
	}
}

func TestBinding(t *testing.T) {
	early, late := noon.Add(time.Hour), noon.Add(50*time.Hour)
	w := func(used float64, resets time.Time) Window { return Window{UsedPercent: used, ResetsAt: resets} }
	for _, tt := range []struct {
		name    string
		windows []Window
		want    int // -1 means none
	}{
		{"no data", nil, -1},
		{"fullest", []Window{w(40, late), w(60, early)}, 1},
		{"one full", []Window{w(100, early), w(99, late)}, 0},
		{"both full", []Window{w(100, early), w(100, late)}, 1},
		{"both full, turned", []Window{w(100, late), w(101, early)}, 0},
		{"equal", []Window{w(0, early), w(0, late)}, 0},
	} {
		got, ok := Limits{Windows: tt.windows}.Binding()
		if ok != (tt.want >= 0) || ok && got != tt.windows[tt.want] {
			t.Errorf("%s: %v, %v", tt.name, got, ok)
		}
	}
}

func headers(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func TestLimitsFromHeaders(t *testing.T) {
	at := noon.Add(90 * time.Minute)
	tests := []struct {
		name   string
		header http.Header
		want   Limits
		ok     bool
	}{
		{"none", headers("Content-Type", "x"), Limits{At: noon}, false},
		{"zero without window is no data", headers("x-codex-primary-used-percent", "0"), Limits{At: noon}, false},
		{"both windows", headers(
			"x-codex-plan-type", "plus",
			"x-codex-primary-used-percent", "41.5", "x-codex-primary-window-minutes", "300", "x-codex-primary-reset-at", strconv.FormatInt(at.Unix(), 10),
			"x-codex-secondary-used-percent", "7", "x-codex-secondary-window-minutes", "10080", "x-codex-secondary-reset-after-seconds", "60", "x-codex-secondary-reset-at", "1",
			"x-codex-credits-has-credits", "True", "x-codex-credits-unlimited", "False", "x-codex-credits-balance", "12.5"),
			Limits{Plan: "plus", At: noon, Credits: &Credits{true, false, "12.5"},
				Windows: []Window{{41.5, 5 * time.Hour, time.Unix(at.Unix(), 0)}, {7, week, noon.Add(time.Minute)}}}, true},
		{"other family", headers(
			"x-codex-active-limit", "codex_spark", "x-codex-spark-primary-used-percent", "100", "x-codex-spark-primary-window-minutes", "1440",
			"x-codex-spark-limit-name", "Spark", "x-codex-rate-limit-reached-type", "rate_limit_reached"),
			Limits{At: noon, Name: "Spark", Reached: true, ReachedType: "rate_limit_reached",
				Others: []Limits{{At: noon, Name: "Spark", Windows: []Window{{100, day, time.Time{}}}}}}, true},
		{"nonsense", headers("x-codex-primary-used-percent", "NaN", "x-codex-primary-window-minutes", "-5", "x-codex-primary-reset-at", "1e99",
			"x-codex-secondary-used-percent", "900", "x-codex-secondary-window-minutes", "1e300", "x-codex-secondary-reset-after-seconds", "Inf"),
			Limits{At: noon, Windows: []Window{{}, {100, 100 * 365 * day, time.Time{}}}}, true},
	}
	for _, tt := range tests {
		got, ok := limitsFromHeaders(tt.header, noon)
		if ok != tt.ok || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s:\n %+v, %v\n want %+v", tt.name, got, ok, tt.want)
		}
	}
}

func TestLimitsFromUsage(t *testing.T) {
	r := newRig(step{body: `{"plan_type":"pro","rate_limit":{"allowed":false,"limit_reached":true,
		"primary_window":{"used_percent":100,"limit_window_seconds":18000,"reset_after_seconds":600,"reset_at":1},
		"secondary_window":null},"credits":{"has_credits":false,"unlimited":false,"balance":null},
		"additional_rate_limits":[{"limit_name":"Spark","metered_feature":"x","rate_limit":{"allowed":true,"primary_window":{"used_percent":5,"limit_window_seconds":86400}}}],
		"rate_limit_reached_type":{"type":"x"}}`})
	got, err := r.Limits(t.Context())
	want := Limits{Plan: "pro", Reached: true, At: noon, Credits: &Credits{},
		Windows: []Window{{100, 5 * time.Hour, noon.Add(10 * time.Minute)}},
		Others:  []Limits{{Name: "Spark", At: noon, Windows: []Window{{5, day, time.Time{}}}}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v\nwant %+v", got, err, want)
	}
	req := r.fake.requests[0]
	if req.URL.String() != "https://chatgpt.com/backend-api/wham/usage" || req.Header.Get("ChatGPT-Account-Id") != "acc-1" {
		t.Errorf("asked at %s", req.URL)
	}
	base, _ := parseBase("https://example.test/x/")
	if got := usageURL(base).String(); got != "https://example.test/x/api/codex/usage" {
		t.Error(got)
	}
	if _, err := newRig(step{body: "<html>"}).Limits(t.Context()); asError(err) == nil || asError(err).Code != CodeProtocol {
		t.Error(err)
	}
}

// TestResetTimeKnowsTheCalendar checks leap days, the turn of the year, and
// days on which daylight saving begins or ends.
func TestResetTimeKnowsTheCalendar(t *testing.T) {
	for _, tt := range []struct{ zone, now, at, want string }{
		{"UTC", "2028-02-28 23:30", "2028-02-29 00:10", "tomorrow at 00:10"},
		{"UTC", "2028-02-28 23:30", "2028-03-01 00:10", "on Wednesday at 00:10"},
		{"UTC", "2027-02-28 23:30", "2027-03-01 00:10", "tomorrow at 00:10"},
		{"UTC", "2028-02-29 12:00", "2028-02-29 12:30", "at 12:30"},
		{"UTC", "2028-02-29 12:00", "2029-02-28 11:00", "on 28 February at 11:00"},
		{"UTC", "2028-02-01 12:00", "2028-02-29 12:00", "on 29 February at 12:00"},
		{"UTC", "2028-02-29 12:00", "2032-02-29 12:00", "later"},
		{"UTC", "2026-12-31 23:30", "2026-12-31 23:59", "at 23:59"},
		{"UTC", "2026-12-31 23:30", "2027-01-01 00:00", "tomorrow at 00:00"},
		{"UTC", "2026-12-31 23:30", "2027-01-06 23:59", "on Wednesday at 23:59"},
		{"UTC", "2026-12-31 23:30", "2027-01-07 00:00", "on 7 January at 00:00"},
		{"America/Havana", "2026-03-07 10:00", "2026-03-07 23:30", "at 23:30"}, // the next day begins at one o'clock
		{"America/Havana", "2026-03-07 10:00", "2026-03-08 23:30", "tomorrow at 23:30"},
		{"America/Havana", "2026-03-08 23:30", "2026-03-09 00:30", "tomorrow at 00:30"},
		{"Europe/Berlin", "2026-10-25 00:10", "2026-10-25 23:50", "at 23:50"}, // a day of 25 hours
		{"Pacific/Apia", "2011-12-29 12:00", "2011-12-31 12:00", "on Saturday at 12:00"},
	} {
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		at := func(text string) time.Time {
			when, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
			if err != nil {
				t.Fatal(err)
			}
			return when
		}
		if got := resetTime(at(tt.at).UTC(), at(tt.now)); got != tt.want {
			t.Errorf("%s: at %s of %s: got %q, want %q", tt.zone, tt.now, tt.at, got, tt.want)
		}
	}
}

func TestUsageLimitWords(t *testing.T) {
	monday := time.Date(2026, 11, 23, 16, 0, 0, 0, time.FixedZone("CET", 3600))
	reset := monday.Add(173 * time.Minute)
	full := func(length time.Duration, at time.Time) Window { return Window{100, length, at} }
	tests := []struct {
		name     string
		limits   Limits
		resets   time.Time
		promo    string
		sentence string
		hint     string
	}{
		{"today", Limits{Plan: "plus", Windows: []Window{full(5*time.Hour, reset)}}, reset, "",
			"Your plan's 5 h limit is reached; it resets at 18:53.", "Upgrade to Pro"},
		{"reset from the window", Limits{Plan: "free", Windows: []Window{full(5*time.Hour, reset)}}, time.Time{}, "",
			"Your plan's 5 h limit is reached; it resets at 18:53.", "Upgrade to Plus"},
		{"the later one binds", Limits{Plan: "pro", Windows: []Window{full(5*time.Hour, reset), full(week, monday.Add(50*time.Hour))}}, time.Time{}, "",
			"Your plan's weekly limit is reached; it resets on Wednesday at 18:00.", "Buy credits"},
		{"the server says which", Limits{Plan: "team", Windows: []Window{full(5*time.Hour, reset), full(week, monday.Add(50*time.Hour))}}, reset.Add(time.Second), "",
			"Your plan's 5 h limit is reached; it resets at 18:53.", "Ask the workspace's admin"},
		{"tomorrow", Limits{Windows: []Window{full(day, monday.Add(20*time.Hour))}}, time.Time{}, "",
			"Your plan's 1 d limit is reached; it resets tomorrow at 12:00.", "Wait"},
		{"next month", Limits{Windows: []Window{full(30*day, monday.Add(20*day))}}, time.Time{}, "",
			"Your plan's 30 d limit is reached; it resets on 13 December at 16:00.", "Wait"},
		{"no times", Limits{}, time.Time{}, "", "Your plan's limit is reached; it resets later.", "Wait"},
		{"own family", Limits{Name: "GPT-Spark"}, reset, "", "Your plan's limit for GPT-Spark is reached; it resets at 18:53.", "Wait"},
		{"promotion", Limits{Plan: "plus"}, reset, "Try the \x1b[31mnew\x1b[m plan.", "Your plan's limit is reached; it resets at 18:53.", "Try the new plan."},
		{"owner", Limits{ReachedType: "workspace_owner_credits_depleted"}, reset, "", "Your plan's limit is reached; it resets at 18:53.", "Raise the limit"},
		{"member", Limits{Plan: "plus", ReachedType: "workspace_member_usage_limit_reached"}, reset, "", "Your plan's limit is reached; it resets at 18:53.", "Ask the workspace's owner"},
	}
	for _, tt := range tests {
		e := RouteCodex.errorFor(429, serverFault{code: "usage_limit_reached"})
		e.explainLimit(tt.limits, serverFault{resets: tt.resets}, headers("x-codex-promo-message", tt.promo), monday)
		if e.Sentence != tt.sentence || !strings.HasPrefix(e.Hint, tt.hint) || !strings.HasSuffix(e.Hint, ".") {
			t.Errorf("%s: %q, %q", tt.name, e.Sentence, e.Hint)
		}
		if e.again || e.Limits == nil || !e.Limits.Reached {
			t.Errorf("%s: %+v", tt.name, e)
		}
	}
}

func FuzzLimitHeaders(f *testing.F) {
	f.Add("41.5", "300", "1795440000", "60", "True", "x_y")
	f.Add("NaN", "-1", "1e300", "Inf", "no", "\x1b[31m")
	f.Add("1e400", "1e18", "-5", "9e18", "", "")
	f.Fuzz(func(t *testing.T, used, minutes, at, after, has, active string) {
		h := http.Header{}
		for _, prefix := range []string{"X-Codex-Primary", "X-Codex-Secondary", "X-Other-Primary"} {
			h.Set(prefix+"-Used-Percent", used)
			h.Set(prefix+"-Window-Minutes", minutes)
			h.Set(prefix+"-Reset-At", at)
			h.Set(prefix+"-Reset-After-Seconds", after)
		}
		h.Set("X-Codex-Credits-Has-Credits", has)
		h.Set("X-Codex-Credits-Balance", active)
		h.Set("X-Codex-Active-Limit", active)
		h.Set("X-Other-Limit-Name", active)
		l, _ := limitsFromHeaders(h, noon)
		for _, l := range append(l.Others, l) {
			for _, w := range l.Windows {
				if math.IsNaN(w.UsedPercent) || w.UsedPercent < 0 || w.UsedPercent > 100 || w.Length < 0 {
					t.Errorf("window %+v", w)
				}
				_ = w.Label()
			}
			if strings.ContainsAny(l.Name, "\x1b\n") || l.Credits != nil && strings.ContainsAny(l.Credits.Balance, "\x1b\n") {
				t.Errorf("unsafe words in %+v", l)
			}
		}
		e := RouteCodex.errorFor(429, serverFault{code: "usage_limit_reached"})
		e.explainLimit(l, serverFault{}, h, noon)
	})
}

func FuzzUsage(f *testing.F) {
	f.Add([]byte(`{"plan_type":"pro","rate_limit":{"primary_window":{"used_percent":1e9,"limit_window_seconds":-1,"reset_at":1e30}}}`))
	f.Add([]byte(`{"rate_limit":null,"credits":7,"additional_rate_limits":[{},null]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		l, _ := limitsFromUsage(body, noon)
		for _, w := range l.Windows {
			if w.UsedPercent < 0 || w.UsedPercent > 100 || w.Length < 0 {
				t.Errorf("window %+v", w)
			}
		}
		limitsFromEvent(body, noon)
	})
}

// TestResetKnowsTheCalendar has leap days and the turn of the year.
func TestResetKnowsTheCalendar(t *testing.T) {
	for _, tt := range []struct{ now, at, want string }{
		{"2028-02-28 23:30", "2028-02-28 23:45", "at 23:45"},
		{"2028-02-28 23:30", "2028-02-29 00:10", "tomorrow at 00:10"},
		{"2028-02-29 12:00", "2028-03-06 23:00", "on Monday at 23:00"},
		{"2028-02-29 12:00", "2028-03-07 11:00", "on 7 March at 11:00"}, // a Tuesday, as today is
		{"2028-02-01 12:00", "2028-02-29 12:00", "on 29 February at 12:00"},
		{"2026-12-31 23:30", "2026-12-31 23:59", "at 23:59"},
		{"2026-12-31 23:30", "2027-01-01 00:00", "tomorrow at 00:00"},
		{"2026-12-31 23:30", "2027-01-08 00:00", "on 8 January at 00:00"},
		{"2027-01-01 00:10", "2026-12-31 23:59", ""},
		{"2028-02-29 12:00", "2032-02-29 12:00", ""},
	} {
		at := func(text string) time.Time {
			when, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("", -3*3600-1800))
			if err != nil {
				t.Fatal(err)
			}
			return when
		}
		if got := (Window{ResetsAt: at(tt.at).UTC()}).ResetWords(at(tt.now)); got != tt.want {
			t.Errorf("at %s of %s: got %q, want %q", tt.now, tt.at, got, tt.want)
		}
	}
}
