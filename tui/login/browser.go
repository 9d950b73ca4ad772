package login

import (
	"net/url"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"banter/auth"
	"banter/internal/notice"
	"banter/tui/keymap"
	"banter/tui/task"
)

// A browserPage is a sign-in on a page. A browser on another machine cannot report
// its end, so that the person pastes the address at which the browser ended.
type browserPage struct {
	flow      *auth.BrowserFlow
	continues bool // it is the documented page
}

// Forward returns the command that makes the port of a sign-in on a page reachable
// from another machine, on which the browser is, or "" if the page does not come back
// to a port.
func Forward(page string) string {
	u, err := url.Parse(page)
	if err != nil {
		return ""
	}
	back, err := url.Parse(u.Query().Get("redirect_uri"))
	if err != nil || back.Port() == "" {
		return ""
	}
	return "ssh -N -L " + back.Port() + ":127.0.0.1:" + back.Port() + " HOST"
}

// browserStarted is the result of starting a sign-in on a page.
type browserStarted struct {
	task      *task.Task
	flow      *auth.BrowserFlow
	err       error
	continues bool // with ChatGPT, on the documented page
}

// askPage starts a sign-in on a page, and ends the task under way.
func (l *Screen) askPage() tea.Cmd {
	t, start := l.begin("Opening the page"), l.Account.Browser
	return func() tea.Msg {
		flow, err := start(t.Ctx)
		return browserStarted{task: t, flow: flow, err: err}
	}
}

// opened shows the link and waits for the browser.
func (l Screen) opened(msg browserStarted) (Screen, tea.Cmd, Event) {
	if msg.task != l.task {
		if msg.flow != nil {
			msg.flow.Close()
		}
		return l, nil, nil
	}
	if msg.err != nil {
		l.fail(notice.Of(msg.err))
		return l, nil, nil
	}
	l.page, l.phase = &browserPage{msg.flow, msg.continues}, browsing
	end := wait(msg.task, msg.flow.Wait)
	if c, ok := l.continuer(); ok && msg.continues {
		end = waitContinued(msg.task, continued(c, msg.flow.Wait))
	}
	return l, tea.Batch(end, l.nextTick()), nil
}

// pressBrowsing handles a key while the address is typed.
func (l *Screen) pressBrowsing(key tea.KeyPressMsg) tea.Cmd {
	switch stroke := key.Keystroke(); {
	case keymap.CodeAgain.Is(stroke):
		return l.askFirst()
	case keymap.CopyLink.Is(stroke):
		return l.Copier.CopyNamed("Link", l.page.flow.URL)
	case keymap.UseAddress.Is(stroke):
		l.bringBack()
	default:
		l.field, _ = l.field.update(key)
	}
	return nil
}

// bringBack passes the address to the flow, whose Wait then returns.
func (l *Screen) bringBack() {
	text := strings.TrimSpace(l.field.typed.Reveal())
	l.field = secretField{}
	if text == "" {
		return
	}
	if err := l.page.flow.Paste(text); err != nil {
		n := notice.Of(err)
		l.word = n.Sentence + " " + n.Hint
		return
	}
	l.word = "Signing in with it."
}

// pastedFor returns the text of a paste for a phase: an address without the line
// breaks it may have got, a passphrase with its blanks.
func pastedFor(p phase, text string) string {
	switch p {
	case browsing:
		return strings.Join(strings.FieldsFunc(text, unicode.IsSpace), "")
	case unlocking, sealing:
		line, _, _ := strings.Cut(text, "\n")
		return strings.TrimSuffix(line, "\r")
	}
	return ""
}
