package auth

import (
	"net/http"
	"slices"
	"strings"
)

// A stage is which call of a sign-in's life was refused.
type stage int

const (
	signingIn stage = iota
	renewing
)

// judge returns what the server means by a code and its own words; false when
// the table does not tell. The code goes first, unless the words say more.
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

// isVerdict reports whether the table has this very code.
func isVerdict(code string) bool {
	return slices.ContainsFunc(verdicts, func(v verdict) bool { return slices.Contains(v.codes, code) })
}

func containsAny(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// verdict returns what an answer means that is no success. The table goes
// first; but a status that says that the server has a fault, or is asked too
// often, outweighs a code that would end a sign-in, and a status below 400 refuses
// nothing.
//
// A 4xx of which the table knows no reason ends a sign-in only with status 401, which
// the Codex CLI takes for final too. To ask for a new sign-in would revoke one
// that may work in a minute; to ask the server again costs one call.
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

// failure turns an answer that is no success into an error.
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
		e.Hint = "Check --issuer."
	default:
		e.Sentence = "The sign-in server refused."
		e.Hint = "Try again; if it stays, sign in again."
	}
	return e
}

// error says v to a person.
func (v verdict) error(at stage, cause error) *Error {
	if v.effect == waits || v.effect == slows { // said where no person decides
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

// refusal says that a sign-in is over, in the words of the table. It wraps
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

// refusedError makes a refusal wrap ErrSignInAgain.
type refusedError struct{ error }

func (e refusedError) Unwrap() []error { return []error{e.error, ErrSignInAgain} }
