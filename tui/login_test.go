package tui

import (
	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/screen"
	"banter/themes"
	"banter/tui/login"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The code is copied with the machine's tool also if the person comes from the
// screen that asks for a passphrase.
func TestTheCodeIsCopiedAfterAPassphraseWasAskedFor(t *testing.T) {
	got := ""
	account := &fakeAccount{flow: &auth.DeviceFlow{Code: "WDJB-47291", Expires: time.Now().Add(time.Hour)}}
	m := New(Options{
		Account: account, Backend: newFakeBackend(), Theme: themes.All()[0],
		Clipboard: func(_ context.Context, text string) (string, error) { got = text; return "wl-copy", nil },
	})
	m.openLogin(login.Options{Account: account, Why: &auth.Error{Code: auth.CodePassphraseRequired}})
	_, cmd := m.Update(screen.Key("ctrl+n"))
	m.Update(screen.Run(cmd)[0])
	_, cmd = m.Update(screen.Key("c"))
	screen.Run(cmd)
	if got != "WDJB-47291" {
		t.Errorf("copied %q", got)
	}
}

// sealedAccount is an Account that is sealed with a passphrase.
type sealedAccount struct {
	fakeAccount
	open bool
}

func (a *sealedAccount) Tokens(ctx context.Context) (auth.Tokens, error) {
	if !a.open {
		return auth.Tokens{}, &auth.Error{Code: auth.CodePassphraseRequired, Sentence: "It needs a passphrase."}
	}
	return a.fakeAccount.Tokens(ctx)
}

// TestPassphraseGoesNowhere types a passphrase, cuts it and types it again. No key of
// the chat may bring it back, and the screen may not show it.
func TestPassphraseGoesNowhere(t *testing.T) {
	const passphrase = "correct-horse"
	synctest.Test(t, func(t *testing.T) {
		account := &sealedAccount{fakeAccount: fakeAccount{secret: auth.NewSecret(passphrase)}}
		d := newApp(t, setup{options: func(o *Options) { o.Account = account }})
		defer d.leave()
		d.sees("Type the passphrase")
		d.Type(passphrase)
		d.Press("ctrl+u")
		d.Type(passphrase)
		d.Press("ctrl+w", "ctrl+k")
		d.Paste(passphrase + "\n")
		d.sees(strings.Repeat("•", len(passphrase)))
		d.Press("enter")
		d.sees("Ask something")
		for _, key := range []string{"ctrl+y", "alt+y", "up", "alt+z", "ctrl+p", "ctrl+_"} {
			d.Press(key)
			if got := d.input(); got != "" {
				t.Errorf("%s brought back %q", key, got)
			}
		}
		d.Press("ctrl+r")
		d.seesNot(passphrase)
		if strings.Contains(string(d.Output()), passphrase) || strings.Contains(fmt.Sprintf("%+v", d.model.login), passphrase) {
			t.Error("the passphrase was on the screen, or is kept")
		}
		if len(d.Copied()) > 0 {
			t.Errorf("copied %q", d.Copied())
		}
	})
}

// newcomer is an Account without a sign-in on a machine whose keychain is slow. Its
// device sign-in is one of the emulator.
type newcomer struct {
	fakeAccount
	server *codextest.Server
}

func (a *newcomer) Tokens(context.Context) (auth.Tokens, error) {
	time.Sleep(2 * time.Second)
	return auth.Tokens{}, auth.ErrNoTokens
}

func (a *newcomer) Device(ctx context.Context) (*auth.DeviceFlow, error) {
	return auth.StartDeviceFlow(ctx, auth.FlowOptions{HTTPClient: a.server.Client(), Store: auth.NewMemory()})
}

// TestNothingTypedAtAFirstStartIsLost types at once: before the keychain has answered, on
// the sign-in screen, whose keys are letters, and at its end. The input has everything,
// and nothing is sent before the sign-in.
func TestNothingTypedAtAFirstStartIsLost(t *testing.T) {
	for _, test := range []struct {
		between []string // keys
		want    string
	}{
		{nil, "can you quickly do it"},
		{[]string{"enter"}, "can you quickly\n do it"},
	} {
		synctest.Test(t, func(t *testing.T) {
			server := codextest.New(codextest.Options{ApproveAfter: 4 * time.Second})
			defer server.Close()
			d := newApp(t, setup{options: func(o *Options) { o.Account = &newcomer{server: server} }})
			defer d.leave()
			d.Type("can you ")
			d.sees("waiting for you")
			d.Type("quickly")
			d.Press(test.between...)
			d.sees("goes into the chat")
			if !d.WaitFor("Signed in", time.Minute) {
				t.Fatalf("no sign-in:\n%s", d.Text())
			}
			d.Type(" do it")
			d.sees("Write below")
			if got := d.input(); got != test.want {
				t.Errorf("the input has %q, want %q", got, test.want)
			}
			if len(d.back.asked) > 0 {
				t.Errorf("asked %v", <-d.back.asked)
			}
		})
	}
}
