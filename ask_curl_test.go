//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banter/codex/codextest"
)

// BenchmarkAskBesideCurl measures how long banter ask takes in a pipe for an answer of
// 100 KB, and how long curl takes that sends the same request to the same server. They
// take turns, so that a busy machine affects both. The metrics are medians, and start-ms
// is the time of banter --version. An answer at a pace, which is faster than models
// write, should keep the ratio below 1.3; one that comes at once shows the start.
func BenchmarkAskBesideCurl(b *testing.B) {
	curl := program(b, "curl", "curl")
	banter := build(b, b.TempDir(), ".")
	for name, rate := range map[string]float64{"at once": 0, "in 4 s": 1000} {
		server := codextest.New(codextest.Options{Doc: strings.Repeat("Some *words* of an answer.\n", 100<<10/27), Chunk: 25, Rate: rate, ApproveAfter: time.Nanosecond})
		if err := server.Start("127.0.0.1:0"); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(server.Close)
		for _, store := range []string{"codex", "sealed", "keychain"} {
			b.Run(name+"/"+store, func(b *testing.B) { besideCurl(b, server, curl, banter, store) })
		}
	}
}

func besideCurl(b *testing.B, server *codextest.Server, curl, banter, store string) {
	c := &crowd{env: scripted(b, server, store)}
	if store == "keychain" {
		withKeyring(b, c)
	}
	timed(b, c.env, banter, "login", "--device")
	timed(b, c.env, banter, "ask", "hi")
	request := curlArguments(b, server)
	var ask, fetch, start []time.Duration
	for b.Loop() {
		start = append(start, timed(b, c.env, banter, "--version"))
		ask = append(ask, timed(b, c.env, banter, "ask", "hi"))
		fetch = append(fetch, timed(b, c.env, curl, request...))
	}
	b.ReportMetric(milliseconds(median(start)), "start-ms")
	b.ReportMetric(milliseconds(median(ask)), "ask-ms")
	b.ReportMetric(milliseconds(median(fetch)), "curl-ms")
	b.ReportMetric(float64(median(ask))/float64(median(fetch)), "ratio")
}

// scripted returns the environment of a script that has a passphrase in a file.
func scripted(b *testing.B, server *codextest.Server, store string) []string {
	home := b.TempDir()
	secret := filepath.Join(home, "passphrase.txt")
	if err := os.WriteFile(secret, []byte("correct horse\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	return append(os.Environ(), "HOME="+home, "BANTER_HOME="+filepath.Join(home, "banter"), "CODEX_HOME="+home,
		"BANTER_STORE="+store, "BANTER_PASSPHRASE_FILE="+secret, "BANTER_ISSUER="+server.Issuer(), "BANTER_BASE_URL="+server.BaseURL())
}

// curlArguments returns what makes curl send the last question again. The headers and
// the body are in files.
func curlArguments(b *testing.B, server *codextest.Server) []string {
	asked := server.Requests()
	slices.Reverse(asked)
	i := slices.IndexFunc(asked, func(r codextest.Request) bool { return r.Endpoint == "responses" && r.Status == 200 })
	if i < 0 {
		b.Fatal("no question has arrived")
	}
	asked[i].Header.Set("Authorization", "Bearer "+server.SignIn(codextest.Account{}, 0).Access)
	var headers strings.Builder
	for name, values := range asked[i].Header {
		if name != "Content-Length" && name != "Content-Encoding" { // the recorded body is decompressed
			fmt.Fprintf(&headers, "%s: %s\n", name, values[0])
		}
	}
	dir := b.TempDir()
	head, body := filepath.Join(dir, "headers"), filepath.Join(dir, "body")
	if err := errors.Join(os.WriteFile(head, []byte(headers.String()), 0o600), os.WriteFile(body, []byte(asked[i].Body), 0o600)); err != nil {
		b.Fatal(err)
	}
	return []string{"-sSN", "--fail", "-H", "@" + head, "--data-binary", "@" + body, server.BaseURL() + "/responses"}
}

// timed runs a program in a pipe and returns the time until it has ended.
func timed(b *testing.B, env []string, path string, args ...string) time.Duration {
	b.Helper()
	cmd := exec.Command(path, args...)
	var said strings.Builder
	cmd.Env, cmd.Stdout, cmd.Stderr = env, io.Discard, &said
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%s %s: %v\n%s", filepath.Base(path), args[0], err, said.String())
	}
	return time.Since(begin)
}
