package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"banter/auth"
	"banter/internal/config"
	"banter/internal/termsafe"
)

// loginOptions are the flags of the command.
type loginOptions struct {
	device  bool // with a code, even if the Codex CLI's sign-in could be used
	browser bool // on a page in the browser
	planUse bool // ask again for the use of the plan, on the documented route
}

func newLogin(a *app) *cobra.Command {
	var opts loginOptions
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to ChatGPT",
		Long: "Sign in to ChatGPT with a code that you enter on any device, for example by scanning the QR code with your phone. It works over ssh and in a pipe.\n\n" +
			"With --browser, sign in on a page instead. If this computer has no browser, open the link on another one and paste the address of its last page.\n\n" +
			"With --route documented, continue with ChatGPT in a browser of this computer: the way that OpenAI documents for programs such as Banter. " +
			"Banter then has an entry of its own in ChatGPT's settings, where you can limit or disconnect it. Over ssh, forward the port that the command names, or paste the address.\n\n" +
			"With --account, sign in under a name of your choice and keep the other accounts. Banter uses the account that signed in last; banter --account NAME uses another, " +
			"and the list of accounts in the chat switches.\n\n" +
			"The sign-in goes to the keychain. Without a keychain, Banter offers a file that a passphrase seals (--store sealed). " +
			"With --store codex, Banter shares the sign-in of the Codex CLI.\n\n" +
			"Banter is unofficial. Without that route it signs in with the public client id of the Codex CLI and asks for the scopes openid, profile, email and offline_access.",
		Example:           "banter login\nbanter login --route documented\nbanter login --browser\nbanter login --account work\nbanter login --store codex",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			err := runLogin(ctx, c, opts)
			if errors.Is(err, auth.ErrSignInAgain) { // of the Codex CLI
				a.signIn += " --store codex --device"
			}
			return err
		}),
	}
	cmd.Flags().BoolVar(&opts.device, "device", false, "sign in with a code, even if the Codex CLI is signed in")
	cmd.Flags().BoolVar(&opts.browser, "browser", false, "sign in on a page in the browser")
	cmd.Flags().BoolVar(&opts.planUse, "plan-use", false, "ask again whether Banter may use your plan, on the route documented")
	a.takes(cmd, signInSettings)
	return cmd
}

func runLogin(ctx context.Context, c *call, opts loginOptions) error {
	if opts.device && opts.browser {
		return &usageError{"--device and --browser exclude each other", "Leave out one of them."}
	}
	t, err := c.loginTarget()
	if err == nil {
		err = opts.check(t.route)
	}
	if err != nil {
		return err
	}
	before, _, err := c.index().Current()
	if err != nil {
		return err
	}
	s, err := c.openForSignIn(ctx, t)
	if err != nil || s == nil {
		return err
	}
	tokens, err := c.adopt(ctx, s, opts)
	if errors.Is(err, auth.ErrNoTokens) {
		tokens, err = c.signIn(ctx, s, opts)
	}
	if fault, ok := errors.AsType[*auth.Error](err); ok && fault.Code == auth.CodeNotSaved {
		s, err = c.keepElsewhere(ctx, s, tokens, err)
	}
	if err != nil || s == nil {
		return err
	}
	c.tell("Signed in" + as(tokens) + under(s.account) + ".")
	place, how := c.where(s)
	c.tell("The sign-in is kept in " + place + how + ".")
	if before.Name != "" && before.Name != s.account {
		c.tell("Banter uses the account " + s.account + " from now on. The other one is there with --account " + before.Name + ".")
	}
	c.tellPlanUse(tokens)
	return nil
}

// check returns an error if the flags do not fit the route.
func (o loginOptions) check(route config.Route) error {
	switch {
	case o.device && route == config.DocumentedRoute:
		return &usageError{"the route documented has no codes: one signs in on a page in the browser", "Leave out --device, or sign in with --route codex."}
	case o.planUse && route != config.DocumentedRoute:
		return &usageError{"--plan-use is for accounts on the route documented", "Leave it out."}
	}
	return nil
}

// loginTarget returns the account to sign in to. A sign-in in memory would end
// with this command, so the keychain replaces a memory that was chosen on the
// screen.
func (c *call) loginTarget() (target, error) {
	if c.Store == config.Memory {
		return target{}, &usageError{"a sign-in in memory ends with this command", "Choose another --store."}
	}
	t, err := c.target()
	if err == nil {
		err = c.checkRoute(t)
	}
	if err == nil {
		t, err = c.onRoute(t, c.newRoute(t))
	}
	if t.place == config.Memory {
		t.place = config.Keychain
	}
	if err != nil {
		return t, err
	}
	return t, c.checkShared(t)
}

// adopt returns the Codex CLI's sign-in if that is the chosen store and has
// one. It returns an error if that sign-in does not work.
func (c *call) adopt(ctx context.Context, s *services, opts loginOptions) (auth.Tokens, error) {
	if opts.device || opts.browser || s.place != config.CodexFile {
		return auth.Tokens{}, auth.ErrNoTokens
	}
	tokens, err := s.tryShared(ctx, c.warn)
	if err != nil {
		return tokens, err
	}
	return tokens, c.record(ctx, s, tokens)
}

// signIn signs in as opts says. Tokens that could not be saved come with an
// error of auth.CodeNotSaved.
func (c *call) signIn(ctx context.Context, s *services, opts loginOptions) (auth.Tokens, error) {
	if s.place == config.Sealed {
		// Before the person takes their phone: without a passphrase the sign-in
		// could not be kept.
		chosen, err := c.passphrase(s.prompter)(ctx, auth.PassphraseRequest{New: true})
		if err == nil && chosen.IsZero() {
			err = &usageError{"the sealed store needs a passphrase, and there is no terminal to ask for it", "Give --passphrase-file FILE."}
		}
		if err != nil {
			return auth.Tokens{}, err
		}
	}
	if s.place != config.Keychain { // see openForSignIn
		if err := auth.CanSave(ctx, s.store); err != nil {
			return auth.Tokens{}, err
		}
	}
	if s.documented() {
		c.say("%s", documentedWords)
		return c.signInOnPage(ctx, s, opts.planUse)
	}
	c.say("Banter is an unofficial client. It signs in with the public client id of the Codex CLI; ChatGPT's settings can revoke that.")
	c.say("%s", auth.DeviceCaution)
	if opts.browser {
		return c.signInOnPage(ctx, s, false)
	}
	return c.signInWithCode(ctx, s)
}

// recorded returns a function that records a sign-in to s. If that fails, it
// warns, and the sign-in is still good.
func (c *call) recorded(s *services, warn func(error)) func(context.Context, auth.Tokens) {
	return func(ctx context.Context, t auth.Tokens) {
		if err := c.record(ctx, s, t); err != nil {
			warn(err)
		}
	}
}

// tell prints the outcome of a command on standard output.
func (c *call) tell(sentence string) {
	fmt.Fprintln(c.out, fitted(c.Out, termsafe.Line(sentence)))
}

// as names the person who signed in, as far as the tokens do.
func as(t auth.Tokens) string {
	switch {
	case t.Email != "" && t.Plan != "":
		return " as " + t.Email + " (" + t.Plan + ")"
	case t.Email != "":
		return " as " + t.Email
	}
	return ""
}

// under names an account, except the default one: most people have no other.
func under(account string) string {
	if account == defaultAccount {
		return ""
	}
	return ", account " + account
}

// notSignedIn returns a sentence about an account without a sign-in.
func notSignedIn(account string) string {
	if account == defaultAccount {
		return "You are not signed in."
	}
	return "You are not signed in to the account " + account + "."
}

// where returns the place of a store, and what is special about it.
func (c *call) where(s *services) (place, how string) {
	switch s.place {
	case config.CodexFile:
		if path, ok := auth.FindCodexFile(); ok {
			return path, ", shared with the Codex CLI"
		}
		return "the file of the Codex CLI", ""
	case config.Sealed:
		return c.paths.SealedFile(s.entry), ", sealed with your passphrase"
	case config.Memory:
		return "memory", ""
	}
	return "the keychain of this computer", ""
}
