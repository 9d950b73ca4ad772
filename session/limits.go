package session

import (
	"cmp"
	"fmt"
	"time"

	"banter/codex"
)

// WarnFrom is the share of a limit, in percent, from which a person should look at
// it.
const WarnFrom = 80

// warnAt are the shares of a window, in percent, from which the person is told.
var warnAt = []float64{WarnFrom, 95}

// A LimitWatch finds out what a person should be told about the limits of a plan:
// once each time that a window comes to a share of warnAt. The zero value has told
// nothing.
type LimitWatch struct {
	told map[string]float64
}

// News returns the fullest of the windows that have come to such a share since the
// last call. Nil limits belong to another account. A full window is not news: the
// refusal of a question says that.
func (l *LimitWatch) News(limits *codex.Limits) (most codex.Window, ok bool) {
	if limits == nil {
		l.told = nil
		return most, false
	}
	for _, w := range limits.Windows {
		if l.reached(w) && w.UsedPercent > most.UsedPercent && !w.Full() {
			most, ok = w, true
		}
	}
	return most, ok
}

// reached reports whether a window has come to a share that was not told of. A
// window that is less than half used is a new period.
func (l *LimitWatch) reached(w codex.Window) bool {
	if l.told == nil {
		l.told = make(map[string]float64)
	}
	name := w.Label()
	if w.UsedPercent < 50 {
		l.told[name] = 0
	}
	news := false
	for _, share := range warnAt {
		if w.UsedPercent >= share && l.told[name] < share {
			l.told[name], news = share, true
		}
	}
	return news
}

// LimitWords says how much of a window is used, and in the longer form when it
// resets.
func LimitWords(w codex.Window, now time.Time) (long, short string) {
	period := cmp.Or(w.Label(), "your plan")
	if period == "week" {
		period = "the week"
	}
	text := fmt.Sprintf("%d %% of the limit for %s is used", w.Used(), period)
	more := ""
	if reset := w.ResetWords(now); reset != "" {
		more = ". It resets " + reset
	}
	return text + more + ".", text + "."
}
