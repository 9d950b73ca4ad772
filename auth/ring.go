package auth

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"banter/internal/crash"
)

// A Ring is a keychain of entries, as [Keychain] uses it. Get and Delete return
// [ErrNoEntry] if the entry does not exist, and other errors as the system reports
// them. A call may block forever: Keychain gives up on it after a few seconds, and
// makes one call at a time.
type Ring interface {
	Get(service, entry string) (string, error)
	Set(service, entry, value string) error
	Delete(service, entry string) error
}

// ErrNoEntry is returned by a [Ring] that has no entry of the given name.
var ErrNoEntry = keyring.ErrNotFound

// ringTime is the limit for one call. A locked keychain may wait forever for its
// password, even on a machine without a screen to ask on.
const ringTime = 3 * time.Second

// A boundRing makes one call of a Ring at a time, each within ringTime.
type boundRing struct {
	ring Ring
	turn chan struct{} // holds a value while a call runs, also one that do no longer waits for
}

func newBoundRing(ring Ring) boundRing { return boundRing{ring: ring, turn: make(chan struct{}, 1)} }

// do makes one call. If it gives up on a call, the next one still waits for the
// system to answer, so that hanging calls do not pile up.
func (b boundRing) do(ctx context.Context, call func(Ring) error) error {
	limited, cancel := context.WithTimeout(ctx, ringTime)
	defer cancel()
	done := make(chan error, 1)
	select {
	case b.turn <- struct{}{}:
		crash.Go(func() {
			defer func() { <-b.turn }()
			done <- recovered(b.ring, call)
		})
	case <-limited.Done():
		return ringLate(ctx)
	}
	select {
	case err := <-done:
		return ringError(err)
	case <-limited.Done():
		return ringLate(ctx)
	}
}

// recovered returns an error for a panic of call: the D-Bus client that go-keyring
// uses dereferences nil if the bus goes away during a prompt.
func recovered(ring Ring, call func(Ring) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("the keychain client panicked")
		}
	}()
	return call(ring)
}

// errRingSlow is the cause of a context that ended after keychainTime.
var errRingSlow = errors.New("the keychain is too slow")

// ringLate returns the error of the caller's context, or the time-out of the
// keychain if that context has not ended.
func ringLate(ctx context.Context) error {
	if err := ctx.Err(); err != nil && context.Cause(ctx) != errRingSlow {
		return err
	}
	return ringFailed(CodeKeychainTimeout, fmt.Errorf("no answer within %v", ringTime))
}

// ringError returns the error for a failure of the keychain, or err itself if it is
// nil or wraps ErrNoEntry.
func ringError(err error) error {
	if err == nil || errors.Is(err, ErrNoEntry) {
		return err
	}
	return ringFailed(ringCode(err), err)
}

func ringFailed(code Code, cause error) error {
	words := ringWords[code]
	return &Error{
		Code:     code,
		Sentence: words.sentence,
		Hint:     words.hint + ", or keep the sign-in in another store.",
		Err:      fmt.Errorf("keychain: %w", cause),
	}
}

// ringWords has the sentence and the beginning of the hint for each code.
var ringWords = map[Code]struct{ sentence, hint string }{
	CodeKeychainAbsent:  {"There is no keychain on this machine.", "Start one (GNOME Keyring or KWallet, for example)"},
	CodeKeychainLocked:  {"The keychain is locked.", "Unlock it and try again"},
	CodeKeychainTimeout: {"The keychain does not answer.", "It may be waiting for you to unlock it: do so and try again"},
	CodeKeychainTooBig:  {"The keychain has no room for the sign-in.", "Remove entries from it"},
	CodeKeychainLost:    {"The keychain did not keep the change.", "Try again"},
	CodeKeychainFailed:  {"The keychain does not work.", "Try again"},
}

// ringSigns maps parts of error texts to codes. go-keyring passes on the errors of
// the system, most of which have no type.
var ringSigns = []struct {
	code Code
	sign string
}{
	{CodeKeychainAbsent, "dbus-launch"},                               // no session bus, and no program to start one
	{CodeKeychainAbsent, "address of session bus"},                    // godbus: no session bus found
	{CodeKeychainAbsent, "was not provided by any .service"},          // D-Bus: ServiceUnknown
	{CodeKeychainAbsent, "ServiceUnknown"},                            //
	{CodeKeychainAbsent, "connect: "},                                 // the bus's socket is gone
	{CodeKeychainAbsent, "dbus: invalid bus address"},                 // godbus: disabled:, autolaunch:..., and nonsense
	{CodeKeychainAbsent, "dbus: invalid address"},                     //
	{CodeKeychainAbsent, "logon session does not exist"},              // Windows 1312: a service or an ssh login
	{CodeKeychainAbsent, "unsupported platform"},                      // go-keyring
	{CodeKeychainLocked, "failed to unlock"},                          // go-keyring: dismissed, or there is no keyring yet
	{CodeKeychainLocked, "IsLocked"},                                  // Secret Service
	{CodeKeychainLocked, "locked collection"},                         // GNOME Keyring
	{CodeKeychainLocked, "no such object at path"},                    // no keyring yet
	{CodeKeychainLocked, "Object does not exist at path"},             //
	{CodeKeychainLocked, "No such secret collection"},                 //
	{CodeKeychainTooBig, "too big"},                                   //
	{CodeKeychainTooBig, "stub received bad data"},                    // Windows 1783, for a value beyond its limit
	{CodeKeychainTimeout, "org.freedesktop.DBus.Error.NoReply"},       //
	{CodeKeychainTimeout, "Did not receive a reply"},                  //
	{CodeKeychainTimeout, "org.freedesktop.DBus.Error.TimedOut"},      //
	{CodeKeychainTimeout, "Failed to activate service"},               //
	{CodeKeychainLocked, "org.freedesktop.Secret.Error.NoSuchObject"}, //
}

// ringCode returns the code for an error of the keychain.
func ringCode(err error) Code {
	if errors.Is(err, keyring.ErrSetDataTooBig) {
		return CodeKeychainTooBig
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		// security(1) exits with the low byte of the OSStatus: interaction not
		// allowed -25308, authorization failed -25293, canceled -128.
		switch exit.ExitCode() {
		case 36, 51, 128:
			return CodeKeychainLocked
		}
	}
	for _, s := range ringSigns {
		if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(s.sign)) {
			return s.code
		}
	}
	return CodeKeychainFailed
}
