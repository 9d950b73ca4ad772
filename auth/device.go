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

// Words for a sign-in screen. Device codes are off in many accounts, and the
// web page says so only after the person has signed in there while the server
// goes on answering "pending" (openai/codex#34817): so a screen shows the hint
// from the start.
const (
	DeviceSettingHint = "If the page refuses the code, switch on device codes for Codex in ChatGPT: Settings > Security. In a workspace, an admin has to allow it."
	DeviceCaution     = "Go on only if you started this sign-in yourself. Never enter a code that someone else gave you."
)

const (
	defaultInterval = 5 * time.Second
	shortestPause   = time.Second
	longestPause    = time.Minute
	slack           = 3 * time.Second // added to each pause, so that no clock makes us early
	slowDown        = 5 * time.Second // RFC 8628 section 3.5
)

// A DeviceFlow is a device authorization (RFC 8628) in progress. The fields
// are for showing; nothing changes them.
type DeviceFlow struct {
	URL         string    // page that asks for the code: {issuer}/codex/device
	Code        string    // what the person types there, such as ABCD-12345
	Instruction string    // "Enter code: ABCD-12345"
	Expires     time.Time // the local limit of 15 minutes

	opts     FlowOptions
	id       Secret
	interval time.Duration
}

// Format keeps the code, which is as good as a password while it lives, out of
// everything that prints a flow by accident.
func (f DeviceFlow) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte("device sign-in")) }

// LogValue masks the flow in structured logs.
func (f DeviceFlow) LogValue() slog.Value { return slog.StringValue("device sign-in") }

// MarshalText masks the flow in JSON, also inside other values.
func (f DeviceFlow) MarshalText() ([]byte, error) { return []byte("device sign-in"), nil }

// StartDeviceFlow asks the issuer for a code and returns at once. An issuer
// without device codes gives an [*Error] with CodeDeviceDisabled.
func StartDeviceFlow(ctx context.Context, opts FlowOptions) (*DeviceFlow, error) {
	server := opts.issuer()
	p := server.provider
	a, err := twice(func() (answer, error) {
		return server.postJSON(ctx, p.DeviceCodeURL, map[string]string{"client_id": p.ClientID})
	})
	code := first(a.body.text("user_code"), a.body.text("usercode"))
	_, known := a.verdict()
	switch {
	case err != nil:
		return nil, err
	case a.status == http.StatusNotFound && !a.page && !known:
		return nil, &Error{
			Code:     CodeDeviceDisabled,
			Sentence: a.host + " does not offer sign-in by code.",
			Hint:     "Sign in with the browser instead.",
			Err:      a.chain(),
		}
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

// interval reads the pause between polls, which comes as a text of digits or
// as a number.
func interval(body object) time.Duration {
	seconds, ok := body.number("interval")
	if !ok {
		return defaultInterval
	}
	seconds = min(math.Ceil(seconds), longestPause.Seconds())
	return max(time.Duration(seconds)*time.Second, shortestPause)
}

// Wait polls until the person has entered the code, exchanges the grant,
// saves the tokens and returns them. It ends early when ctx is done. Call it
// once.
//
// When only saving fails it returns the tokens together with an [*Error] of
// CodeNotSaved: the person need not sign in again, another store will do.
func (f *DeviceFlow) Wait(ctx context.Context) (Tokens, error) {
	server := f.opts.issuer()
	pause := f.interval
	var trouble trouble
	for {
		a, err := f.poll(ctx, server)
		if ctx.Err() != nil {
			return Tokens{}, ctx.Err()
		}
		state := pending
		if err == nil {
			state, err = read(a)
		}
		extra, end := trouble.meet(a, err)
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
			return Tokens{}, trouble.late()
		}
		if err := f.opts.sleep(ctx, min(pause+slack+extra, left)); err != nil {
			return Tokens{}, err
		}
	}
}

// maxPages is how many polls in a row may be answered with a page for
// browsers. A network that sends them does not let the grant through either,
// and the person would wait in vain until the code has expired.
const maxPages = 5

// trouble is what has kept the polls from an answer since the last one that
// brought it.
type trouble struct {
	polls, pages int // in a row; pages those with a page for browsers
	last         error
}

// meet counts a poll. It returns how much later than usual the next one is, or
// the error that ends the flow.
func (t *trouble) meet(a answer, err error) (extra time.Duration, end error) {
	switch {
	case err == nil:
		*t = trouble{}
		return 0, nil
	case !passing(err):
		return 0, err
	}
	t.last = err
	t.polls++
	if t.pages++; !a.page {
		t.pages = 0
	}
	switch {
	case t.pages == maxPages:
		return 0, err
	case a.status == http.StatusForbidden: // the status of a poll that finds no decision yet
		return 0, nil
	}
	return min(time.Duration(t.polls)*slowDown, longestPause), nil
}

// late says why there is no decision at the end of the flow.
func (t *trouble) late() error {
	if t.last != nil {
		return t.last
	}
	return codeExpired(errors.New("not entered in time"))
}

func (f *DeviceFlow) poll(ctx context.Context, server issuer) (answer, error) {
	return server.postJSON(ctx, server.provider.DeviceTokenURL, map[string]string{
		"device_auth_id": f.id.Reveal(),
		"user_code":      f.Code,
	})
}

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

// A pollState is what a poll's answer means for the flow.
type pollState int

const (
	pending pollState = iota
	slower            // pending, and asked too often
	granted
)

// read tells what a poll's answer means. The error is passing when polling may
// go on in spite of it.
//
// 403 and 404 mean pending unless the answer says otherwise: the Codex CLI
// takes any of them for pending, and the real server's word for it is
// deviceauth_authorization_pending.
func read(a answer) (pollState, error) {
	v, known := a.verdict()
	switch {
	case a.status == http.StatusOK && a.body != nil, a.ok() && a.body.text("authorization_code") != "":
		return granted, nil
	case a.ok() && a.body != nil: // 202, say: taken, and not decided yet
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
