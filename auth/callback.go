package auth

import (
	"errors"
	"net/url"
	"strings"
)

// A callback holds the parameters of the address that the sign-in page redirects
// the browser to.
type callback struct {
	code        Secret
	state       string
	problem     string // parameter error (RFC 6749 section 4.1.2.1)
	description string // parameter error_description
	bare        bool   // the person pasted a code without a state

	// The following are empty unless the issuer registers clients.

	client  string      // parameter client_id
	refused error       // why the callback is not taken, although it is of this sign-in
	next    chan string // takes an address to which the browser, which waits, is sent; nil after a paste
}

func readCallback(query url.Values) callback {
	return callback{
		code:        NewSecret(query.Get("code")),
		state:       query.Get("state"),
		problem:     query.Get("error"),
		description: query.Get("error_description"),
	}
}

// isCode reports whether text may be a code. RFC 6749 appendix A.11 allows more
// characters than the issuers use.
func isCode(text string) bool {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~+/=-"
	return len(text) >= 6 && len(text) <= 4096 && strings.Trim(text, alphabet) == ""
}

// readPasted parses what a person pasted: an address, its query, or a code.
// Terminals and mail programs may have broken it into lines.
//
// A code is accepted without a state: it is worthless without the verifier, which
// never leaves this process.
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

// failure returns the error of a callback without a code, or nil.
func (c callback) failure() error {
	cause := errors.New("sign-in page: " + c.problemCode())
	switch {
	case c.refused != nil:
		return c.refused
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

// problemCode returns the problem for logs if it looks like an error code.
func (c callback) problemCode() string {
	if isCode(c.problem) && len(c.problem) <= 64 {
		return c.problem
	}
	return "no code"
}
