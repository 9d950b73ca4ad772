package auth

import "errors"

// A Code names a cause in terms that a caller can branch on.
type Code string

// The codes of this package. Permanent refusals of the issuer keep the
// issuer's own code, such as refresh_token_reused, as the Code of the error
// that a CodeAuthFailed wraps.
const (
	CodeTokensRequired   Code = "tokens_required"    // neither a store nor tokens were given
	CodeNotSignedIn      Code = "not_signed_in"      // the store is empty
	CodeAuthFailed       Code = "auth_failed"        // no usable access token can be had
	CodeSignInAgain      Code = "sign_in_again"      // only a new sign-in helps
	CodeAccountIDMissing Code = "account_id_missing" // neither the tokens nor their claims name an account
	CodeUnsafeHost       Code = "unsafe_host"        // tokens may not go there
	CodeOtherIssuer      Code = "other_issuer"       // the stored sign-in belongs to other servers
	CodeIssuer           Code = "issuer"             // the issuer answered with a fault or a refusal
	CodeChallenge        Code = "challenge"          // a page for browsers instead of an answer
	CodeBadAnswer        Code = "bad_answer"         // an answer without what it must hold
	CodeNetwork          Code = "network"            // no answer at all
	CodeLock             Code = "lock"               // the lock between processes cannot be taken
	CodeNotSaved         Code = "not_saved"          // new tokens exist but could not be saved
	CodeDenied           Code = "denied"             // the person said no
	CodeExpired          Code = "expired"            // the code was not entered in time
	CodeCountry          Code = "country"            // the issuer does not serve this country or region
	CodeAccountClosed    Code = "account_closed"     // the account or its workspace is deactivated, deleted or suspended
	CodeDeviceDisabled   Code = "device_disabled"    // this issuer has no device codes
	CodePortsTaken       Code = "ports_taken"        // the browser flow cannot listen
	CodeOtherSignIn      Code = "other_sign_in"      // a pasted address has another flow's state
	CodeNotACallback     Code = "not_a_callback"     // a pasted text is neither an address nor a code

	CodeKeychainAbsent     Code = "keychain_absent"     // there is no keychain service
	CodeKeychainLocked     Code = "keychain_locked"     // locked, not set up, or the prompt was dismissed
	CodeKeychainTimeout    Code = "keychain_timeout"    // no answer in time
	CodeKeychainTooBig     Code = "keychain_too_big"    // it refuses entries of this size
	CodeKeychainLost       Code = "keychain_lost"       // it did not keep what was written
	CodeKeychainFailed     Code = "keychain_failed"     // any other fault
	CodeDamaged            Code = "damaged"             // what is stored cannot be read
	CodeMasked             Code = "masked"              // tokens were encoded by other means than MarshalTokens
	CodePassphraseRequired Code = "passphrase_required" // nobody gave one
	CodePassphraseWrong    Code = "passphrase_wrong"    // it does not open the file
	CodeClock              Code = "clock"               // the clock of this machine is wrong
	CodeStoreFailed        Code = "store_failed"        // a file cannot be read or written
)

// An Error is what goes wrong in this package, with the words for the user.
// Where only a new sign-in helps it wraps [ErrSignInAgain]; where nobody is
// signed in it wraps [ErrNoTokens].
type Error struct {
	Code     Code
	Sentence string // for the user: what happened; empty: the cause has the words
	Hint     string // for the user: what to do next; may be empty
	Err      error  // cause; never holds a secret

	passing bool // the same call to the issuer may succeed later
}

// Error returns a lower-case chain for logs.
func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Notice returns what happened and what to do next, a sentence each for the
// person.
func (e *Error) Notice() (sentence, hint string) { return e.Sentence, e.Hint }

// passing reports whether a call to the issuer may succeed when repeated.
func passing(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.passing
}

// hasCode reports whether the first Error in err's chain has the given code.
func hasCode(err error, code Code) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}
