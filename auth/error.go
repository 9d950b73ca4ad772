package auth

import (
	"errors"

	"banter/internal/notice"
)

// A Code identifies the kind of an [Error], for callers to branch on.
type Code string

// The codes of this package. If the issuer refuses a refresh for good, the error
// of CodeAuthFailed wraps another [*Error] whose Code is the issuer's own, such
// as refresh_token_reused.
const (
	CodeTokensRequired   Code = "tokens_required"    // the caller gave neither a store nor tokens
	CodeNotSignedIn      Code = "not_signed_in"      // the store is empty
	CodeAuthFailed       Code = "auth_failed"        // the access token has ended and cannot be renewed
	CodeSignInAgain      Code = "sign_in_again"      // only a new sign-in helps
	CodeAccountIDMissing Code = "account_id_missing" // neither the tokens nor their claims name an account
	CodeUnsafeHost       Code = "unsafe_host"        // the request would take tokens to a foreign host, or over plain http
	CodeOtherIssuer      Code = "other_issuer"       // the stored sign-in belongs to other servers
	CodeIssuer           Code = "issuer"             // the issuer has a fault or refused the request
	CodeChallenge        Code = "challenge"          // the response is a page for browsers
	CodeBadAnswer        Code = "bad_answer"         // the response lacks a required field
	CodeNetwork          Code = "network"            // the issuer could not be reached
	CodeLock             Code = "lock"               // the lock between processes cannot be taken
	CodeNotSaved         Code = "not_saved"          // the store did not save new tokens
	CodeDenied           Code = "denied"             // the person declined, or the account may not use Codex
	CodeExpired          Code = "expired"            // the person did not finish the sign-in in time
	CodeCountry          Code = "country"            // the issuer does not serve this country or region
	CodeAccountClosed    Code = "account_closed"     // the account or its workspace is deactivated, deleted or suspended
	CodeDeviceDisabled   Code = "device_disabled"    // this issuer has no device codes
	CodePortsTaken       Code = "ports_taken"        // the browser flow cannot listen
	CodeOtherSignIn      Code = "other_sign_in"      // the pasted address has the state of another flow
	CodeNotACallback     Code = "not_a_callback"     // the pasted text is neither an address nor a code
	CodeIdentity         Code = "identity"           // the id token does not prove who signed in
	CodeOtherPerson      Code = "other_person"       // another person signed in than the one whose account it is
	CodeTooEarly         Code = "too_early"          // the access token does not work, and must not be renewed yet
	CodeNotRevoked       Code = "not_revoked"        // the issuer did not confirm that it ended the sign-in
	CodeRegistry         Code = "registry"           // the file of registrations cannot be read or written, or is missing from the options

	CodeKeychainAbsent     Code = "keychain_absent"     // this machine has no keychain service
	CodeKeychainLocked     Code = "keychain_locked"     // locked, not set up, or the person dismissed the prompt
	CodeKeychainTimeout    Code = "keychain_timeout"    // the keychain did not answer in time
	CodeKeychainTooBig     Code = "keychain_too_big"    // the keychain refuses entries of this size
	CodeKeychainLost       Code = "keychain_lost"       // the keychain accepted a change and did not make it
	CodeKeychainFailed     Code = "keychain_failed"     // any other fault of the keychain
	CodeDamaged            Code = "damaged"             // the stored tokens cannot be decoded
	CodeMasked             Code = "masked"              // a store encoded tokens without MarshalTokens
	CodePassphraseRequired Code = "passphrase_required" // the sealed file needs a passphrase, and the caller gave none
	CodePassphraseWrong    Code = "passphrase_wrong"    // the passphrase does not open the file
	CodeClock              Code = "clock"               // the clock of this machine is wrong
	CodeStoreFailed        Code = "store_failed"        // a file cannot be read or written
)

// An Error is the error type of this package. It wraps [ErrSignInAgain] if only
// a new sign-in helps, and [ErrNoTokens] if no sign-in exists.
type Error struct {
	Code     Code
	Sentence string // for the user: what happened; if empty, [Error.Notice] asks Err
	Hint     string // for the user: what to do next; may be empty
	Err      error  // cause; never holds a secret; may be nil

	passing bool // the same call to the issuer may succeed later
}

// Error returns the code and the chain of causes in lower case, for logs.
func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Notice returns what to show the user: a sentence that says what happened and
// a hint, which may be empty, that says what to do next. Without a Sentence they
// are those of the cause, such as a missing network; both are empty if Notice
// does not know the cause.
func (e *Error) Notice() (sentence, hint string) {
	if e.Sentence != "" || e.Err == nil {
		return e.Sentence, e.Hint
	}
	n := notice.Of(e.Err)
	if n.Unknown {
		return "", ""
	}
	return n.Sentence, n.Hint
}

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
