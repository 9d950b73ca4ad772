package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/pty"
	"banter/internal/screen"
)

// asked opens a terminal and answers its questions one by one.
func asked(t *testing.T, answers ...string) (terminal *os.File, shown func() string) {
	t.Helper()
	control, terminal, err := pty.Open(80, 24)
	if errors.Is(err, pty.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	all := make(chan string, 1)
	go func() {
		var read strings.Builder
		in := bufio.NewReader(control)
		for _, answer := range answers {
			question, _ := in.ReadString(':')
			read.WriteString(question)
			_, _ = io.WriteString(control, answer) // the test sees a missing answer
		}
		rest, _ := io.ReadAll(in) // ends with EIO when the terminal is closed
		all <- read.String() + string(rest)
	}()
	t.Cleanup(func() { control.Close() })
	return terminal, func() string {
		terminal.Close()
		return <-all
	}
}

// TestSecretsAreNotShown while they are typed, and the terminal shows what is
// typed again afterwards.
func TestSecretsAreNotShown(t *testing.T) {
	terminal, shown := asked(t, "open sesame\r\n")
	before, _ := pty.Settings(terminal)
	secret, err := readSecret(t.Context(), terminal, terminal, "Passphrase:")
	after, _ := pty.Settings(terminal)
	if err != nil || secret.Reveal() != "open sesame" || before != after {
		t.Errorf("%v, %q, settings changed: %v", err, secret.Reveal(), before != after)
	}
	if text := shown(); strings.Contains(text, "sesame") {
		t.Errorf("the terminal shows %q", text)
	}
}

// TestNothingIsShownBetweenTwoPrompts: a person may type the second secret
// before its prompt.
func TestNothingIsShownBetweenTwoPrompts(t *testing.T) {
	terminal, shown := asked(t, "one\n", "two\n")
	before, _ := pty.Settings(terminal)
	restore, err := mute(terminal)
	if err != nil {
		t.Fatal(err)
	}
	quiet, _ := pty.Settings(terminal)
	for range 2 {
		if _, err := readSecret(t.Context(), terminal, terminal, "Passphrase:"); err != nil {
			t.Fatal(err)
		}
		if between, _ := pty.Settings(terminal); between != quiet || between == before {
			t.Error("the terminal shows what is typed behind a prompt")
		}
	}
	restore()
	if after, _ := pty.Settings(terminal); after != before {
		t.Error("the settings of the terminal have changed")
	}
	shown()
}

func TestLinesAreShown(t *testing.T) {
	terminal, shown := asked(t, " an answer \n")
	line, err := readLine(t.Context(), terminal, terminal, "Where:")
	if err != nil || line != "an answer" {
		t.Errorf("%v, %q", err, line)
	}
	if text := shown(); !strings.Contains(text, "an answer") {
		t.Errorf("the terminal shows %q", text)
	}
}

// TestNoAnswer: Ctrl+D and the end of a command end a question.
func TestNoAnswer(t *testing.T) {
	terminal, shown := asked(t, "\x04")
	if _, err := readSecret(t.Context(), terminal, terminal, "Passphrase:"); exitCode(err) != exitInterrupted {
		t.Errorf("Ctrl+D: %v", err)
	}
	shown()
	terminal, shown = asked(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readLine(ctx, terminal, terminal, "Where:"); !errors.Is(err, context.Canceled) {
		t.Errorf("the end: %v", err)
	}
	_ = terminal.SetReadDeadline(time.Now()) // the reader that was left behind
	shown()
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := readSecret(t.Context(), file, file, "Passphrase:"); err == nil {
		t.Error("a secret was read where it would be shown")
	}
}

// TestChoosePassphrase wants the same twice.
func TestChoosePassphrase(t *testing.T) {
	terminal, shown := asked(t, "open sesame\n", "open sesamy\n", "open barley\n", "open barley\n")
	chosen, err := choosePassphrase(t.Context(), terminal, terminal)
	if err != nil || chosen.Reveal() != "open barley" {
		t.Errorf("%v, %q", err, chosen.Reveal())
	}
	if text := shown(); !strings.Contains(text, "The two passphrases differ.") {
		t.Errorf("the terminal shows %q", text)
	}
	terminal, shown = asked(t, "abc\n", "\n", "open barley\n", "open barley\n")
	if chosen, err := choosePassphrase(t.Context(), terminal, terminal); err != nil || chosen.Reveal() != "open barley" {
		t.Errorf("a longer one in place of a short one: %v, %q", err, chosen.Reveal())
	}
	if text := shown(); strings.Count(text, "Short passphrases are guessed quickly, and this one has 3 characters.") != 1 || strings.Contains(text, "differ") {
		t.Errorf("the terminal shows %q", text)
	}
	terminal, shown = asked(t, "\n")
	if chosen, err := choosePassphrase(t.Context(), terminal, terminal); err != nil || !chosen.IsZero() {
		t.Errorf("nothing: %v, %q", err, chosen.Reveal())
	}
	shown()
}

// TestPrompter asks once a start, again when it was wrong, and never while the
// screen is drawn.
func TestPrompter(t *testing.T) {
	p := &prompter{}
	p.answer(auth.NewSecret("open sesame"))
	for range 2 {
		if got, err := p.ask(t.Context(), auth.PassphraseRequest{}); err != nil || got.Reveal() != "open sesame" {
			t.Errorf("%v, %q", err, got.Reveal())
		}
	}
	p.hush()
	_, err := p.ask(t.Context(), auth.PassphraseRequest{Wrong: true})
	if fault, ok := errors.AsType[*auth.Error](err); !ok || fault.Code != auth.CodePassphraseWrong {
		t.Errorf("wrong: %v", err)
	}
	if got, err := p.ask(t.Context(), auth.PassphraseRequest{}); err != nil || !got.IsZero() {
		t.Errorf("the wrong one is used again: %v, %q", err, got.Reveal())
	}
}

// TestSharedSignInThatIsOver: the screen reports it, and still offers the code.
func TestSharedSignInThatIsOver(t *testing.T) {
	m := newComputer(t, codextest.Options{Doc: "An answer.", ApproveAfter: -1})
	m.codexFile(ada)
	m.ExpireAccess()
	m.RevokeSignIns()
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 40}, map[string]string{"store": "memory"})
		p.sees("Codex CLI's sign-in")
		p.Press("x")
		p.sees("The Codex CLI's sign-in has ended; the server no longer accepts it.", "try a new code")
		p.Press("n")
		if err := m.ApproveAs(p.code(), work); err != nil {
			t.Fatal(err)
		}
		p.sees("Ask something")
		p.leaves()
	})
	m.env["BANTER_STORE"] = "codex"
	_, said, err := m.runs("login")
	if exitCode(err) != exitSignIn || !strings.Contains(said, "has ended") || !strings.Contains(said, "Run banter login --store codex --device.") {
		t.Errorf("%v, %q", err, said)
	}
}

// TestLogoutOfEveryAccount goes on after an account that fails.
func TestLogoutOfEveryAccount(t *testing.T) {
	m := twoAccounts(t)
	out, said, err := m.runs("logout", "--all")
	if err != nil || !strings.Contains(out, "Signed out, account work. The sign-in was removed from ") || !strings.Contains(out, "Banter no longer uses the sign-in in ") {
		t.Errorf("%v\n%s%s", err, out, said)
	}
	if _, _, err := m.runs("whoami", "--all"); exitCode(err) != exitSignIn {
		t.Errorf("a sign-in is left: %v", err)
	}
}

// TestServeNeedsASignInThatWorks: a sign-in that has ended ends the command
// before it prints the settings.
func TestServeNeedsASignInThatWorks(t *testing.T) {
	m := signedIn(t, codextest.Options{LoginTTL: time.Nanosecond})
	if err := m.Fault("refresh-reused", 9); err != nil {
		t.Fatal(err)
	}
	if _, said, err := m.runs("serve", "--addr", "127.0.0.1:0"); exitCode(err) != exitSignIn || !strings.Contains(said, "Run banter login.") {
		t.Errorf("%v, %q", err, said)
	}
}
