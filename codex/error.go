package codex

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// A Code names a cause in terms that a caller can branch on.
type Code string

const (
	CodeSignIn      Code = "sign_in"      // not signed in, or the sign-in is over
	CodeForbidden   Code = "forbidden"    // the account or workspace may not
	CodeChallenge   Code = "challenge"    // a Cloudflare page instead of an answer
	CodeUsageLimit  Code = "usage_limit"  // the plan's limit is reached
	CodeRateLimit   Code = "rate_limit"   // too fast; passes by itself
	CodeOverloaded  Code = "overloaded"   // the model is at capacity
	CodeContextFull Code = "context_full" // the conversation is too long
	CodeModel       Code = "model"        // the model is unknown or not open to this plan
	CodeRefused     Code = "refused"      // the request broke a rule of content or form
	CodeServer      Code = "server"       // a fault on the server's side
	CodeNetwork     Code = "network"      // no connection, DNS, TLS, time-out
	CodeInterrupted Code = "interrupted"  // the stream ended before the answer did
	CodeCanceled    Code = "canceled"     // the caller's context ended
	CodeProtocol    Code = "protocol"     // an answer that cannot be understood
	CodeUnsafeHost  Code = "unsafe_host"  // tokens may not go there
)

// Retry says whether the same request may help later. The client's own
// retries are over when a caller sees it.
type Retry string

const (
	RetryNever Retry = "never"
	RetryNow   Retry = "now"
	RetryAfter Retry = "after" // see Error.After
)

// An Error is the only error type that this package returns.
type Error struct {
	Code       Code
	Sentence   string // for the user: what happened
	Hint       string // for the user: what to do next; may be empty
	Retry      Retry
	After      time.Duration // with RetryAfter
	Status     int           // HTTP status, also one that a failure inside an answer names, or 0
	ServerCode string        // the server's code, or empty
	Param      string        // the parameter that the server finds fault with, or empty
	Message    string        // the server's own words, one safe line; may be empty
	RequestID  string
	CFRay      string
	Attempts   int     // requests that were sent
	Limits     *Limits // with CodeUsageLimit, as far as the server said
	Err        error   // cause; never holds a secret; may be nil

	again bool // the client may send the request again by itself
	strip bool // the request may pass without its encrypted reasoning
}

// Error returns a lower-case chain for logs. Its form may change.
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

// Notice returns what happened and what to do next, a sentence each for the
// person.
func (e *Error) Notice() (sentence, hint string) { return e.Sentence, e.Hint }

// asError returns the *Error in err's chain, or nil.
func asError(err error) *Error {
	e, _ := errors.AsType[*Error](err)
	return e
}
