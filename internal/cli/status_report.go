package cli

import (
	"cmp"
	"time"

	"banter/codex"
)

// statusReport is what banter status prints; scripts read its JSON, and templates
// its fields.
type statusReport struct {
	Account string         `json:"account"`
	Route   string         `json:"route"`
	Email   string         `json:"email,omitempty"`
	Plan    string         `json:"plan,omitempty"`
	Windows []statusWindow `json:"windows,omitempty"`
	Binding *statusWindow  `json:"binding,omitempty"` // the window that ends first
	Credits string         `json:"credits,omitempty"`
	Reached bool           `json:"reached"`
	ReadAt  *time.Time     `json:"read_at,omitempty"` // nil: the limits are unknown
	Age     int            `json:"age_seconds,omitempty"`
	Context *statusContext `json:"context,omitempty"`
}

// A statusWindow is a period of the plan.
type statusWindow struct {
	Name     string     `json:"name"`
	Used     int        `json:"used_percent"`
	Left     int        `json:"left_percent"`
	ResetsAt *time.Time `json:"resets_at,omitempty"`
	Resets   string     `json:"-"` // local time, such as 13:05 or Mon 13:05
	In       string     `json:"-"` // time until then, such as 2h5m

	resets string // in words
}

// statusContext is how full the context of the last conversation is.
type statusContext struct {
	Conversation string `json:"conversation"`
	Title        string `json:"title"`
	Model        string `json:"model"`
	Tokens       int    `json:"used_tokens"`
	Size         int    `json:"context_window"`
	Used         int    `json:"used_percent"`
}

// take adds limits as they are now.
func (r *statusReport) take(l codex.Limits, now time.Time) {
	l = l.AsOf(now)
	at := l.At.UTC()
	r.ReadAt, r.Age, r.Reached = &at, max(0, int(now.Sub(l.At).Seconds())), l.Reached
	binding, _ := l.Binding()
	for _, w := range l.Windows {
		made := newStatusWindow(w, now)
		if w == binding {
			r.Binding = &made
		}
		r.Windows = append(r.Windows, made)
	}
	switch c := l.Credits; {
	case c == nil || !c.Has && !c.Unlimited:
	case c.Unlimited:
		r.Credits = "unlimited"
	default:
		r.Credits = cmp.Or(c.Balance, "some")
	}
}

func newStatusWindow(w codex.Window, now time.Time) statusWindow {
	made := statusWindow{Name: cmp.Or(w.Label(), "plan"), Used: w.Used(), Left: 100 - w.Used()}
	if w.ResetsAt.IsZero() {
		return made
	}
	resets := w.ResetsAt.UTC()
	made.ResetsAt, made.resets = &resets, w.ResetWords(now)
	made.In = w.ResetsAt.Sub(now).Round(time.Minute).String()
	made.In = made.In[:max(len(made.In)-len("0s"), 0)]
	if made.Resets = w.ResetsAt.In(now.Location()).Format("15:04"); w.ResetsAt.Sub(now) > 24*time.Hour {
		made.Resets = w.ResetsAt.In(now.Location()).Format("Mon 15:04")
	}
	return made
}
