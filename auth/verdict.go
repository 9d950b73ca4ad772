package auth

import (
	"net/http"
	"slices"
	"strings"
)

// A stage says which call the issuer refused.
type stage int

const (
	signingIn stage = iota // a call of a sign-in flow, or Revoke
	renewing               // a refresh
)

// judge returns the row of verdicts for an error code and a message, and whether it
// has one. The row of the code wins unless it is vague.
func judge(code, words string) (verdict, bool) {
	code = strings.NewReplacer("-", "_", ".", "_").Replace(code)
	row := slices.IndexFunc(verdicts, func(v verdict) bool { return slices.Contains(v.codes, code) })
	if row < 0 {
		row = slices.IndexFunc(verdicts, func(v verdict) bool { return containsAny(code, v.parts) })
	}
	if row < 0 || verdicts[row].vague {
		said := slices.IndexFunc(verdicts, func(v verdict) bool { return containsAny(strings.ToLower(words), v.phrases) })
		if said >= 0 {
			row = said
		}
	}
	if row < 0 {
		return verdict{}, false
	}
	return verdicts[row], true
}

// isVerdict reports whether a row of verdicts lists the code.
func isVerdict(code string) bool {
	return slices.ContainsFunc(verdicts, func(v verdict) bool { return slices.Contains(v.codes, code) })
}

func containsAny(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// verdict returns the meaning of a failed answer and whether it is known. It is the
// row of the answer's code and message, with two exceptions. Status 429 and 5xx
// mean that the call may succeed later, even if the code would end the sign-in. And
// a status below 400 refuses nothing.
//
// Of the 4xx without a row only 401 ends the sign-in, as in the Codex CLI
// (openai/codex login/src/auth/manager.rs). For the others the call is repeated
// later: that costs one call, while a new sign-in would cost the person's time.
func (a answer) verdict() (verdict, bool) {
	v, known := judge(a.code(), a.words())
	switch {
	case a.page || a.status < 400:
		return verdict{}, false
	case a.status == http.StatusTooManyRequests && v.effect != slows:
		return judge("rate_limit_exceeded", "")
	case a.status >= 500 && v.effect != slows && v.effect != passes:
		return judge("server_error", "")
	case a.status == http.StatusUnauthorized && (!known || v.vague && v.effect == refuses):
		return judge("invalid_grant", "")
	}
	return v, known
}

// failure returns the error for a failed answer.
func (a answer) failure(at stage) *Error {
	v, known := a.verdict()
	switch {
	case known && v.effect == ends && at == renewing:
		return refusal(first(a.code(), "unauthorized"), a.words(), a.chain())
	case known:
		return v.error(at, a.chain())
	case a.page && a.abroad:
		v, _ = judge("unsupported_country", "")
		return v.error(at, a.chain())
	}
	e := &Error{Code: CodeIssuer, Err: a.chain(), passing: a.page}
	switch {
	case a.page:
		e.Code = CodeChallenge
		e.Sentence = a.host + " sent a page for browsers instead of an answer."
		e.Hint = "A filter, a VPN or a login page of this network may be in the way. Try again later, or from another network."
	case a.status >= 300 && a.status < 400:
		e.Sentence = "The sign-in server points to another address."
		e.Hint = "Check the address of the sign-in server."
	default:
		e.Sentence = "The sign-in server refused the request."
		e.Hint = "Try again. If that does not help, sign in again."
	}
	return e
}

// error returns the error for v, with its words for the stage.
func (v verdict) error(at stage, cause error) *Error {
	if v.effect == waits || v.effect == slows { // outside of a poll these mean "later"
		v, _ = judge("rate_limit_exceeded", "")
	}
	e := &Error{Code: v.code, Err: cause, passing: v.effect == passes}
	if at == renewing {
		e.Sentence, e.Hint = v.renewing, first(v.again, "Sign in again.")
	} else {
		e.Sentence, e.Hint = first(v.signing, v.renewing), first(v.hint, "Start the sign-in again.")
	}
	return e
}

// refusal returns the error for a sign-in that has ended. It wraps
// [ErrSignInAgain].
func refusal(code, words string, cause error) *Error {
	v, ok := judge(code, words)
	if !ok || v.effect != ends {
		v, _ = judge("invalid_grant", "")
	}
	e := v.error(renewing, refusedError{cause})
	e.Code = Code(code)
	return e
}

// A refusedError wraps its error and ErrSignInAgain.
type refusedError struct{ error }

func (e refusedError) Unwrap() []error { return []error{e.error, ErrSignInAgain} }
