package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/codex/codextest"
	"banter/internal/screen"
)

// TestDemoFromTheSignInScreen keeps nothing: not what is said, not what is
// chosen, and no account.
func TestDemoFromTheSignInScreen(t *testing.T) {
	m := newComputer(t, codextest.Options{ApproveAfter: -1})
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 40}, map[string]string{"store": "memory"})
		p.sees("d demo")
		p.Press("d")
		p.sees("Ask something", "demo")
		p.enters("hello")
		p.sees("This is Banter's demo.")
		p.Press("f5")
		p.Press("f2")
		p.sees("There is no other account here.")
		if said := p.leaves(); said != "" {
			t.Errorf("at the end it says %q", said)
		}
	})
	if _, err := os.Stat(m.env["BANTER_HOME"]); !os.IsNotExist(err) {
		t.Errorf("something was left: %v", err)
	}
}

// TestChoicesOnTheScreenLast until the next start, and those of a temporary
// run until its end.
func TestChoicesOnTheScreenLast(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: "An answer."})
	chooses := func(t *testing.T, flags map[string]string, before, after string) {
		synctest.Test(t, func(t *testing.T) {
			p := m.chats(t, screen.Options{Width: 100, Height: 30}, flags)
			p.sees("Ask something", before+" ·")
			p.Press("ctrl+o")
			p.sees("as default")
			p.Type(after)
			p.Press("f8")
			p.sees(after + " ·")
			p.leaves()
		})
	}
	chooses(t, nil, "gpt-6.1-sol", "gpt-6-luna")
	chooses(t, map[string]string{"temporary": "true"}, "gpt-6-luna", "gpt-5.5")
	chooses(t, nil, "gpt-6-luna", "gpt-6.1-sol")
	if theme, err := m.call(map[string]string{}).findTheme(); err != nil || theme.Name == "" {
		t.Errorf("%v, %+v", err, theme)
	}
}

// TestRememberedTheme is used while there is one of that name.
func TestRememberedTheme(t *testing.T) {
	m := newComputer(t, codextest.Options{})
	c := m.call(nil)
	first, err := c.findTheme()
	if err != nil {
		t.Fatal(err)
	}
	other := themeNames()[1]
	for remembered, want := range map[string]string{other: other, "gone": first.Name, "": first.Name} {
		if err := c.choices.Remember("theme", remembered); err != nil {
			t.Fatal(err)
		}
		if theme, err := c.findTheme(); err != nil || theme.Name != want {
			t.Errorf("%q: %v, %s", remembered, err, theme.Name)
		}
	}
	c.Theme = first.Name
	if err := c.choices.Remember("theme", other); err != nil {
		t.Fatal(err)
	}
	if theme, err := c.findTheme(); err != nil || theme.Name != first.Name {
		t.Errorf("what is set counts more: %v, %s", err, theme.Name)
	}
}

// TestCopyThatIsTooLong for a terminal goes to a file, and the screen says
// where; a shorter one goes to the terminal.
func TestCopyThatIsTooLong(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("A line of a long answer.\n\n", 4000))
	m := signedIn(t, codextest.Options{Doc: long, Chunk: 10000})
	file := filepath.Join(m.env["BANTER_HOME"], "state", "copied.md")
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 200, Height: 30}, nil)
		p.sees("Ask something")
		p.enters("hello")
		p.sees("A line of a long answer.", "? keys")
		p.Wait(time.Minute)
		p.Press("ctrl+y")
		p.sees(file[:min(len(file), 96)]) // whole if it fits, to be of use
		if len(p.Copied()) != 0 {
			t.Error("it went to the terminal as well")
		}
		p.leaves()
	})
	if text, err := os.ReadFile(file); err != nil || strings.TrimSpace(string(text)) != long {
		t.Errorf("%v, %d bytes of %d", err, len(text), len(long))
	}

	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 200, Height: 30}, map[string]string{"temporary": "true"})
		p.sees("Ask something")
		p.enters("hello")
		p.sees("A line of a long answer.")
		p.Wait(time.Minute)
		if err := os.Remove(file); err != nil {
			t.Error(err)
		}
		p.Press("ctrl+y")
		p.sees("too long for the terminal's clipboard (OSC 52).")
		p.leaves()
	})
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("a temporary conversation was written to a file: %v", err)
	}
}

func TestUnderHome(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no short form of the home")
	}
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	for path, want := range map[string]string{
		filepath.Join(dir, "a", "b"):               filepath.Join("~", "a", "b"),
		filepath.Join(filepath.Dir(dir), "x", "y"): filepath.Join(filepath.Dir(dir), "x", "y"),
	} {
		if home, err := os.UserHomeDir(); err != nil || home != dir {
			t.Skip("the home is found elsewhere on this system")
		}
		if got := underHome(path); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestWarningsInTheChat are shown one after the other, each once; the command
// prints the rest at its end.
func TestWarningsInTheChat(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: "An answer."})
	first := &failure{"The new sign-in could not be saved.", "Keep Banter open."}
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 100, Height: 30}, nil)
		p.sees("Ask something")
		p.all.warnings.add(first)
		p.all.warnings.add(fmt.Errorf("again: %w", first))
		p.all.warnings.add(&failure{"The clock is wrong.", ""})
		p.sees("The clock is wrong.")
		p.Press("esc")
		p.Wait(time.Second)
		p.seesNot("could not be saved", "clock")
		p.Close()
		if err := p.call.closeModel(p.model); err != nil {
			t.Error(err)
		}
		p.all.warnings.add(&failure{"The second one could not be saved.", "Sign in again."})
		p.all.warnings.add(&failure{"And a third.", ""})
		if said := p.leaves(); said != "banter: The second one could not be saved. Sign in again.\nbanter: And a third.\n" {
			t.Errorf("at the end it says %q", said)
		}
	})
}

// TestAskUntilInterrupted keeps what has arrived.
func TestAskUntilInterrupted(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: strings.Repeat("word ", 2000), Chunk: 5, Rate: 500})
	ctx, cancel := context.WithCancel(t.Context())
	out, errs := m.file(), m.file()
	in, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []*os.File{in, out, errs} {
		defer file.Close()
	}
	a := &app{Process: m.process(in, out, errs)}
	a.Args = []string{"ask", "hello"}
	ended := make(chan error, 1)
	go func() { ended <- a.execute(ctx) }()
	for len(written(t, out)) < 50 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	err = <-ended
	if exitCode(err) != exitInterrupted {
		t.Errorf("it ended with %v", err)
	}
	report(errs, err, "")
	if said := written(t, errs); said != "" {
		t.Errorf("who interrupts knows it: %q", said)
	}
	if text := written(t, out); !strings.HasSuffix(text, "\n") || len(text) > 9000 {
		t.Errorf("%d bytes, which end in %q", len(text), text[len(text)-10:])
	}
	db, err := m.call(nil).openHistory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list, err := db.List(t.Context(), 9)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %d conversations", err, len(list))
	}
}

// TestRun runs the whole program in this process.
func TestRun(t *testing.T) {
	m := signedIn(t, codextest.Options{})
	for _, test := range []struct {
		args string
		code int
		said string
	}{
		{"models", 0, ""},
		{"models --none", 2, "banter: "},
		{"--account other whoami", 4, "banter: There is no account called \"other\" here. Run banter login --account other.\n"},
	} {
		delete(m.env, "BANTER_STORE")
		out, errs := m.file(), m.file()
		p := m.process(nil, out, errs)
		p.Args = strings.Fields(test.args)
		if code := Run(t.Context(), p); code != test.code || !strings.HasPrefix(written(t, errs), test.said) {
			t.Errorf("%s: exit code %d, %q", test.args, code, written(t, errs))
		}
		out.Close()
		errs.Close()
	}
	for _, name := range []string{"login", "models"} { // each knows only its own flags
		if out := m.must(name, "--help"); !strings.Contains(out, "--account") {
			t.Errorf("%s: %q", name, out)
		}
	}
}

// TestTheLogTells what happened to the sign-in and how a command ended, and
// nothing of what was said.
func TestTheLogTells(t *testing.T) {
	account := ada
	account.Canary = "CANARY-banter-token"
	m := newComputer(t, codextest.Options{Doc: "An answer.", Account: account})
	// Not t.TempDir, whose removal is an error on Windows while the log is open.
	folder, err := os.MkdirTemp("", "log")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	log := filepath.Join(folder, "debug.log")
	m.env["BANTER_STORE"], m.env["BANTER_LOG"] = "codex", log
	_, _, _ = m.runs("whoami")
	m.must("login")
	m.must("ask", "hello there")
	if err := m.Fault("401-invalidated", 9); err != nil {
		t.Fatal(err)
	}
	_, _, _ = m.runs("ask", "hello there")
	m.ClearFaults()
	m.must("logout", "--store", "codex")
	_, _, _ = m.runs("hello there")
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`msg="tokens not there"`, `msg="tokens saved"`, `msg="tokens loaded"`, `msg="tokens refreshed"`, `msg="tokens deleted"`, `store=codex`,
		`msg="tokens rejected by the server"`, `command="banter ask"`, `path=/backend-api/codex/responses`, `status=200`, `status=401`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	for _, private := range []string{account.Canary, "hello there", "An answer", "ada@"} {
		if strings.Contains(string(text), private) {
			t.Errorf("the log holds %q", private)
		}
	}
}

// TestLimitsOfAnEarlierRun: the next chat shows the limits that an answer has brought,
// also if the server tells nothing.
func TestLimitsOfAnEarlierRun(t *testing.T) {
	m := signedIn(t, codextest.Options{Doc: "Hello."})
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 120, Height: 30}, nil)
		p.asks(m, "hi", "Hello.")
		p.leaves()
	})
	if err := m.Fault("500@usage", -1); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 120, Height: 30}, nil)
		p.sees("5 h 12 % used", "week 61 % used")
		p.leaves()
	})
}
