package auth_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"banter/auth"
	"banter/internal/notice"
)

// A documentedJob is the task of a process that signs in or refreshes on the
// documented route, in environment variables.
type documentedJob struct {
	task string // refresh, sign-in or paste
	dies string // when the process kills itself; see killer
	desk *desk
}

// startProcess starts a process with a job. It runs TestDocumentedWorker.
func (j documentedJob) startProcess(t *testing.T) *documentedProcess {
	t.Helper()
	p := &documentedProcess{command: exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDocumentedWorker$", "-test.count=1")}
	p.command.Env = append(os.Environ(), "AUTH_TEST_TASK="+j.task, "AUTH_TEST_DIES="+j.dies, "AUTH_TEST_DIR="+j.desk.dir,
		"AUTH_TEST_ISSUER="+j.desk.server.Issuer(), "AUTH_TEST_BASE="+j.desk.server.DocumentedBaseURL())
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.in, err = p.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// A documentedProcess is a process with a job.
type documentedProcess struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
}

// says returns what follows a word on the next line of output that has it, or "" at
// the end of the output.
func (p *documentedProcess) says(word string) string {
	for p.out.Scan() {
		if _, text, ok := strings.Cut(p.out.Text(), word+": "); ok {
			return text
		}
	}
	_ = p.command.Wait()
	return ""
}

// TestDocumentedWorker is the body of such a process.
func TestDocumentedWorker(t *testing.T) {
	task, dir := os.Getenv("AUTH_TEST_TASK"), os.Getenv("AUTH_TEST_DIR")
	if task == "" {
		return // not a worker
	}
	die := &killer{when: os.Getenv("AUTH_TEST_DIES")}
	opts := auth.FlowOptions{
		Provider: auth.Provider{Name: "documented", Issuer: os.Getenv("AUTH_TEST_ISSUER"), BaseURL: os.Getenv("AUTH_TEST_BASE")},
		Store:    mortalStore{sharedStores["Keychain"](dir), die}, LockFile: filepath.Join(dir, "lock"),
		Registry: auth.NewRegistry(filepath.Join(dir, "chatgpt")), Account: "default",
		HTTPClient: &http.Client{Transport: die}, Now: die.now, PasteOnly: task == "paste",
	}
	input := bufio.NewScanner(os.Stdin)
	var tokens auth.Tokens
	var err error
	if task == "refresh" {
		input.Scan()
		var source *auth.Source
		source, err = auth.NewSource(auth.SourceOptions{Provider: opts.Provider, Store: opts.Store, LockFile: opts.LockFile, HTTPClient: opts.HTTPClient})
		if err == nil {
			tokens, err = source.Tokens(t.Context())
		}
	} else {
		tokens, err = signInWith(t.Context(), opts, input, die)
	}
	if err != nil {
		fmt.Printf("outcome: %s (sign in again %t)\n", notice.Of(err).Sentence, errors.Is(err, auth.ErrSignInAgain))
		return
	}
	fmt.Printf("outcome: %s %s\n", tokens.ClientID, tokens.EarliestRefresh.UTC().Format(time.RFC3339))
}

// signInWith prints the URL of the page and takes pasted addresses from input.
func signInWith(ctx context.Context, opts auth.FlowOptions, input *bufio.Scanner, die *killer) (auth.Tokens, error) {
	flow, err := auth.StartBrowserFlow(ctx, opts)
	if err != nil {
		return auth.Tokens{}, err
	}
	die.armed.Store(true)
	fmt.Println("page:", flow.URL)
	go func() {
		for input.Scan() {
			if err := flow.Paste(input.Text()); err != nil {
				fmt.Println("pasted:", notice.Of(err).Sentence)
			}
		}
	}()
	return flow.Wait(ctx)
}

// A killer kills its process as kill -9 does: "callback" when the callback has come
// and nothing is saved, "exchange" before a request to the token endpoint,
// "answered" after it, "save" before tokens are saved.
type killer struct {
	when  string
	armed atomic.Bool // the page is open
}

func (k *killer) at(when string) {
	if k.when == when {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {} // the signal is on its way
	}
}

// now is a clock. A flow asks for the time of the registration before it saves that.
func (k *killer) now() time.Time {
	if k.armed.Load() {
		k.at("callback")
	}
	return time.Now()
}

// RoundTrip implements http.RoundTripper.
func (k *killer) RoundTrip(r *http.Request) (*http.Response, error) {
	toToken := strings.HasSuffix(r.URL.Path, "/token")
	if toToken {
		k.at("exchange")
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if toToken {
		k.at("answered")
	}
	return response, err
}

// A mortalStore is a store whose Save may kill the process.
type mortalStore struct {
	auth.Store
	die *killer
}

func (s mortalStore) Save(ctx context.Context, t auth.Tokens) error {
	s.die.at("save")
	return s.Store.Save(ctx, t)
}
