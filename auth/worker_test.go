package auth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banter/auth"
	"banter/auth/authtest"
	"banter/internal/notice"
	"banter/internal/safefile"
)

// A dirRing is a keychain that processes share: each entry is a file.
type dirRing struct{ dir string }

func (r dirRing) path(service, entry string) string {
	return filepath.Join(r.dir, url.PathEscape(service+" "+entry))
}

func (r dirRing) Get(service, entry string) (string, error) {
	text, err := safefile.Read(r.path(service, entry))
	if errors.Is(err, os.ErrNotExist) {
		err = auth.ErrNoEntry
	}
	return string(text), err
}

func (r dirRing) Set(service, entry, value string) error {
	temp := fmt.Sprint(r.path(service, entry), ".", os.Getpid())
	if err := os.WriteFile(temp, []byte(value), 0o600); err != nil {
		return err
	}
	return safefile.Rename(temp, r.path(service, entry))
}

func (r dirRing) Delete(service, entry string) error {
	err := os.Remove(r.path(service, entry))
	if errors.Is(err, os.ErrNotExist) {
		err = auth.ErrNoEntry
	}
	return err
}

// sharedStores are the stores that several processes can share, each in a folder.
var sharedStores = map[string]func(dir string) auth.Store{
	"Keychain":  func(dir string) auth.Store { return auth.NewKeychainOn(dirRing{dir}, "default") },
	"CodexFile": func(dir string) auth.Store { return auth.NewCodexFile(filepath.Join(dir, "auth.json")) },
	"Sealed": func(dir string) auth.Store {
		return auth.NewSealed(filepath.Join(dir, "tokens.age"), sealedWith("passphrase"))
	},
}

// A job is the task of a worker process, in environment variables.
type job struct{ store, dir, issuer, base string }

func (j job) environ() []string {
	return append(os.Environ(), "AUTH_TEST_STORE="+j.store, "AUTH_TEST_DIR="+j.dir, "AUTH_TEST_ISSUER="+j.issuer, "AUTH_TEST_BASE="+j.base)
}

func (j job) provider() auth.Provider { return auth.Provider{Issuer: j.issuer, BaseURL: j.base} }

func (j job) source() (*auth.Source, error) {
	return auth.NewSource(auth.SourceOptions{
		Store: sharedStores[j.store](j.dir), Provider: j.provider(), LockFile: filepath.Join(j.dir, "lock"),
		HTTPClient: &http.Client{Timeout: time.Minute},
	})
}

// TestWorker is the body of a worker process: it waits until its standard input
// is closed, gets tokens, uses them once, and prints the outcome.
func TestWorker(t *testing.T) {
	j := job{os.Getenv("AUTH_TEST_STORE"), os.Getenv("AUTH_TEST_DIR"), os.Getenv("AUTH_TEST_ISSUER"), os.Getenv("AUTH_TEST_BASE")}
	if j.store == "" {
		return // not a worker
	}
	_, _ = io.ReadAll(os.Stdin)
	fmt.Println("outcome:", j.work(t.Context()))
}

func (j job) work(ctx context.Context) string {
	source, err := j.source()
	if err != nil {
		return err.Error()
	}
	tokens, err := source.Tokens(ctx)
	switch {
	case errors.Is(err, auth.ErrSignInAgain):
		return "sign in again: " + notice.Of(err).Sentence
	case err != nil:
		return err.Error()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, j.base+"/models?client_version=0.0.0", nil)
	if err != nil {
		return err.Error()
	}
	if err := tokens.CheckURL(request.URL); err != nil {
		return err.Error()
	}
	tokens.SetHeaders(request.Header)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	return fmt.Sprint("answer ", response.StatusCode)
}

// A worker is a running worker process.
type worker struct {
	command *exec.Cmd
	start   io.Closer
	out     strings.Builder
	killed  bool
}

func startWorkers(t *testing.T, j job, n int) []*worker {
	t.Helper()
	workers := make([]*worker, n)
	for i := range workers {
		w := &worker{command: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWorker$", "-test.count=1")}
		w.command.Env = j.environ()
		w.command.Stdout, w.command.Stderr = &w.out, &w.out
		stdin, err := w.command.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		w.start = stdin
		if err := w.command.Start(); err != nil {
			t.Fatal(err)
		}
		workers[i] = w
	}
	return workers
}

// outcome waits for the worker and returns what it printed.
func (w *worker) outcome(t *testing.T) string {
	t.Helper()
	err := w.command.Wait()
	_, outcome, said := strings.Cut(w.out.String(), "outcome: ")
	outcome, _, _ = strings.Cut(outcome, "\n")
	if strings.Contains(w.out.String(), authtest.Canary) {
		t.Error("a worker prints a token")
	}
	if !said && !w.killed {
		t.Errorf("a worker died: %v\n%s", err, w.out.String())
	}
	return outcome
}
