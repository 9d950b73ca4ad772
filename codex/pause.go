package codex

import (
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// againIn finds the words before the pause that a message asks for.
var againIn = regexp.MustCompile(`(?i)\b(?:(?:try|retry|wait|available|resets?)(?:ing)?(?: again| once more)? (?:in|after|for)|wait|retry-after:?)\s+(?:about |around |approximately |at least |another |~ ?)?`)

// tryAgainIn reads the pause that a message asks for, such as "Please try
// again in 6m0s" (openai/codex codex-api/src/sse/responses.rs).
func tryAgainIn(message string) time.Duration {
	for _, at := range againIn.FindAllStringIndex(message, -1) {
		if d := span(message[at[1]:]); d > 0 {
			return d
		}
	}
	return 0
}

// withoutPause returns a message without the sentence that asks for a pause,
// which the person reads in other words.
func withoutPause(message string) string {
	at := againIn.FindStringIndex(message)
	if at == nil || span(message[at[1]:]) == 0 {
		return message
	}
	start := strings.LastIndex(message[:at[0]], ". ") + 1
	_, rest, _ := strings.Cut(message[at[1]:], ". ")
	return strings.TrimSpace(message[:start] + " " + rest)
}

// units are the lengths of the units of time, in seconds.
var units = map[string]float64{
	"ms": 0.001, "msec": 0.001, "millisecond": 0.001,
	"s": 1, "sec": 1, "second": 1,
	"m": 60, "min": 60, "minute": 60,
	"h": 3600, "hr": 3600, "hour": 3600,
	"d": 86400, "day": 86400,
	"w": 7 * 86400, "week": 7 * 86400,
}

// unit finds a unit by its name, which may be a plural.
func unit(name string) (seconds float64, ok bool) {
	name = strings.ToLower(name)
	if seconds, ok = units[name]; !ok && len(name) > 2 {
		seconds, ok = units[strings.TrimSuffix(name, "s")]
	}
	return seconds, ok
}

// amount is a number with its unit, and what joins it to the one before.
var amount = regexp.MustCompile(`^(?:,?\s*(?:and\s+)?)?(\d+(?:\.\d+)?|an?\b)\s*([A-Za-z]+)`)

// span reads the length of time that text begins with, such as 1h2m3s, 30
// seconds, or 1 hour and 5 minutes; it is 0 when there is none.
func span(text string) time.Duration {
	var total float64
	for {
		m := amount.FindStringSubmatch(text)
		if m == nil {
			break
		}
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil && !math.IsInf(n, 0) {
			n = 1 // a minute, an hour
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

// retryAfter reads how long a server asks to wait in its headers: milliseconds
// as OpenAI's SDKs read them, else Retry-After, which is seconds or a date (RFC
// 9110, section 10.2.3), or a length of time as in messages.
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

// whenAgain says how long to wait as a person says it; empty: it is not worth
// saying, or beyond belief.
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
