package codex

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// A Code names the cause of an [Error] in terms that a caller can branch on.
type Code string

// The codes of this package.
const (
	CodeSignIn      Code = "sign_in"      // not signed in, or the sign-in is no longer valid
	CodeForbidden   Code = "forbidden"    // the account or workspace lacks the permission
	CodeConsent     Code = "consent"      // the person has not allowed this program to use the plan, or has taken that back
	CodeChallenge   Code = "challenge"    // a Cloudflare page for browsers instead of an answer
	CodeUsageLimit  Code = "usage_limit"  // the plan's limit is reached
	CodeRateLimit   Code = "rate_limit"   // too many requests at once
	CodeOverloaded  Code = "overloaded"   // the model is at capacity
	CodeContextFull Code = "context_full" // the conversation is too long
	CodeModel       Code = "model"        // the model does not exist, or the plan does not offer it
	CodeRefused     Code = "refused"      // the backend rejects the content or the form of the request
	CodeServer      Code = "server"       // the server failed
	CodeNetwork     Code = "network"      // no connection: network, name lookup, TLS or time-out
	CodeInterrupted Code = "interrupted"  // the stream ended before the answer did
	CodeCanceled    Code = "canceled"     // the caller's context was canceled
	CodeProtocol    Code = "protocol"     // the answer could not be understood
	CodeUnsafeHost  Code = "unsafe_host"  // tokens must not be sent to this host
)

// A Retry advises the caller whether to send the same request again. The
// client's own attempts are over by then.
type Retry string

const (
	RetryNever Retry = "never" // the request would fail again
	RetryNow   Retry = "now"   // the request may succeed at once
	RetryAfter Retry = "after" // the request may succeed after Error.After
)

// An Error is the failure of a request. A [Client] returns no other errors,
// except that [Client.LanguageModel] returns a [*NoSuchModelError].
//
// Sentence and Hint are for the person who uses the program: one line of plain
// text each, safe to write to a terminal. ServerCode, Param and Message come
// from the server; they are one line each too, cut to a few hundred bytes,
// without control characters and secrets.
type Error struct {
	Code       Code
	Sentence   string // for the person: what happened
	Hint       string // for the person: what to do next; may be empty
	Retry      Retry
	After      time.Duration // pause before the next request, for RetryAfter
	Status     int           // HTTP status, or the one that a failed event names; 0 if there is none
	ServerCode string        // code of the server, such as context_length_exceeded; may be empty
	Param      string        // parameter that the server rejects; may be empty
	Message    string        // message of the server; may be empty
	RequestID  string        // for support; may be empty
	CFRay      string        // Cloudflare's id of the request; may be empty
	Attempts   int           // requests sent
	Limits     *Limits       // limits of the plan for CodeUsageLimit, as far as the server named them; else nil, as always on [RouteDocumented]
	Err        error         // cause; may be nil; never holds a secret. A failed sign-in is an *auth.Error

	support bool // the hint is to name RequestID

	again bool // the client may send the request again
	strip bool // the request may succeed without its encrypted reasoning
	renew bool // the client may send the request again once with new tokens
}

// Error returns a lower-case text for logs. Its form may change.
func (e *Error) Error() string {
	parts := []string{string(e.Code)}
	add := func(label, value string) {
		if value != "" {
			parts = append(parts, label+value)
		}
	}
	if e.Status != 0 {
		add("status ", strconv.Itoa(e.Status))
	}
	add("code ", e.ServerCode)
	add("param ", e.Param)
	add("", e.Message)
	add("request ", e.RequestID)
	add("ray ", e.CFRay)
	if e.Err != nil {
		add("", e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Notice returns Sentence and Hint.
func (e *Error) Notice() (sentence, hint string) { return e.Sentence, e.Hint }

// asError returns the first *Error in err's chain, or nil.
func asError(err error) *Error {
	e, _ := errors.AsType[*Error](err)
	return e
}
