package plain

import (
	"cmp"
	"context"
	"fmt"

	"banter/codex"
	"banter/session"
)

// tellLimits tells what is used and left of the plan.
func (f *Front) tellLimits(string) {
	var limits codex.Limits
	err := f.during(func(ctx context.Context) (err error) {
		limits, err = f.opts.Backend.Limits(ctx)
		return err
	})
	if err != nil {
		f.warn(err)
		limits = f.keptLimits()
	}
	told := f.tellWindows("", limits)
	for _, other := range limits.Others {
		told = f.tellWindows(other.Name+", ", other) || told
	}
	if c := limits.Credits; c != nil && c.Unlimited {
		f.say("Credits: unlimited.")
	} else if c != nil && c.Has {
		f.say("Credits: %s left.", c.Balance)
	}
	if !told && err == nil {
		f.say("Your plan names no limits.")
	}
}

// keptLimits returns the limits that this machine has seen last, and tells when.
func (f *Front) keptLimits() codex.Limits {
	kept, ok := f.opts.Backend.KeptLimits(codex.Account(f.tokens))
	if !ok {
		return codex.Limits{}
	}
	now := f.opts.Now()
	f.say("On %s they were:", kept.At.In(now.Location()).Format("2 January at 15:04"))
	return kept.AsOf(now)
}

// tellWindows tells the windows of a limit, each in a line, and reports whether there
// are any.
func (f *Front) tellWindows(prefix string, limits codex.Limits) bool {
	for _, w := range limits.Windows {
		words := fmt.Sprintf("%d %% used, %d %% left", w.Used(), 100-w.Used())
		if w.Full() {
			words = "the limit is reached"
		}
		if reset := w.ResetWords(f.opts.Now()); reset != "" {
			words += ", it resets " + reset
		}
		f.say("%s%s: %s.", prefix, cmp.Or(w.Label(), "plan"), words)
	}
	return len(limits.Windows) > 0
}

// tellMeters tells once each time that much of a window of the plan or of what the
// model can read is used.
func (f *Front) tellMeters(s session.State) {
	if s.Limits != nil {
		if w, news := f.limits.News(s.Limits); news {
			words, _ := session.LimitWords(w, f.opts.Now())
			f.say("%s", words)
		}
	}
	window := f.catalog.Pick(s.Conversation.Model).ContextWindow
	if f.opts.Compact == "off" || f.fullTold || s.Usage == nil || window <= 0 || !s.Compactable {
		return
	}
	if filled := 100 * s.Usage.Total / window; filled >= session.CompactFrom {
		f.fullTold = true
		f.say("The conversation fills %d %% of what the model can read. /compact goes on with a summary, /new starts another one.", min(filled, 100))
	}
}

// limitSession tells the session when to compact without being asked.
func (f *Front) limitSession() {
	if f.opts.Compact == "auto" {
		f.sess.CompactAt(f.catalog.Pick(f.sess.State().Conversation.Model).ContextWindow * session.CompactFrom / 100)
	}
}
