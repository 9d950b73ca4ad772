package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"banter/codex/codextest"
)

// canary is in all tokens and codes of the emulators of these tests.
const canary = "CANARY-banter-token"

// A watch collects everything that the programs of one test leave on disk, and
// what other users can see of them while they run. The programs write a debug
// log.
type watch struct {
	dir string // their whole world; it is in the environment of each of them

	mu   sync.Mutex
	seen map[string][]byte
}

// watches has the watch of each environment, by its log.
var watches sync.Map

func newWatch(dir string) *watch {
	w := &watch{dir: dir, seen: make(map[string][]byte)}
	watches.Store(w.log(), w)
	return w
}

// watched returns a watch that is searched at the end of the test.
func watched(t *testing.T, dir string) *watch {
	w := newWatch(dir)
	t.Cleanup(func() {
		if _, err := os.Stat(w.log()); err != nil && !t.Skipped() {
			t.Errorf("nothing was logged: %v", err)
		}
		for _, leak := range w.leaks() {
			t.Error(leak)
		}
	})
	return w
}

// watchOf returns the watch over programs with this environment.
func watchOf(env []string) *watch {
	for _, v := range slices.Backward(env) {
		if log, ok := strings.CutPrefix(v, "BANTER_LOG="); ok {
			if w, ok := watches.Load(log); ok {
				return w.(*watch)
			}
		}
	}
	return newWatch("")
}

func (w *watch) log() string { return filepath.Join(w.dir, "debug.log") }

func (w *watch) note(where string, text []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[where] = append(w.seen[where], text...)
}

// emulator returns an emulator with marked tokens and codes. Each request makes
// it look at the running programs.
func (w *watch) emulator(opts codextest.Options) *codextest.Server {
	opts.Account.Canary = canary
	tell := opts.OnRequest
	opts.OnRequest = func(r codextest.Request) {
		w.look()
		if tell != nil {
			tell(r)
		}
	}
	return codextest.New(opts)
}

// look reads what other users can see of running programs, on systems with
// /proc.
func (w *watch) look() {
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, process := range processes {
		environ, err := os.ReadFile(filepath.Join(process, "environ"))
		if err != nil || !bytes.Contains(environ, []byte(w.log())) {
			continue
		}
		w.note("environment", environ)
		if line, err := os.ReadFile(filepath.Join(process, "cmdline")); err == nil {
			w.note("command lines", line)
		}
	}
}

// subjects match the ids of persons in the registrations of the documented route,
// which the emulator marks too, and which are no secrets.
var subjects = regexp.MustCompile(`"subject": "[^"]*"`)

// leaks searches everything for the mark. Only the Codex CLI's file may have
// tokens.
func (w *watch) leaks() (found []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for where, text := range w.seen {
		if bytes.Contains(text, []byte(canary)) {
			found = append(found, "a secret is in the "+where)
		}
	}
	err := filepath.WalkDir(w.dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == "auth.json" {
			return err
		}
		text, err := os.ReadFile(name)
		if entry.Name() == "clients.json" {
			text = subjects.ReplaceAll(text, nil)
		}
		if bytes.Contains(text, []byte(canary)) {
			found = append(found, "a secret is in "+name)
		}
		return err
	})
	if err != nil {
		found = append(found, err.Error())
	}
	if text, err := os.ReadFile(w.log()); err == nil {
		found = append(found, strangeInLog(strings.ReplaceAll(string(text), os.TempDir(), "/tmp"))...)
	}
	return found
}

// logged is everything that the debug log may have: the fields and their form.
var logged = map[string]*regexp.Regexp{
	"time":    regexp.MustCompile(`^20\d\d-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$`),
	"level":   regexp.MustCompile(`^(INFO|WARN)$`),
	"msg":     regexp.MustCompile(`^(start|exit|fault|refused|request|answer ended|history opened|tokens (not )?(loaded|saved|deleted|there)|tokens (refreshed|refused|rejected by the server))$`),
	"pid":     regexp.MustCompile(`^\d+$`),
	"version": regexp.MustCompile(`^(\(devel\)|v[\w.+-]+)$`),
	"os":      regexp.MustCompile(`^[a-z]+$`),
	"arch":    regexp.MustCompile(`^[a-z0-9_]+$`),
	"command": regexp.MustCompile(`^banter( [a-z]+){0,2}$`),
	"code":    regexp.MustCompile(`^[a-z0-9_.]*$`),
	"param":   regexp.MustCompile(`^[a-z0-9_.\[\]]*$`),

	"method":     regexp.MustCompile(`^(GET|POST)$`),
	"host":       regexp.MustCompile(`^(127\.0\.0\.1:\d+|emulator\.invalid|[a-z.]+)$`),
	"path":       regexp.MustCompile(`^/(api/accounts/(deviceauth/(usercode|token)|oauth/(token|revoke))|\.well-known/(openid-configuration|jwks\.json)|oauth/(token|revoke)|v1/(models|responses)|backend-api/(codex/(models|responses)|wham/usage))$`),
	"attempt":    regexp.MustCompile(`^\d+$`),
	"status":     regexp.MustCompile(`^\d{3}$`),
	"took":       regexp.MustCompile(`^[\d.]+(s|ms|m[\d.]+s)$`),
	"how":        regexp.MustCompile(`^(whole|broken off|closed)$`),
	"bytes":      regexp.MustCompile(`^\d+$`),
	"request_id": regexp.MustCompile(`^[0-9a-f-]{36}$`),
	"cf_ray":     regexp.MustCompile(`^[0-9a-f]{16}-[A-Z]{3}$`),

	"store":     regexp.MustCompile(`^(keychain|sealed|codex|memory)$`),
	"temporary": regexp.MustCompile(`^(true|false)$`),
	"fault":     regexp.MustCompile(`^([^@]|@127\.0\.0\.1-\d){1,200}\.$`), // for people, with no address but a server's in a file's name
	"types":     regexp.MustCompile(`^[\w.* ]+$`),
}

// field matches one field of a line in log/slog's text form.
var field = regexp.MustCompile(`(\w+)=("(?:[^"\\]|\\.)*"|[^" ]*)(?: |$)`)

// strangeInLog returns what a debug log must not have.
func strangeInLog(text string) (strange []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if rest := field.ReplaceAllString(line, ""); rest != "" {
			strange = append(strange, fmt.Sprintf("the log has a line of another form: %s", line))
		}
		for _, m := range field.FindAllStringSubmatch(line, -1) {
			value := strings.Trim(m[2], `"`)
			if pattern := logged[m[1]]; pattern == nil || !pattern.MatchString(value) {
				strange = append(strange, fmt.Sprintf("the log has %s=%q: %s", m[1], value, line))
			}
		}
	}
	return strange
}
