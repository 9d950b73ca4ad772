package cli

import (
	"cmp"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/codex/codextest"
	"banter/internal/config"
	"banter/internal/screen"
	"banter/themes"
	"banter/tui"
)

// A computer is a home, an environment, and both servers in memory. It has no
// keychain, no clipboard and no browser.
type computer struct {
	*codextest.Server
	t    *testing.T
	home string
	env  map[string]string
	http *http.Client // nil: that of the server
}

func newComputer(t *testing.T, opts codextest.Options) *computer {
	t.Helper()
	server := codextest.New(opts)
	t.Cleanup(server.Close)
	home := t.TempDir()
	m := &computer{Server: server, t: t, home: home, env: map[string]string{
		"BANTER_KEEP_UNLOCKED": "off", "HOME": home, "BANTER_HOME": filepath.Join(home, "banter"), "TERM": "xterm-256color", "LANG": "C.UTF-8", "SSH_TTY": "none", "BANTER_TITLES": "false",
		"BANTER_ISSUER": server.Issuer(), "BANTER_BASE_URL": server.BaseURL(),
	}}
	// Variables that auth reads from the process.
	for name, value := range map[string]string{
		"CODEX_HOME": filepath.Join(home, "codex"), "CHATGPT_LOCAL_HOME": "", "SSH_TTY": "none", "DISPLAY": "", "WAYLAND_DISPLAY": "", "WSL_DISTRO_NAME": "",
		"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + filepath.Join(home, "none"),
	} {
		t.Setenv(name, value)
	}
	return m
}

// runs runs a command line and returns its output and its error.
func (m *computer) runs(args ...string) (stdout, stderr string, err error) {
	m.t.Helper()
	out, errs := m.file(), m.file()
	defer out.Close()
	defer errs.Close()
	in, openErr := os.Open(os.DevNull)
	if openErr != nil {
		m.t.Fatal(openErr)
	}
	defer in.Close()
	a := &app{Process: m.process(in, out, errs), signIn: "banter login"}
	a.Args = args
	err = a.execute(m.t.Context())
	report(errs, err, a.signIn)
	return written(m.t, out), written(m.t, errs), err
}

// must is runs for a command that has to succeed.
func (m *computer) must(args ...string) string {
	m.t.Helper()
	out, errs, err := m.runs(args...)
	if err != nil {
		m.t.Fatalf("banter %s: %v\n%s%s", strings.Join(args, " "), err, out, errs)
	}
	return out
}

func (m *computer) file() *os.File {
	file, err := os.CreateTemp(m.home, "output")
	if err != nil {
		m.t.Fatal(err)
	}
	return file
}

func written(t *testing.T, file *os.File) string {
	t.Helper()
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (m *computer) process(in, out, errs *os.File) Process {
	env := maps.Clone(m.env)
	return Process{In: in, Out: out, Err: errs, Getenv: func(name string) string { return env[name] }, HTTP: cmp.Or(m.http, m.Client()), SealCost: 1}
}

// call is a command with its settings; flags are those of the command line.
func (m *computer) call(flags map[string]string) *call {
	m.t.Helper()
	process := m.process(nil, nil, nil)
	src := config.Sources{Flags: flags, Getenv: process.Getenv, GOOS: "linux"}
	settings, paths, err := config.Load(src)
	if err != nil {
		m.t.Fatal(err)
	}
	sources := &openSources{say: func(string, ...any) {}}
	return &call{Process: process, sources: sources, Config: settings, src: src, paths: paths, choices: paths.NewChoices(!settings.Temporary)}
}

// A person sits before the screen of a computer.
type person struct {
	*screen.Terminal
	t     *testing.T
	call  *call
	all   *accounts
	model *tui.Model
	errs  *os.File
}

// chats starts the chat. Flags are those of the command line.
func (m *computer) chats(t *testing.T, opts screen.Options, flags map[string]string) *person {
	t.Helper()
	return m.resumes(t, opts, flags, "")
}

// resumes starts the chat with a conversation, as its command does.
func (m *computer) resumes(t *testing.T, opts screen.Options, flags map[string]string, id string) *person {
	t.Helper()
	errs := m.file()
	c := m.call(flags)
	c.Err = errs
	to, err := c.target()
	if err != nil {
		t.Fatal(err)
	}
	all, err := newAccounts(c, to)
	if err != nil {
		t.Fatal(err)
	}
	model := c.newModel(all, themes.All()[0], id, nil)
	return &person{screen.Start(model, opts), t, c, all, model, errs}
}

// leaves ends the chat as the command does, and returns what that prints.
func (p *person) leaves() (said string) {
	p.t.Helper()
	p.Wait(time.Second) // until work in progress, such as opening the history, has ended
	p.Close()
	if err := p.call.closeModel(p.model); err != nil {
		p.t.Error(err)
	}
	if err := p.call.sources.close(); err != nil {
		p.t.Error(err)
	}
	p.all.warnings.rest(p.call.warn)
	said = written(p.t, p.errs)
	p.errs.Close()
	return said
}

// givesUp ends the chat, so that the test can end, and fails.
func (p *person) givesUp(format string, args ...any) {
	p.t.Helper()
	text := p.Text()
	p.Close()
	_ = p.call.closeModel(p.model) // the test has failed already
	p.t.Fatalf(format+":\n%s", append(args, text)...)
}

// sees fails unless the screen shows each text in turn.
func (p *person) sees(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if !p.WaitFor(text, 20*time.Second) {
			p.givesUp("%q is not on the screen", text)
		}
	}
}

func (p *person) seesNot(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.Text(), text) {
			p.givesUp("%q is on the screen", text)
		}
	}
}

// enters types a line.
func (p *person) enters(line string) {
	p.Type(line)
	p.Press("enter")
}

// code returns the code that the screen shows, as a person copies it.
func (p *person) code() string {
	p.t.Helper()
	p.sees("copy code")
	p.Press("c")
	p.sees("Code copied")
	copied := p.Copied()
	return copied[len(copied)-1]
}

// asks asks a question and returns the account whose token was sent with it.
func (p *person) asks(m *computer, question, answer string) (accountID string) {
	p.t.Helper()
	p.enters(question)
	p.sees(answer)
	requests := m.Requests()
	for i := len(requests) - 1; i >= 0; i-- {
		if requests[i].Endpoint == "responses" {
			return requests[i].AccountID
		}
	}
	p.givesUp("no question arrived")
	return ""
}

// sealedFor puts a sealed sign-in on the computer.
func (m *computer) sealedFor(name, passphrase string, who codextest.Account) {
	m.t.Helper()
	in := m.SignIn(who, 240*time.Hour)
	c := m.call(nil)
	s, err := c.servicesAt(target{name: name, place: config.Sealed}, func(err error) { m.t.Error(err) })
	if err != nil {
		m.t.Fatal(err)
	}
	s.prompter.answer(auth.NewSecret(passphrase))
	if err := auth.SaveTokens(m.t.Context(), s.flow(c.recorded(s, func(err error) { m.t.Error(err) })), tokensOf(in)); err != nil {
		m.t.Fatal(err)
	}
}

// tokensOf returns the tokens of a sign-in.
func tokensOf(in codextest.Tokens) auth.Tokens {
	return auth.Tokens{
		Access: auth.NewSecret(in.Access), Refresh: auth.NewSecret(in.Refresh), ID: auth.NewSecret(in.ID),
		AccountID: in.Account.ID, Email: in.Account.Email, Plan: in.Account.Plan, Expiry: in.Expiry,
	}
}
