package dialog

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/codex"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// limitsView shows what is used and left of the plan. It asks the server once when
// it is opened, and again only by a key.
type limitsView struct {
	overlay
	load   func(context.Context) (codex.Limits, error)
	now    func() time.Time
	asking *task.Task
	limits codex.Limits
	broken string // a sentence about why the server could not be asked
}

// limitsLoaded is the result of a load.
type limitsLoaded struct {
	task   *task.Task
	limits codex.Limits
	err    error
}

// LimitsRead reports limits that the dialog has read, for the meters of the chat.
type LimitsRead struct{ Limits codex.Limits }

// NewLimits returns the limits of the plan and the command that loads them. The known
// ones, which may be nil, are shown meanwhile. The command calls load outside the
// UI's goroutine.
func NewLimits(load func(context.Context) (codex.Limits, error), known *codex.Limits, now func() time.Time) (Dialog, tea.Cmd) {
	v := &limitsView{overlay: newOverlay("Limits of your plan", "Asking what is used of your plan", "Your plan names no limits."), load: load, now: now}
	if known != nil {
		v.limits = *known
		v.show()
	}
	return v, v.ask()
}

// ask starts a load and cancels the previous one.
func (v *limitsView) ask() tea.Cmd {
	if v.asking != nil {
		v.asking.Stop()
	}
	asking, load := task.New(), v.load
	v.asking = asking
	return func() tea.Msg {
		limits, err := load(asking.Ctx)
		return limitsLoaded{asking, limits, err}
	}
}

func (v *limitsView) Update(msg tea.Msg) (tea.Cmd, Event) {
	if loaded, ok := msg.(limitsLoaded); ok {
		return v.loaded(loaded), nil
	}
	pressed, _ := msg.(tea.KeyPressMsg)
	switch {
	case leaves(msg):
		v.asking.Stop()
		return nil, Dismissed{}
	case keymap.AskLimits.Is(pressed.Keystroke()):
		return v.ask(), nil
	}
	v.overlay.update(msg)
	return nil, nil
}

func (v *limitsView) loaded(msg limitsLoaded) tea.Cmd {
	if msg.task != v.asking {
		return nil
	}
	msg.task.Stop()
	if v.broken = ""; msg.err != nil {
		if v.broken = notice.Of(msg.err).Sentence; len(v.list.rows) == 0 {
			v.fail(msg.err)
		}
		return nil
	}
	v.limits = msg.limits
	v.show()
	return func() tea.Msg { return LimitsRead{msg.limits} }
}

// show makes the rows: the windows of the plan, then those of other limits, then the
// credits.
func (v *limitsView) show() {
	rows := v.windows("", v.limits)
	for _, other := range v.limits.Others {
		rows = append(rows, v.windows(termsafe.Line(other.Name)+" ", other)...)
	}
	if c := v.limits.Credits; c != nil && (c.Has || c.Unlimited) {
		r := row{key: "credits", name: "credits", about: termsafe.Line(c.Balance) + " left"}
		if c.Unlimited {
			r.about = "unlimited"
		}
		rows = append(rows, r)
	}
	v.setRows(rows)
}

// windows returns the rows of the windows of a limit. The binding one is bright.
func (v *limitsView) windows(prefix string, l codex.Limits) []row {
	var rows []row
	binding, _ := l.Binding()
	for _, w := range l.Windows {
		used := w.Used()
		r := row{name: prefix + cmp.Or(w.Label(), "plan"), about: fmt.Sprintf("%3d %% used   %3d %% left", used, 100-used)}
		if w.Full() {
			r.about = "limit reached"
		}
		if r.key = r.name; w == binding {
			r.lit = style.Span{To: len(r.about)}
		}
		if reset := w.ResetWords(v.now()); reset != "" {
			r.facts = "resets " + reset
		}
		rows = append(rows, r)
	}
	return rows
}

func (v *limitsView) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := v.overlay
	o.detail, o.keys = v.detail(), []key.Binding{keymap.AskLimits.Key(), keymap.CloseDialog.Key()}
	return o.view(st, width, height)
}

// detail says which plan it is and when its limits were read.
func (v *limitsView) detail() string {
	switch {
	case v.broken != "":
		return v.broken
	case v.limits.At.IsZero():
		return ""
	}
	now := v.now()
	at := v.limits.At.In(now.Location())
	read := "read at " + at.Format("15:04")
	if style.DaysBetween(at, now) > 0 {
		read = "read on " + at.Format("2 January")
	}
	if v.limits.Plan != "" {
		return termsafe.Line(v.limits.Plan) + " plan, " + read
	}
	return read
}
