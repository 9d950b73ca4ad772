package codex

import "time"

// Limits is what is left of a plan, from response headers, stream events or
// the usage endpoint.
type Limits struct {
	Plan    string
	Windows []Window // in the order the server names them; empty: no data
	Credits *Credits // nil: no data
	Reached bool     // the server says that a limit is reached
	At      time.Time
}

// A Window is one metered stretch of time.
type Window struct {
	UsedPercent float64       // 0 to 100
	Length      time.Duration // 5 h, 7 d, ...; zero: unknown
	ResetsAt    time.Time     // zero: unknown
}

// Credits is what was bought beyond the plan.
type Credits struct {
	Has, Unlimited bool
	Balance        string
}

// Label names the window by its length: "5 h", "week", "30 d".
func (w Window) Label() string { panic("skeleton") }

// Binding returns the window that stops the person first: the fullest one;
// among full ones the one that resets last. It reports false without data.
func (l Limits) Binding() (Window, bool) { panic("skeleton") }
