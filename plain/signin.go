package plain

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"banter/auth"
	"banter/codex"
	"banter/session"
)

// start reads the saved sign-in, and asks for one if there is none.
func (f *Front) start() {
	tokens, err := f.account.Tokens(f.ctx)
	switch {
	case err == nil:
		f.entered(tokens)
	case !f.opts.Terminal && !f.opts.Demo: // nothing that comes out of a pipe can sign in
		f.failed, f.done = err, true
	case waitsForPassphrase(err):
		f.unlock()
	default:
		if !errors.Is(err, auth.ErrNoTokens) {
			f.warn(err)
			f.say("Once you are signed in, you choose where else Banter keeps the sign-in.")
		}
		f.signIn()
	}
}

// waitsForPassphrase reports whether the sign-in is sealed.
func waitsForPassphrase(err error) bool { return hasCode(err, auth.CodePassphraseRequired) }

// hasCode reports whether err or an error that it wraps has a code.
func hasCode(err error, code auth.Code) bool {
	for fault, ok := errors.AsType[*auth.Error](err); ok; fault, ok = errors.AsType[*auth.Error](fault.Err) {
		if fault.Code == code {
			return true
		}
	}
	return false
}

// unlock asks for the passphrase of a sealed sign-in.
func (f *Front) unlock() {
	f.wants("Passphrase of your sign-in, which is not shown; an empty line signs in again:", true, func(text string) {
		if text == "" {
			f.signIn()
			return
		}
		tokens, err := f.account.Unlock(f.ctx, auth.NewSecret(text))
		if err != nil {
			f.warn(err)
			f.unlock()
			return
		}
		f.entered(tokens)
	})
}

// signIn explains the sign-in and begins it, or continues with ChatGPT if the account
// does.
func (f *Front) signIn() {
	if c, ok := f.account.(continuer); ok && c.Documented() {
		f.continueWithChatGPT(c)
		return
	}
	f.say("Sign in to ChatGPT with a code that you enter on any device.")
	f.say("Banter is an unofficial client. It signs in with the public client id of the Codex CLI; ChatGPT's settings can revoke that.")
	f.say("%s", auth.DeviceCaution)
	f.signInWithCode()
}

// signInFailed says why there is no sign-in. Without any, Ctrl+C has quit.
func (f *Front) signInFailed(err error) {
	f.warn(err)
	switch {
	case errors.Is(err, context.Canceled) && f.sess == nil:
		f.done = true
	case !f.opts.Terminal:
		f.failed, f.done = err, true
	case f.sess == nil:
		f.say("Type /retry to start again, or /quit to end.")
	}
}

// offerPlaces asks where to keep a sign-in that its store did not take.
func (f *Front) offerPlaces(tokens auth.Tokens, why error) {
	f.warn(why)
	f.choose(menu{
		title:  "You are signed in, but the sign-in is not kept yet. Where shall Banter keep it?",
		rows:   []string{"In a file that a passphrase seals", "In memory, until you quit"},
		prompt: "Type 1 or 2.",
		take: func(i int, _ string) {
			if i == 0 {
				f.seal(tokens)
				return
			}
			f.kept(tokens, f.account.KeepInMemory(f.ctx, tokens))
		},
		other: func(string) { f.offerPlaces(tokens, nil) },
	})
}

// seal asks for a new passphrase, twice.
func (f *Front) seal(tokens auth.Tokens) {
	f.wants("Choose a passphrase, which is not shown:", true, func(first string) {
		if strings.TrimSpace(first) == "" {
			f.offerPlaces(tokens, nil)
			return
		}
		f.wants("The passphrase once more:", true, func(second string) {
			if first != second {
				f.say("The two are not the same.")
				f.seal(tokens)
				return
			}
			f.kept(tokens, f.account.KeepSealed(f.ctx, tokens, auth.NewSecret(first)))
		})
	})
}

// kept goes on once the sign-in is kept.
func (f *Front) kept(tokens auth.Tokens, err error) {
	if err != nil {
		f.offerPlaces(tokens, err)
		return
	}
	f.signedIn(tokens)
}

// signedIn goes on after a new sign-in.
func (f *Front) signedIn(tokens auth.Tokens) {
	f.say("Signed in%s.", as(tokens))
	same := f.sess != nil && codex.Account(tokens) == codex.Account(f.tokens)
	if f.tokens = tokens; same {
		if s := f.sess.State(); s.Retryable {
			f.begun(f.sess.Retry(f.ctx))
		}
		return
	}
	f.entered(tokens)
}

// as names who is signed in.
func as(t auth.Tokens) string {
	switch {
	case t.Email != "" && t.Plan != "":
		return " as " + t.Email + " (" + t.Plan + ")"
	case t.Email != "":
		return " as " + t.Email
	}
	return ""
}

// entered opens the history and the first conversation.
func (f *Front) entered(tokens auth.Tokens) {
	f.tokens = tokens
	if f.db == nil {
		err := f.during(func(ctx context.Context) (err error) {
			f.db, err = f.opts.Open(ctx)
			return err
		})
		if f.db == nil {
			f.failed, f.done = err, true
			return
		}
		f.warn(err)
		f.model = cmp.Or(f.model, f.recall("model"))
		f.effort = cmp.Or(f.effort, f.recall("effort"))
		f.greet()
	}
	f.tellPlan()
	f.loadCatalog()
	resume := f.opts.Resume
	f.opts.Resume = ""
	switch resume {
	case "pick":
		if f.open(f.db, "") {
			f.pickConversation("")
		}
	case "":
		f.open(f.db, "")
	default:
		f.resume(resume)
	}
}

// greet says how to go on, to a person.
func (f *Front) greet() {
	if !f.opts.Terminal {
		return
	}
	f.say("Banter in plain mode. A line is a question; /help lists what can be done; %s quits.", endKeys())
	switch {
	case f.opts.Demo:
		f.say("This is the demo: nothing is sent and nothing is kept.")
	case f.opts.Temporary:
		f.say("Nothing of this run is kept on disk.")
	}
}

// resume opens the conversation of the command line.
func (f *Front) resume(id string) {
	if !f.open(f.db, id) {
		return
	}
	if id == session.Last && f.sess.State().Conversation.Leaf == "" {
		f.say("No conversation is saved yet. This is a new one.")
		return
	}
	if f.opts.ResumeModel != "" || f.opts.ResumeEffort != "" {
		f.warn(f.sess.Override(f.ctx, f.catalog, f.opts.ResumeModel, f.opts.ResumeEffort))
	}
	f.useOwner()
	f.tellOpened()
	if f.opts.Terminal {
		f.tellLast()
	}
}

// pickAccount lists the accounts, or switches to the named one.
func (f *Front) pickAccount(name string) {
	if f.opts.Accounts == nil || f.opts.Demo {
		f.say("There is no other account here.")
		return
	}
	list, err := f.opts.Accounts.List(f.ctx)
	f.warn(err)
	var rows, names []string
	for _, a := range list {
		row := a.Name
		if a.Email != "" {
			row += ", " + a.Email
		}
		if a.Name == f.opts.Accounts.Current() {
			row += ", in use"
		}
		rows, names = append(rows, row), append(names, a.Name)
	}
	m := menu{
		title: "Accounts:", rows: rows, names: names,
		prompt: "A number or a name switches to it, and with the word out signs it out here; a new name signs in to it; an empty line goes back.",
		take: func(i int, rest string) {
			if rest == "out" {
				f.signOut(names[i])
				return
			}
			f.switchAccount(names[i])
		},
		other: f.switchAccount,
	}
	if name != "" {
		f.chose(m, name)
		return
	}
	f.choose(m)
}

// signOut removes a sign-in from this machine.
func (f *Front) signOut(name string) {
	if name == f.opts.Accounts.Current() {
		f.say("%s is in use. Switch to another account first, or end Banter and type banter logout.", name)
		return
	}
	f.did(f.opts.Accounts.SignOut(f.ctx, name), "%s is signed out here.", name)
}

// switchAccount uses another account, and signs in to it if that is needed.
func (f *Front) switchAccount(name string) {
	account, err := f.opts.SignInTo(name)
	if err != nil {
		f.warn(err)
		return
	}
	tokens, err := f.opts.Accounts.Switch(f.ctx, name, true)
	switch {
	case err == nil:
		f.account, f.tokens = account, tokens
		f.say("%s is in use.", name)
		f.openOfAccount()
	case errors.Is(err, auth.ErrNoTokens), errors.Is(err, auth.ErrSignInAgain):
		f.account = account
		f.signIn()
	case waitsForPassphrase(err):
		f.account = account
		f.unlock()
	default:
		f.warn(err)
	}
}

// useOwner switches to the account of the open conversation: it goes on with that.
func (f *Front) useOwner() {
	head := f.sess.State().Conversation
	own := codex.Account(f.tokens)
	if f.opts.Accounts == nil || head.Account == "" || own == "" || head.Account == own {
		return
	}
	list, _ := f.opts.Accounts.List(f.ctx) // without a list, the account in use goes on
	for _, a := range list {
		if a.AccountID != head.Account {
			continue
		}
		tokens, err := f.opts.Accounts.Switch(f.ctx, a.Name, false)
		if err != nil {
			f.warn(err)
			return
		}
		f.tokens = tokens
		f.account, _ = f.opts.SignInTo(a.Name) // the switch has checked the name
		f.say("This conversation goes on with its account, %s.", a.Name)
		f.open(f.db, head.ID)
		return
	}
}

// openOfAccount starts a conversation of the account: one belongs to its account.
func (f *Front) openOfAccount() {
	f.limits.News(nil)
	if f.open(f.db, "") {
		f.say("A new conversation.")
	}
	f.loadCatalog()
}
