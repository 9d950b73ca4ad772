package codex

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"banter/auth"
	"banter/internal/notice"
)

// maxErrorBody is the most bytes read of the body of a refused request.
const maxErrorBody = 64 << 10

// refused returns the error for an answer with a status other than 2xx. It
// reads the body, which the caller closes.
func (c *Client) refused(resp *http.Response) *Error {
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	if isChallenge(resp, body) {
		return c.identified(resp, challengeError(body))
	}
	return c.failure(resp, resp.StatusCode, c.reader(resp).body(body, resp.Header), Limits{})
}

// failure returns the error for a failure that the server reports in resp. The
// status is 0 for a failure inside an answer. known are the limits that the
// answer has named so far.
func (c *Client) failure(resp *http.Response, status int, fault serverFault, known Limits) *Error {
	now := c.now()
	e := c.route.errorFor(status, fault)
	asked := tryAgainIn(fault.message)
	if asked == 0 && !fault.resets.IsZero() {
		asked = fault.resets.Sub(now)
	}
	if asked <= 0 {
		asked = retryAfter(resp.Header, now)
	}
	switch {
	case e.Code == CodeUsageLimit && c.route == RouteDocumented: // which says nothing of a time
	case e.Code == CodeUsageLimit:
		if limits, ok := limitsFromHeaders(resp.Header, now); ok {
			known = limits
		}
		if fault.resets.IsZero() && asked > 0 {
			fault.resets = now.Add(asked)
		}
		e.explainLimit(known, fault, resp.Header, now)
	default:
		e.wait(asked, now)
	}
	return c.identified(resp, e)
}

// identified sets the fields of e that support asks for.
func (c *Client) identified(resp *http.Response, e *Error) *Error {
	if e.Status == 0 {
		e.Status = resp.StatusCode
	}
	e.RequestID, e.CFRay = requestID(resp.Header), clip(resp.Header.Get("Cf-Ray"), maxName)
	if e.support && e.RequestID != "" {
		e.Hint += " OpenAI's support can look up the request " + e.RequestID + "."
	}
	return e
}

func requestID(h http.Header) string {
	return clip(first(h.Get("X-Request-Id"), h.Get("X-Oai-Request-Id")), maxName)
}

// errorFor returns the error for a failure that the server reports in an answer
// with the given status or, for status 0, inside an answer.
func (r Route) errorFor(status int, fault serverFault) *Error {
	if status == 0 {
		status = cmp.Or(fault.status, statusNamed(fault.message))
	}
	f := meaning(status, fault)
	if r == RouteDocumented {
		f = documentedMeaning(status, fault)
	}
	e := &Error{
		Code: f.code, Sentence: f.sentence, Hint: f.hint, Retry: f.retry,
		Status: status, ServerCode: fault.code, Param: fault.param, Message: fault.message, again: f.again, strip: f.strip, renew: f.renew, support: f.support,
	}
	if e.Retry == "" {
		e.Retry = RetryNever
	}
	if e.Code == CodeSignIn && e.Status == 0 {
		e.Status = http.StatusUnauthorized
	}
	e.renew = e.renew || e.Code == CodeSignIn && e.Status == http.StatusUnauthorized
	if why := withoutPause(fault.message); why != "" && !f.plain {
		e.Hint = "It says: " + sentence(why) + " " + f.hint
	}
	return e
}

// sentence returns a server's text with the end of a sentence.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "…") {
		return text
	}
	return text + "."
}

// wait changes the advice of e to "later" if the server asks for a pause.
func (e *Error) wait(d time.Duration, now time.Time) {
	if d <= 0 || e.Retry != RetryNow {
		return
	}
	e.Retry, e.After = RetryAfter, d
	if when := whenAgain(d, now); when != "" {
		e.Hint = strings.TrimSuffix(strings.TrimSuffix(e.Hint, tryLater), tryAgain) + "Try again " + when + "."
	}
}

// isChallenge reports whether resp is a page that wants a browser to prove
// itself, which says nothing about the sign-in or the plan. The backend refuses
// in JSON, so any page with a 403 is one; a page with a 503 may come from any
// server.
func isChallenge(resp *http.Response, body []byte) bool {
	if strings.EqualFold(resp.Header.Get("Cf-Mitigated"), "challenge") {
		return true
	}
	page := isHTML(resp.Header)
	switch resp.StatusCode {
	case http.StatusForbidden:
		return page || hasMark(body)
	case http.StatusServiceUnavailable:
		return page && hasMark(body)
	}
	return false
}

// hasMark reports whether a page has the marks of Cloudflare's pages.
func hasMark(page []byte) bool {
	return bytes.Contains(page, []byte("cf_chl")) || bytes.Contains(page, []byte("Just a moment...")) ||
		bytes.Contains(page, []byte("Cloudflare"))
}

func isHTML(h http.Header) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(h.Get("Content-Type"))), "text/html")
}

// challengeError returns the error for a page that checks for robots, or for
// one that lets no request of this network through (openai/codex
// protocol/src/error.rs looks for the same words).
func challengeError(page []byte) *Error {
	e := &Error{
		Code:     CodeChallenge,
		Sentence: "The server asked for a robot check instead of answering.",
		Hint:     "Switch off a VPN or proxy, or use another network, then try again.",
		Retry:    RetryNow,
	}
	if bytes.Contains(page, []byte("Cloudflare")) && bytes.Contains(page, []byte("blocked")) {
		e.Sentence = "The server blocks this network."
		e.Hint = "A VPN, a proxy or the region may be the reason: use another network, then try again."
	}
	return e
}

var errIdle = errors.New("nothing arrived for too long")

// brokenError returns the error for a request that got no answer, or whose
// answer stopped.
func (c *Client) brokenError(ctx context.Context, err error) *Error {
	if known := asError(err); known != nil {
		return known
	}
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, errIdle) {
		return &Error{Code: CodeCanceled, Sentence: "Stopped.", Retry: RetryNow, Err: cause}
	} else if cause != nil {
		// Not sent again: each silence lasts minutes.
		return &Error{Code: CodeInterrupted, Retry: RetryNow, Err: cause,
			Sentence: "The server has been silent for too long.", Hint: tryAgain}
	}
	e := &Error{Code: CodeNetwork, Retry: RetryNow, Err: err, again: true}
	n := notice.Of(err)
	e.Sentence, e.Hint = n.Sentence, n.Hint
	if n.Unknown {
		e.Sentence, e.Hint = "The connection failed.", "Check your connection and try again."
	}
	return e
}

// tokenError returns the error for a failure to get tokens.
func (c *Client) tokenError(ctx context.Context, err error) *Error {
	if known := asError(err); known != nil {
		return known
	}
	n := notice.Of(err)
	e := &Error{Code: CodeNetwork, Sentence: n.Sentence, Hint: n.Hint, Retry: RetryNow, Err: err}
	cause, _ := errors.AsType[*auth.Error](err)
	switch {
	case ctx.Err() != nil:
		return c.brokenError(ctx, err)
	case errors.Is(err, auth.ErrNoTokens), errors.Is(err, auth.ErrSignInAgain), cause != nil && signInCodes[cause.Code]:
		e.Code, e.Retry = CodeSignIn, RetryNever
	case cause != nil && cause.Code == auth.CodeUnsafeHost:
		e.Code, e.Retry = CodeUnsafeHost, RetryNever
	case cause != nil && cause.Code == auth.CodeChallenge:
		e.Code = CodeChallenge
	case tooEarly(err):
		e.Code = CodeServer
	}
	if n.Unknown {
		e.Sentence, e.Hint = "Your sign-in cannot be used right now.", tryAgain
	}
	return e
}

// tooEarly reports whether tokens were not renewed because their time has not come,
// which says nothing about the sign-in.
func tooEarly(err error) bool {
	for e, ok := errors.AsType[*auth.Error](err); ok; e, ok = errors.AsType[*auth.Error](e.Err) {
		if e.Code == auth.CodeTooEarly {
			return true
		}
	}
	return false
}

// signInCodes are the codes of errors after which only a new sign-in helps.
var signInCodes = map[auth.Code]bool{
	auth.CodeTokensRequired: true, auth.CodeNotSignedIn: true, auth.CodeSignInAgain: true,
	auth.CodeAccountIDMissing: true, auth.CodeOtherIssuer: true, auth.CodeDamaged: true,
}

func (c *Client) protocolError(what string, err error) *Error {
	return &Error{
		Code:     CodeProtocol,
		Sentence: "The server's answer cannot be understood.",
		Hint:     "Something between here and the server may be in the way; try another network.",
		Retry:    RetryNow,
		Err:      errors.Join(errors.New(what), err),
	}
}
