package auth

import (
	"errors"
	"net/url"
	"strings"
)

// A callback is what the sign-in page sends back, by way of the browser.
type callback struct {
	code        Secret
	state       string
	problem     string // error, of RFC 6749 section 4.1.2.1
	description string // error_description
	bare        bool   // pasted as a code alone
}

func readCallback(query url.Values) callback {
	return callback{
		code:        NewSecret(query.Get("code")),
		state:       query.Get("state"),
		problem:     query.Get("error"),
		description: query.Get("error_description"),
	}
}

// isCode reports whether text may be a code alone. RFC 6749 appendix A.11
// allows more; the issuers use this.
func isCode(text string) bool {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~+/=-"
	return len(text) >= 6 && len(text) <= 4096 && strings.Trim(text, alphabet) == ""
}

// readPasted reads what a person pastes: the whole address, only its query, or
// the code. Terminals and mail programs may have broken it over lines.
//
// A code without a state is good enough: it buys nothing without the verifier,
// which has not left this process.
func readPasted(text string) (callback, error) {
	text = strings.Trim(strings.Join(strings.Fields(text), ""), `"'<>`)
	if isCode(text) && !strings.HasPrefix(text, "code=") {
		return callback{code: NewSecret(text), bare: true}, nil
	}
	query := text
	if _, after, ok := strings.Cut(text, "?"); ok {
		query, _, _ = strings.Cut(after, "#")
	}
	values, err := url.ParseQuery(query)
	if err != nil || values.Get("code") == "" && values.Get("error") == "" {
		return callback{}, &Error{
			Code:     CodeNotACallback,
			Sentence: "That is neither the address of the last page nor its code.",
			Hint:     "Copy the whole address from the browser's address bar; it begins with http://localhost.",
			Err:      errors.New("no code in the pasted text"),
		}
	}
	c := readCallback(values)
	c.bare = c.state == "" && c.problem == ""
	return c, nil
}

// failure turns what the page said instead of a code into an error.
func (c callback) failure() error {
	cause := errors.New("sign-in page: " + c.problemCode())
	switch {
	case c.problem == "" && !c.code.IsZero():
		return nil
	case c.problem == "":
		return &Error{
			Code: CodeBadAnswer, Sentence: "The sign-in page sent no code.", Hint: "Start the sign-in again.", Err: cause,
		}
	}
	if v, ok := judge(strings.ToLower(c.problem), c.description); ok {
		return v.error(signingIn, cause)
	}
	return &Error{
		Code:     CodeIssuer,
		Sentence: "The sign-in page reports a problem.",
		Hint:     "Start the sign-in again, or sign in with a code.",
		Err:      cause,
	}
}

// problemCode is the code of the problem for logs: only if it looks like one.
func (c callback) problemCode() string {
	if isCode(c.problem) && len(c.problem) <= 64 {
		return c.problem
	}
	return "no code"
}
