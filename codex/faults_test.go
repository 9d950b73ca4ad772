package codex_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
)

// A visitor is a TokenSource for the emulator. It counts refreshes.
type visitor struct {
	server    *codextest.Server
	tokens    auth.Tokens
	refreshes int
}

const canary = "nEvErShOwThIs"

func visit(s *codextest.Server) *visitor {
	v := &visitor{server: s}
	v.signIn()
	return v
}

func (v *visitor) signIn() {
	t := v.server.SignIn(codextest.Account{Canary: canary}, 0)
	v.tokens = auth.Tokens{Access: auth.NewSecret(t.Access), Refresh: auth.NewSecret(t.Refresh), ID: auth.NewSecret(t.ID),
		AccountID: t.Account.ID, BaseURL: v.server.BaseURL(), Issuer: v.server.Issuer()}
}

func (v *visitor) Tokens(context.Context) (auth.Tokens, error) { return v.tokens, nil }

func (v *visitor) Refresh(context.Context, auth.Tokens) (auth.Tokens, error) {
	v.refreshes++
	v.signIn()
	return v.tokens, nil
}

func client(s *codextest.Server, source codex.TokenSource) *codex.Client {
	return codex.NewClient(codex.Options{Source: source, BaseURL: s.BaseURL(), HTTPClient: s.Client(),
		Now: func() time.Time { return time.Now().UTC() }})
}

func question(model string) codex.Request {
	return codex.Request{Model: model, Input: []codex.Item{codex.UserText("What is in a word?")}, Summary: "auto"}
}

// An outcome is the result of a request.
type outcome struct {
	code     codex.Code // "" for a whole answer
	requests int
	sentence string
	text     string
	err      *codex.Error
	events   []codex.Event
}

func run(ctx context.Context, c *codex.Client, s *codextest.Server, req codex.Request) outcome {
	var o outcome
	var text strings.Builder
	before := posts(s)
	for event, err := range c.Stream(ctx, req) {
		if err != nil {
			o.err, _ = errors.AsType[*codex.Error](err)
			o.code, o.sentence = o.err.Code, o.err.Sentence
			break
		}
		o.events = append(o.events, event)
		if d, ok := event.(codex.TextDelta); ok {
			text.WriteString(d.Delta)
		}
	}
	o.text = text.String()
	o.requests = posts(s) - before
	return o
}

func posts(s *codextest.Server) int {
	return len(slices.DeleteFunc(s.Requests(), func(r codextest.Request) bool { return r.Endpoint != "responses" }))
}

var document = strings.Repeat("Words, and more words: **bold** `code` ünï 😀.\n\n", 30)

// faultTable holds the outcome of each fault of the emulator: the code of the
// error, the number of requests, and the sentence for the person. Failures in
// the stream are below.
var faultTable = map[string]outcome{
	"400-context":          {code: codex.CodeContextFull, requests: 1, sentence: "The conversation is too long for this model."},
	"401-detail":           {code: codex.CodeSignIn, requests: 2, sentence: "Your sign-in is no longer valid."},
	"401-expired":          {code: codex.CodeSignIn, requests: 2, sentence: "Your sign-in is no longer valid."},
	"401-invalidated":      {code: codex.CodeSignIn, requests: 2, sentence: "Your sign-in is no longer valid."},
	"403":                  {code: codex.CodeForbidden, requests: 1, sentence: "This account may not use Codex."},
	"403-country":          {code: codex.CodeForbidden, requests: 1, sentence: "The service is not available in the country of this network."},
	"404-model":            {code: codex.CodeModel, requests: 2, sentence: "This model is not available to your plan or to this program."},
	"404-usage":            {code: codex.CodeUsageLimit, requests: 1, sentence: "Your plan's 5 h limit is reached; it resets at 02:00."},
	"413":                  {code: codex.CodeContextFull, requests: 1, sentence: "The conversation is too large to send."},
	"429":                  {code: codex.CodeRateLimit, requests: 4, sentence: "Too many requests at once."},
	"429-not-included":     {code: codex.CodeUsageLimit, requests: 1, sentence: "Your plan does not include Codex."},
	"usage-limit":          {code: codex.CodeUsageLimit, requests: 1, sentence: "Your plan's 5 h limit is reached; it resets at 02:00."},
	"usage-limit-no-reset": {code: codex.CodeUsageLimit, requests: 1, sentence: "Your plan's limit is reached; it resets later."},
	"500":                  {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"500-empty":            {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"502":                  {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"503":                  {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"504":                  {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"slow-down":            {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"overloaded":           {code: codex.CodeOverloaded, requests: 1, sentence: "This model is at capacity."},
	"cloudflare-403":       {code: codex.CodeChallenge, requests: 1, sentence: "The server asked for a robot check instead of answering."},
	"cloudflare-503":       {code: codex.CodeChallenge, requests: 1, sentence: "The server asked for a robot check instead of answering."},
	"cloudflare-block":     {code: codex.CodeChallenge, requests: 1, sentence: "The server blocks this network."},
	"not-json":             {code: codex.CodeProtocol, requests: 1, sentence: "The server's answer cannot be understood."},
	"hangup":               {code: codex.CodeNetwork, requests: 4, sentence: "The connection was lost."},
	"hang":                 {code: codex.CodeInterrupted, requests: 1, sentence: "The server has been silent for too long."},

	"cut":                 {code: codex.CodeInterrupted, requests: 1, sentence: "The connection ended before the answer did."},
	"ends-midway":         {code: codex.CodeInterrupted, requests: 1, sentence: "The connection ended before the answer did."},
	"no-terminal":         {code: codex.CodeInterrupted, requests: 1, sentence: "The connection ended before the answer did."},
	"stall":               {code: codex.CodeInterrupted, requests: 1, sentence: "The server has been silent for too long."},
	"done:failed":         {code: codex.CodeServer, requests: 1, sentence: "The server has a problem."},
	"done:cancelled":      {code: codex.CodeInterrupted, requests: 1, sentence: "The server canceled the answer."},
	"completed:failed":    {code: codex.CodeServer, requests: 1, sentence: "The server has a problem."},
	"completed:cancelled": {code: codex.CodeInterrupted, requests: 1, sentence: "The server canceled the answer."},
	"cancelled":           {code: codex.CodeInterrupted, requests: 1, sentence: "The server canceled the answer."},
	"error-status:400":    {code: codex.CodeRefused, requests: 1, sentence: "The server refused the request."},
	"error-status:429":    {code: codex.CodeRateLimit, requests: 4, sentence: "Too many requests at once."},
	"error-status:500":    {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"error-text":          {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"200-detail":          {code: codex.CodeRefused, requests: 1, sentence: "The server refused the request."},
	"200-text":            {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"400-words":           {code: codex.CodeRefused, requests: 1, sentence: "The server refused the request."},
	"402":                 {code: codex.CodeForbidden, requests: 1, sentence: "This workspace or account has been deactivated."},
	"again-in:6m0s":       {code: codex.CodeRateLimit, requests: 1, sentence: "Too many requests at once."},
	"again-in:1m26.4s":    {code: codex.CodeRateLimit, requests: 1, sentence: "Too many requests at once."},
	"again-in:20ms":       {code: codex.CodeRateLimit, requests: 4, sentence: "Too many requests at once."},
	"again-in:3 days":     {code: codex.CodeRateLimit, requests: 1, sentence: "Too many requests at once."},

	"limit-in-stream": {code: codex.CodeUsageLimit, requests: 1, sentence: "Your plan's limit is reached; it resets at 02:00."},

	"done:completed": {requests: 1}, "done:none": {requests: 1}, "completed:completed": {requests: 1},
	"done:incomplete": {requests: 1}, "done:in_progress": {requests: 1}, "completed:incomplete": {requests: 1}, "completed:in_progress": {requests: 1},
	"reasoning-refused:http": {requests: 1}, "reasoning-refused:stream": {requests: 1}, "flood": {requests: 1},
	"comments": {requests: 1}, "done-marker": {requests: 1}, "crlf": {requests: 1}, "garbage-frame": {requests: 1}, "huge-frame": {requests: 1},
	"completed-held": {requests: 1}, "no-content-type": {requests: 1}, "unknown-events": {requests: 1},
	"delay:2s": {requests: 1}, "clock:+10m": {requests: 1}, "clock:-10m": {requests: 1}, "lite-only": {requests: 1},
	"classic-only": {requests: 2}, "incomplete:max_output_tokens": {requests: 1}, "incomplete:content_filter": {requests: 1},
}

// failedTable holds the outcomes of the codes of response.failed and error
// events.
var failedTable = map[string]outcome{
	"context_length_exceeded": {code: codex.CodeContextFull, requests: 1, sentence: "The conversation is too long for this model."},
	"insufficient_quota":      {code: codex.CodeUsageLimit, requests: 1, sentence: "The quota of this account is used up."},
	"usage_not_included":      {code: codex.CodeUsageLimit, requests: 1, sentence: "Your plan does not include Codex."},
	"usage_limit_reached":     {code: codex.CodeUsageLimit, requests: 1, sentence: "Your plan's limit is reached; it resets later."},
	"invalid_prompt":          {code: codex.CodeRefused, requests: 1, sentence: "The question was refused."},
	"cyber_policy":            {code: codex.CodeRefused, requests: 1, sentence: "The question was flagged as a possible cybersecurity risk."},
	"bio_policy":              {code: codex.CodeRefused, requests: 1, sentence: "The question was flagged as a possible biological risk."},
	"server_is_overloaded":    {code: codex.CodeOverloaded, requests: 1, sentence: "This model is at capacity."},
	"rate_limit_exceeded":     {code: codex.CodeRateLimit, requests: 4, sentence: "Too many requests at once."},
	"slow_down":               {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"server_error":            {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
	"unheard_of":              {code: codex.CodeServer, requests: 4, sentence: "The server has a problem."},
}

// signInFaults are faults of the sign-in servers, the catalog, or the documented
// route.
var signInFaults = []string{"device", "authorize", "exchange", "grant", "refresh", "revoke", "empty-models", "lost-answer",
	"discovery", "documented", "earliest", "elsewhere", "id-token", "no-keys", "no-plan", "secret-key", "token-", "plan-", "admission", "models-"}

func TestFaultTable(t *testing.T) {
	for name := range codextest.Faults() {
		kind, code, _ := strings.Cut(name, ":")
		want, ok := faultTable[name]
		switch kind {
		case "failed", "failed-held", "error-flat", "error-nested", "error-untyped", "error-unnamed", "200-json":
			want, ok = failedTable[code]
			if code == "usage_limit_reached" && !strings.HasPrefix(kind, "failed") && kind != "error-flat" {
				want.sentence = "Your plan's limit is reached; it resets at 01:00."
			}
		case "failed-late":
			want, ok = failedTable[code]
			want.requests = 1 // some text has arrived
		}
		if !ok {
			if !slices.ContainsFunc(signInFaults, func(p string) bool { return strings.HasPrefix(name, p) }) {
				t.Errorf("fault %s is in no table", name)
			}
			continue
		}
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { checkFault(t, name, want) }) })
	}
}

// checkFault runs a client against a fault that never ends.
func checkFault(t *testing.T, fault string, want outcome) {
	s := codextest.New(codextest.Options{Doc: document})
	defer s.Close()
	if err := s.Fault(fault+"@responses", -1); err != nil {
		t.Fatal(err)
	}
	source := visit(s)
	got := run(t.Context(), client(s, source), s, question("gpt-6.1-sol"))
	if got.code != want.code || got.requests != want.requests || got.sentence != want.sentence {
		t.Errorf("%q after %d requests: %s\nwant %q after %d: %s", got.code, got.requests, got.sentence, want.code, want.requests, want.sentence)
	}
	if !strings.HasPrefix(document, got.text) && fault != "flood" {
		t.Errorf("text is not the answer's: %q", got.text)
	}
	if want.code == "" && !cutShort(got) && fault != "flood" && got.text != document {
		t.Errorf("%d bytes of %d", len(got.text), len(document))
	}
	if refreshed := source.refreshes > 0; refreshed != strings.HasPrefix(fault, "401") {
		t.Errorf("%d refreshes", source.refreshes)
	}
	if e := got.err; e != nil {
		checkWords(t, e)
		if e.Attempts != want.requests {
			t.Errorf("the error counts %d attempts", e.Attempts)
		}
	}
}

// cutShort reports whether an answer says that it is not whole.
func cutShort(o outcome) bool {
	_, ok := o.events[len(o.events)-1].(codex.Incomplete)
	return ok
}

// checkWords checks an error against the rules for words for people and logs.
func checkWords(t *testing.T, e *codex.Error) {
	t.Helper()
	if e.Sentence == "" || !strings.HasSuffix(e.Sentence, ".") || strings.ContainsAny(e.Sentence+e.Hint+e.Error(), "\n\x1b<{") {
		t.Errorf("words %q, %q, %q", e.Sentence, e.Hint, e.Error())
	}
	if strings.Contains(e.Sentence+e.Hint+e.Error()+e.Message, canary) {
		t.Error("an error holds a token")
	}
	if (e.Retry == codex.RetryAfter) != (e.After > 0) {
		t.Errorf("retry %s after %v", e.Retry, e.After)
	}
}

// A stream that breaks after any number of bytes yields the text up to there
// and one error. The client sends the request again only if it has yielded no
// content.
func TestFaultCutAnywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := codextest.New(codextest.Options{Doc: document})
		defer s.Close()
		c := client(s, visit(s))
		for at := 0; ; at += 1000 {
			if err := s.Fault("cut:"+strconv.Itoa(max(at, 1)), -1); err != nil {
				t.Fatal(err)
			}
			got := run(t.Context(), c, s, question("gpt-6.1-sol"))
			s.ClearFaults()
			if got.err == nil {
				if got.text != document || at < 10_000 {
					t.Errorf("cut at %d: a whole answer of %d bytes", at, len(got.text))
				}
				return
			}
			shown := slices.ContainsFunc(got.events, isContent)
			want := 4
			if shown {
				want = 1
			}
			if got.code != codex.CodeInterrupted && got.code != codex.CodeNetwork || got.requests != want || !strings.HasPrefix(document, got.text) {
				t.Errorf("cut at %d: %v after %d requests, want %d", at, got.err, got.requests, want)
			}
			checkWords(t, got.err)
		}
	})
}

func isContent(e codex.Event) bool {
	switch e.(type) {
	case codex.TextDelta, codex.TextDone, codex.ReasoningDelta, codex.ReasoningDone, codex.ItemDone:
		return true
	}
	return false
}

// On a real network, every end of a stream ends its goroutines and its
// connection.
func TestNoLeaks(t *testing.T) {
	s := codextest.New(codextest.Options{Doc: document})
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	c := codex.NewClient(codex.Options{Source: visit(s), BaseURL: s.BaseURL(), HTTPClient: &http.Client{Transport: transport},
		IdleTime: 50 * time.Millisecond, Sleep: func(context.Context, time.Duration) error { return nil }})
	before := runtime.NumGoroutine()
	for _, fault := range []string{"", "cut", "stall", "completed-held", "hangup", "hang", "garbage-frame", "failed-held:server_error", "500", "403", "ends-midway"} {
		if fault != "" {
			if err := s.Fault(fault+"@responses", -1); err != nil {
				t.Fatal(err)
			}
		}
		run(t.Context(), c, s, question("gpt-6.1-sol"))
		for range c.Stream(t.Context(), question("gpt-6.1-sol")) {
			break
		}
		ctx, cancel := context.WithCancel(t.Context())
		for range c.Stream(ctx, question("gpt-6.1-sol")) {
			cancel()
		}
		cancel()
		s.ClearFaults()
	}
	s.Close()
	transport.CloseIdleConnections()
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
		time.Sleep(5 * time.Millisecond)
	}
	buf := make([]byte, 1<<20)
	t.Errorf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
}
