package login

import (
	"charm.land/bubbles/v2/key"

	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
)

// browsing draws the phase in which a page is open in a browser. Without room for
// the link it is left out: a key copies it.
func (l Screen) browsing(st *style.Styles, width int) []block {
	first := "Sign in on the page that your browser opens. If it opens none, this is the link:"
	back := "If the browser does not come back to Banter, copy its address and paste it here:"
	if l.offers.Browser == BrowserElsewhere {
		first = "Open this link on a machine that has a browser, and sign in:"
		back = "The browser then ends at a page that it cannot show. Copy its address and paste it here:"
	}
	if l.page.continues && l.offers.Browser != BrowserElsewhere {
		first = "Continue with ChatGPT on the page that your browser opens. If it opens none, this is the link:"
	}
	blocks := append(append(l.because(st, width), l.forwardBlocks(st, width)...),
		block{rankHint, style.Wrap(st.Text.Render, first, width)},
		block{rankStory, address(st, l.page.flow.URL, width)}, blank,
		block{rankNeeded, style.Wrap(st.Text.Render, back, width)},
		block{rankNeeded, []string{l.field.view(st, width)}},
	)
	blocks = append(blocks, l.said(st, width)...)
	return append(blocks, blank,
		block{rankNeeded, l.left(st, width)}, blank,
		block{rankCaution, style.Wrap(st.Warning.Render, caution, width)})
}

// passphrase draws the phases in which a passphrase is typed.
func (l Screen) passphrase(st *style.Styles, width int) []block {
	ask, why := "Type the passphrase that seals your sign-in.", l.because(st, width)
	switch {
	case l.phase == sealing && l.first.IsZero():
		ask, why = "Choose a passphrase. It seals your sign-in in a file, and Banter asks for it at each start.", nil
	case l.phase == sealing:
		ask, why = "Type the passphrase once more.", nil
	}
	blocks := append(why,
		block{rankNeeded, style.Wrap(st.Text.Render, ask, width)},
		block{rankNeeded, []string{l.field.view(st, width)}})
	return append(blocks, l.said(st, width)...)
}

// unsaved draws why the sign-in is not kept yet.
func (l Screen) unsaved(st *style.Styles, width int) []block {
	blocks := []block{
		{rankHint, style.Wrap(st.Success.Render, "You are signed in"+as(l.tokens.Email)+", but the sign-in is not kept yet.", width)},
		blank,
		{rankNeeded, style.Wrap(st.Err.Render, l.failure.Sentence, width)}, blank,
		{rankNeeded, style.Wrap(st.Text.Render, "Where shall Banter keep it?", width)},
	}
	return append(blocks, l.said(st, width)...)
}

// said draws the remark about the last key.
func (l Screen) said(st *style.Styles, width int) []block {
	if l.word == "" {
		return nil
	}
	return []block{{rankHint, style.Wrap(st.Warning.Render, termsafe.Line(l.word), width)}}
}

// as returns " as " and the address, or nothing if it is unknown.
func as(email string) string {
	if email == "" {
		return ""
	}
	return " as " + termsafe.Line(email)
}

// keys draws the current choices.
func (l Screen) keys(st *style.Styles, width int) []string {
	if l.showsAhead() {
		return []string{l.aheadRow(st, width)}
	}
	return st.HintLines(width, l.choices()...)
}

// choices returns the current choices.
func (l Screen) choices() []key.Binding {
	leave := keymap.LeaveSignIn.Key()
	switch {
	case l.Back:
		leave = keymap.BackToChat.Key()
	case l.phase == unlocking: // letters are typed
		leave = keymap.BackToChat.KeyTo(keymap.LeaveSignIn.Hint)
	}
	switch l.phase {
	case browsing:
		if l.documented() {
			return []key.Binding{keymap.UseAddress.Key(), keymap.CopyLink.Key(), keymap.CodeAgain.KeyTo("other ways")}
		}
		return []key.Binding{keymap.UseAddress.Key(), keymap.CopyLink.Key(), keymap.CodeAgain.Key()}
	case noticed:
		return []key.Binding{keymap.GotIt.Key(), keymap.ManageUsage.Key()}
	case withheld:
		return []key.Binding{keymap.AllowPlanUse.Key(), keymap.NewCode.KeyTo("code instead"), leave}
	case unlocking:
		return []key.Binding{keymap.OpenSignIn.Key(), keymap.SignInAgain.Key(), leave}
	case sealing:
		return []key.Binding{keymap.TakePassphrase.Key(), keymap.OtherPlace.Key()}
	case unsaved:
		return []key.Binding{keymap.SealSignIn.Key(), keymap.KeepInMemory.Key(), keymap.SaveAgain.Key()}
	}
	return append(l.ways(), leave)
}

// ways returns the keys of the ways to sign in.
func (l Screen) ways() []key.Binding {
	var keys []key.Binding
	if l.phase == waiting {
		keys = append(keys, keymap.CopySignInCode.Key())
	}
	_, continues := l.continuer()
	if continues && (l.phase == failed || l.phase == busy) {
		keys = append(keys, keymap.ContinueSignIn.Key())
	}
	switch {
	case l.phase == choosing: // the ways have their keys
	case l.phase == failed:
		keys = append(keys, keymap.NewCode.KeyTo("try a new code"))
	default:
		keys = append(keys, keymap.NewCode.Key())
	}
	switch l.offers.Browser {
	case BrowserHere:
		here := "browser on this machine"
		if continues {
			here = "Codex in a browser"
		}
		keys = append(keys, keymap.UseBrowser.KeyTo(here))
	case BrowserElsewhere:
		keys = append(keys, keymap.UseBrowser.KeyTo("browser elsewhere"))
	}
	if l.again {
		keys = append(keys, keymap.LookAgain.Key())
	}
	if l.offers.CodexFile {
		keys = append(keys, keymap.UseCodexFile.Key())
	}
	switch {
	case l.demo:
		keys = append(keys, keymap.StartDemo.KeyTo("go on"))
	case l.Name == "":
		keys = append(keys, keymap.StartDemo.Key())
	}
	return keys
}
