package tui

import (
	"banter/internal/termsafe"
)

// browsing is the screen while a page is open in a browser. The link gives way
// where it has no room: a key copies it.
func (l login) browsing(st *styles, width int) []block {
	first := "Sign in on the page that your browser opens. If it opens none, this is the link:"
	back := "If the browser cannot come back by itself, copy its address and paste it here:"
	if l.offers.Browser == BrowserElsewhere {
		first = "Open this link on a machine that has a browser, and sign in:"
		back = "The browser then ends at a page that it cannot show. Copy its address and paste it here:"
	}
	blocks := append(l.because(st, width),
		block{rankHint, wrapped(st.text.Render, first, width)},
		block{rankStory, address(st, l.page.flow.URL, width)}, blank,
		block{rankNeeded, wrapped(st.text.Render, back, width)},
		block{rankNeeded, []string{l.entry.view(st, width)}},
	)
	blocks = append(blocks, l.said(st, width)...)
	return append(blocks, blank,
		block{rankNeeded, l.left(st, width)}, blank,
		block{rankCaution, wrapped(st.warning.Render, "Only continue if you started this yourself.", width)})
}

// passphrase asks for one, to open the sign-in or to seal it.
func (l login) passphrase(st *styles, width int) []block {
	ask, why := "Type the passphrase that seals your sign-in.", l.because(st, width)
	switch {
	case l.phase == sealing && l.first.IsZero():
		ask, why = "Choose a passphrase. It seals your sign-in in a file, and Banter asks for it at each start.", nil
	case l.phase == sealing:
		ask, why = "Type the passphrase once more.", nil
	}
	blocks := append(why,
		block{rankNeeded, wrapped(st.text.Render, ask, width)},
		block{rankNeeded, []string{l.entry.view(st, width)}})
	return append(blocks, l.said(st, width)...)
}

// unsaved says why the sign-in is not kept yet.
func (l login) unsaved(st *styles, width int) []block {
	blocks := []block{
		{rankHint, wrapped(st.success.Render, "You are signed in"+as(l.tokens.Email)+", but the sign-in is not kept yet.", width)},
		blank,
		{rankNeeded, wrapped(st.err.Render, l.failure.Sentence, width)}, blank,
		{rankNeeded, wrapped(st.text.Render, "Where shall Banter keep it?", width)},
	}
	return append(blocks, l.said(st, width)...)
}

// said is the word about the last key.
func (l login) said(st *styles, width int) []block {
	if l.word == "" {
		return nil
	}
	return []block{{rankHint, wrapped(st.warning.Render, termsafe.Line(l.word), width)}}
}

// as names a person in the middle of a sentence.
func as(email string) string {
	if email == "" {
		return ""
	}
	return " as " + termsafe.Line(email)
}

// keys are the choices that there are now.
func (l login) keys(st *styles, width int) []string {
	out := "quit"
	if l.back {
		out = "back"
	}
	switch l.phase {
	case browsing:
		return st.hintLines(width, "enter", "use the address", "ctrl+y", "copy link", "esc", "code instead")
	case unlocking:
		return st.hintLines(width, "enter", "open", "ctrl+n", "sign in anew", "esc", out)
	case sealing:
		return st.hintLines(width, "enter", "go on", "esc", "other place")
	case unsaved:
		return st.hintLines(width, "s", "a file, sealed with a passphrase", "m", "memory, until you quit", "r", "try again")
	}
	return st.hintLines(width, l.ways(out)...)
}

// ways are the keys of the ways to sign in.
func (l login) ways(out string) []string {
	var pairs []string
	if l.phase == waiting {
		pairs = append(pairs, "c", "copy code")
	}
	if l.phase == failed {
		pairs = append(pairs, "n", "try a new code")
	} else {
		pairs = append(pairs, "n", "new code")
	}
	switch l.offers.Browser {
	case BrowserHere:
		pairs = append(pairs, "b", "browser on this machine")
	case BrowserElsewhere:
		pairs = append(pairs, "b", "browser elsewhere")
	}
	if l.again {
		pairs = append(pairs, "r", "look for the sign-in again")
	}
	if l.offers.CodexFile {
		pairs = append(pairs, "x", "Codex CLI's sign-in")
	}
	switch {
	case l.demo:
		pairs = append(pairs, "d", "go on")
	case l.name == "":
		pairs = append(pairs, "d", "demo")
	}
	if l.back {
		return append(pairs, "esc", out)
	}
	return append(pairs, "q", out)
}
