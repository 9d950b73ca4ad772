package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"time"
)

// Sentences to show beside a device code. Many accounts have device codes switched
// off. The page says so only after the person has signed in there, and the server
// answers "pending" anyway (openai/codex#34817), so a program shows
// DeviceSettingHint from the start.
const (
	DeviceSettingHint = "If the page refuses the code, switch on device codes for Codex in ChatGPT: Settings > Security. In a workspace, an admin has to allow it."
	DeviceCaution     = "Go on only if you started this sign-in yourself. Never enter a code that someone else gave you."
)

const (
	defaultInterval = 5 * time.Second
	shortestPause   = time.Second
	longestPause    = time.Minute
	slack           = 3 * time.Second // added to each pause, in case clocks differ in speed
	slowDown        = 5 * time.Second // RFC 8628 section 3.5
)

// A DeviceFlow is a sign-in by code in progress: a device authorization (RFC 8628,
// with the endpoints of openai/codex login/src/device_code_auth.rs). The program
// shows URL and Code to the person, who opens the page on any device. Printing a
// flow does not show the code.
type DeviceFlow struct {
	URL         string    // page that asks for the code: {issuer}/codex/device
	Code        string    // text to enter there, such as ABCD-12345
	Instruction string    // "Enter code: ABCD-12345"
	Expires     time.Time // when Wait gives up, 15 minutes after the start

	opts     FlowOptions
	id       Secret
	interval time.Duration
}

// Format does not print the code, which is as sensitive as a password until the
// flow ends.
func (f DeviceFlow) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte("device sign-in")) }

// LogValue masks the flow in structured logs.
func (f DeviceFlow) LogValue() slog.Value { return slog.StringValue("device sign-in") }

// MarshalText masks the flow in JSON, also inside other values.
func (f DeviceFlow) MarshalText() ([]byte, error) { return []byte("device sign-in"), nil }

// noDeviceCodes returns the error for an issuer without device codes.
func noDeviceCodes(host string, cause error) error {
	return &Error{
		Code:     CodeDeviceDisabled,
		Sentence: host + " does not offer sign-in by code.",
		Hint:     "Sign in with the browser instead.",
		Err:      cause,
	}
}

// StartDeviceFlow requests a code from the issuer and returns without waiting for
// the person. The error is an [*Error] of [CodeDeviceDisabled] if the issuer has no
// device codes.
func StartDeviceFlow(ctx context.Context, opts FlowOptions) (*DeviceFlow, error) {
	server := opts.issuer()
	p := server.provider
	if p.dynamic() {
		return nil, noDeviceCodes(hostOf(p.Issuer), errors.New("an issuer that registers clients has none"))
	}
	a, err := twice(func() (answer, error) {
		return server.postJSON(ctx, p.DeviceCodeURL, map[string]string{"client_id": p.ClientID})
	})
	code := first(a.body.text("user_code"), a.body.text("usercode"))
	_, known := a.verdict()
	switch {
	case err != nil:
		return nil, err
	case a.status == http.StatusNotFound && !a.page && !known:
		return nil, noDeviceCodes(a.host, a.chain())
	case !a.ok() || a.body == nil:
		return nil, a.failure(signingIn)
	case a.body.text("device_auth_id") == "":
		return nil, a.missing("device_auth_id")
	case code == "":
		return nil, a.missing("user_code")
	}
	return &DeviceFlow{
		URL:         p.DevicePage,
		Code:        code,
		Instruction: "Enter code: " + code,
		Expires:     server.now().Add(flowTime),
		opts:        opts,
		id:          NewSecret(a.body.text("device_auth_id")),
		interval:    interval(a.body),
	}, nil
}

// interval returns the pause between polls, which servers send as a number or as a
// text.
func interval(body object) time.Duration {
	seconds, ok := body.number("interval")
	if !ok {
		return defaultInterval
	}
	seconds = min(math.Ceil(seconds), longestPause.Seconds())
	return max(time.Duration(seconds)*time.Second, shortestPause)
}

// Wait polls the issuer until the person has entered the code, exchanges the grant
// for tokens, saves them in the Store of the options and returns them. It ends
// early if ctx is done. Call it once.
//
// Wait continues to poll after failures that may pass: a lost connection, status
// 429 or 5xx, a page of a filter. It returns an [*Error] of [CodeDenied] if the
// person declines, and of [CodeExpired] after 15 minutes.
//
// If only saving failed, Wait returns the tokens together with an [*Error] of
// [CodeNotSaved]: [SaveTokens] can save them in another store.
func (f *DeviceFlow) Wait(ctx context.Context) (Tokens, error) {
	server := f.opts.issuer()
	pause := f.interval
	var failures pollFailures
	for {
		a, err := f.poll(ctx, server)
		if ctx.Err() != nil {
			return Tokens{}, ctx.Err()
		}
		state := pending
		if err == nil {
			state, err = read(a)
		}
		extra, end := failures.count(a, err)
		switch {
		case state == granted:
			return f.redeem(ctx, server, a)
		case end != nil:
			return Tokens{}, end
		case state == slower:
			pause += slowDown
		}
		left := f.Expires.Sub(server.now())
		if left <= 0 {
			return Tokens{}, failures.late()
		}
		if err := f.opts.sleep(ctx, min(pause+slack+extra, left)); err != nil {
			return Tokens{}, err
		}
	}
}

// maxPages is how many polls in a row may be answered with a page for browsers. A
// network that answers with pages blocks the grant, too, and the person would
// otherwise wait until the code expires.
const maxPages = 5

// pollFailures counts the polls that failed since the last one that succeeded.
type pollFailures struct {
	polls int   // failed polls in a row
	pages int   // polls in a row that were answered with a page for browsers
	last  error // error of the newest failed poll
}

// count counts a poll. It returns the time to add to the next pause, or the error
// that ends the flow.
func (f *pollFailures) count(a answer, err error) (extra time.Duration, end error) {
	switch {
	case err == nil:
		*f = pollFailures{}
		return 0, nil
	case !passing(err):
		return 0, err
	}
	f.last = err
	f.polls++
	if f.pages++; !a.page {
		f.pages = 0
	}
	switch {
	case f.pages == maxPages:
		return 0, err
	case a.status == http.StatusForbidden: // also the status of a pending poll
		return 0, nil
	}
	return min(time.Duration(f.polls)*slowDown, longestPause), nil
}

// late returns the error of a flow whose time is over.
func (f *pollFailures) late() error {
	if f.last != nil {
		return f.last
	}
	return codeExpired(errors.New("not entered in time"))
}

// poll asks the issuer whether the person has decided.
func (f *DeviceFlow) poll(ctx context.Context, server issuer) (answer, error) {
	return server.postJSON(ctx, server.provider.DeviceTokenURL, map[string]string{
		"device_auth_id": f.id.Reveal(),
		"user_code":      f.Code,
	})
}

// redeem exchanges the grant in the answer to a poll.
func (f *DeviceFlow) redeem(ctx context.Context, server issuer, a answer) (Tokens, error) {
	for _, field := range []string{"authorization_code", "code_verifier"} {
		if a.body.text(field) == "" {
			return Tokens{}, a.missing(field)
		}
	}
	return f.opts.redeem(ctx, grant{
		code:        NewSecret(a.body.text("authorization_code")),
		verifier:    NewSecret(a.body.text("code_verifier")),
		redirectURI: server.provider.DeviceRedirect,
	})
}

// A pollState is the state of a flow after a poll.
type pollState int

const (
	pending pollState = iota // the person has not decided
	slower                   // the person has not decided, and the polls are too frequent
	granted                  // the person has agreed
)

// read returns the state of the flow after the poll that a answered. If the error
// is passing, polling may continue.
//
// Status 403 and 404 mean pending unless the body has another code: the Codex CLI
// treats them all as pending (openai/codex login/src/device_code_auth.rs), and the
// code of the real server is deviceauth_authorization_pending.
func read(a answer) (pollState, error) {
	v, known := a.verdict()
	switch {
	case a.status == http.StatusOK && a.body != nil, a.ok() && a.body.text("authorization_code") != "":
		return granted, nil
	case a.ok() && a.body != nil: // such as 202 Accepted
		return pending, nil
	case a.ok():
		e := a.failure(signingIn)
		e.passing = true
		return pending, e
	case v.effect == waits:
		return pending, nil
	case v.effect == slows:
		return slower, nil
	case v.code == CodeExpired:
		return pending, codeExpired(a.chain())
	case !known && !a.page && (a.status == http.StatusForbidden || a.status == http.StatusNotFound):
		return pending, nil
	}
	return pending, a.failure(signingIn)
}

func codeExpired(cause error) error {
	return &Error{Code: CodeExpired, Sentence: "The code has expired.", Hint: "Ask for a new one. " + DeviceSettingHint, Err: cause}
}
