package codex

import (
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// againIn matches the words before the pause that a message asks for.
var againIn = regexp.MustCompile(`(?i)\b(?:(?:try|retry|wait|available|resets?)(?:ing)?(?: again| once more)? (?:in|after|for)|wait|retry-after:?)\s+(?:about |around |approximately |at least |another |~ ?)?`)

// tryAgainIn returns the pause that a message asks for, such as "Please try
// again in 6m0s" (openai/codex codex-api/src/sse/responses.rs), or 0.
func tryAgainIn(message string) time.Duration {
	for _, at := range againIn.FindAllStringIndex(message, -1) {
		if d := span(message[at[1]:]); d > 0 {
			return d
		}
	}
	return 0
}

// withoutPause returns a message without the sentence that asks for a pause:
// the hint already says when to try again.
func withoutPause(message string) string {
	at := againIn.FindStringIndex(message)
	if at == nil || span(message[at[1]:]) == 0 {
		return message
	}
	start := strings.LastIndex(message[:at[0]], ". ") + 1
	_, rest, _ := strings.Cut(message[at[1]:], ". ")
	return strings.TrimSpace(message[:start] + " " + rest)
}

// units maps the names of units of time to seconds.
var units = map[string]float64{
	"ms": 0.001, "msec": 0.001, "millisecond": 0.001,
	"s": 1, "sec": 1, "second": 1,
	"m": 60, "min": 60, "minute": 60,
	"h": 3600, "hr": 3600, "hour": 3600,
	"d": 86400, "day": 86400,
	"w": 7 * 86400, "week": 7 * 86400,
}

// unit returns the length of the unit with the given name, singular or plural.
func unit(name string) (seconds float64, ok bool) {
	name = strings.ToLower(name)
	if seconds, ok = units[name]; !ok && len(name) > 2 {
		seconds, ok = units[strings.TrimSuffix(name, "s")]
	}
	return seconds, ok
}

// amount matches a number with its unit, and the words that join it to the one
// before.
var amount = regexp.MustCompile(`^(?:,?\s*(?:and\s+)?)?(\d+(?:\.\d+)?|an?\b)\s*([A-Za-z]+)`)

// span returns the length of time at the beginning of text, such as 1h2m3s, 30
// seconds, or 1 hour and 5 minutes, or 0.
func span(text string) time.Duration {
	var total float64
	for {
		m := amount.FindStringSubmatch(text)
		if m == nil {
			break
		}
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil && !math.IsInf(n, 0) {
			n = 1 // "a minute", "an hour"
		}
		length, ok := unit(m[2])
		if !ok {
			break
		}
		total += n * length
		text = text[len(m[0]):]
	}
	return seconds(total)
}

// retryAfter returns the pause that the headers of an answer ask for:
// Retry-After-Ms, as in OpenAI's SDKs, else Retry-After in seconds, as a date
// (RFC 9110, section 10.2.3), or as a length of time in words.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if n, err := strconv.ParseFloat(strings.TrimSpace(h.Get("Retry-After-Ms")), 64); err == nil && n > 0 {
		return seconds(n / 1000)
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseFloat(value, 64); err == nil {
		return seconds(n)
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return span(value)
}

// whenAgain returns when to try again in words for a person, or "" if the pause
// is too short to mention or too long to believe.
func whenAgain(d time.Duration, now time.Time) string {
	switch {
	case d < time.Second || d > 366*day:
		return ""
	case d <= time.Second:
		return "in a second"
	case d < 2*time.Minute:
		return "in " + strconv.Itoa(int(math.Ceil(d.Seconds()))) + " seconds"
	case d < time.Hour:
		return "in " + strconv.Itoa(int(math.Ceil(d.Minutes()))) + " minutes"
	}
	return resetTime(now.Add(d), now)
}
