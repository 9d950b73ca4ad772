package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"banter/auth"
	"banter/internal/config"
	"banter/internal/qr"
	"banter/internal/termsafe"
)

func newLogin(a *app) *cobra.Command {
	var device bool
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to ChatGPT",
		Long: "Sign in to ChatGPT with a code that you enter on any device, for example by scanning the QR code with your phone. It works over ssh and in a pipe.\n\n" +
			"With --store codex, Banter uses the sign-in of the Codex CLI in place if there is one.\n\n" +
			"Banter is unofficial: it signs in with the public client id of the Codex CLI and asks for the scopes openid, profile, email and offline_access.",
		Example: "banter login\nbanter login --store codex",
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			return login(ctx, c, device)
		}),
	}
	cmd.Flags().BoolVar(&device, "device", false, "sign in with a code, even if a sign-in of the Codex CLI is there to use")
	return cmd
}

func login(ctx context.Context, c *call, device bool) error {
	s, err := c.servicesAt(c.place(), c.warn)
	if err != nil {
		return err
	}
	if s.place == config.Memory {
		return &usageError{"a sign-in in memory would be gone when this command ends", "Choose another --store."}
	}
	tokens, err := adopt(ctx, s, device)
	if errors.Is(err, auth.ErrNoTokens) {
		tokens, err = c.signIn(ctx, s)
	}
	if err != nil {
		return err
	}
	return c.signedIn(s, tokens)
}

// signedIn says who is signed in now, and where later starts find that out.
func (c *call) signedIn(s *services, tokens auth.Tokens) error {
	fmt.Fprintln(c.Out, termsafe.Line("Signed in"+as(tokens)+"."))
	fmt.Fprintln(c.Out, termsafe.Line("The sign-in is kept in "+c.where(s.place)+"."))
	return c.choices.Remember("store", s.place.String())
}

// adopt returns the Codex CLI's sign-in if that is the chosen store and
// somebody is signed in there.
func adopt(ctx context.Context, s *services, device bool) (auth.Tokens, error) {
	if device || s.place != config.CodexFile {
		return auth.Tokens{}, auth.ErrNoTokens
	}
	return s.store.Load(ctx)
}

// signIn shows a code and waits until the person has entered it somewhere.
func (c *call) signIn(ctx context.Context, s *services) (auth.Tokens, error) {
	if s.place == config.Sealed && c.PassphraseFile == "" {
		// Before the person goes to their phone: without a passphrase the
		// sign-in could not be kept.
		chosen, err := c.prompter.ask(ctx, auth.PassphraseRequest{New: true})
		if err == nil && chosen.IsZero() {
			err = &usageError{"the sealed store needs a passphrase, and there is no terminal to ask for it", "Give --passphrase-file."}
		}
		if err != nil {
			return auth.Tokens{}, err
		}
	}
	flow, err := auth.StartDeviceFlow(ctx, s.flow())
	if err != nil {
		return auth.Tokens{}, err
	}
	c.showCode(flow)
	return flow.Wait(ctx)
}

// showCode prints where to go and what to enter. The QR code is for a person
// before a terminal; in a pipe there is only text.
func (c *call) showCode(flow *auth.DeviceFlow) {
	url, code := termsafe.Line(flow.URL), termsafe.Line(flow.Code)
	fmt.Fprintf(c.Out, "Open   %s\nEnter  %s\n\n", url, code)
	if isTerminal(c.Out) {
		c.showQR(url)
	}
	c.say("%s", auth.DeviceCaution)
	c.say("%s", auth.DeviceSettingHint)
	c.say("Waiting for you. The code is good until %s.", flow.Expires.Local().Format(time.TimeOnly))
}

// showQR draws the code if the terminal has room for it and for the lines
// around it.
func (c *call) showQR(url string) {
	const quiet, around = 2, 6
	code, err := qr.Encode(url)
	if err != nil {
		return // the text above says the same
	}
	columns, rows := size(c.Out)
	if width, height := code.Size(quiet); width > columns || height+around > rows || c.plainASCII() {
		return
	}
	ink, out := c.ink()
	for _, line := range code.Lines(quiet, ink) {
		fmt.Fprintln(out, line)
	}
	fmt.Fprintln(out)
}

// ink chooses how to colour the QR code on this terminal.
func (c *call) ink() (qr.Ink, io.Writer) {
	out := colorprofile.NewWriter(c.Out, c.environ())
	switch {
	case out.Profile >= colorprofile.ANSI:
		return qr.Coloured, out
	case c.lightGuess():
		return qr.OnLight, out
	}
	return qr.OnDark, out
}

// as names who is signed in, as far as the sign-in says.
func as(t auth.Tokens) string {
	switch {
	case t.Email != "" && t.Plan != "":
		return " as " + t.Email + " (" + t.Plan + ")"
	case t.Email != "":
		return " as " + t.Email
	}
	return ""
}

// where describes a store in words.
func (c *call) where(place config.Store) string {
	switch place {
	case config.CodexFile:
		if path, ok := auth.FindCodexFile(); ok {
			return path + ", shared with the Codex CLI"
		}
		return "the file of the Codex CLI"
	case config.Sealed:
		return c.paths.SealedFile(c.provider().Entry("default")) + ", sealed with your passphrase"
	case config.Memory:
		return "memory"
	}
	return "the keychain of this computer"
}
