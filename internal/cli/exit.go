package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"banter/auth"
	"banter/codex"
	"banter/internal/config"
	"banter/internal/notice"
	"banter/internal/termsafe"
)

// Exit codes. They are part of what scripts may rely on.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2 // the command line, the environment or the config file
	exitSignIn      = 4
	exitLimit       = 5 // of the plan
	exitInterrupted = 130
	exitUnread      = 141 // nothing reads the output, in a shell's numbers
)

// exitCode is the one place that decides how the program ends.
func exitCode(err error) int {
	fault, _ := errors.AsType[*codex.Error](err)
	login, _ := errors.AsType[*auth.Error](err)
	_, usage := errors.AsType[*usageError](err)
	_, setting := errors.AsType[*config.Error](err)
	output, _ := errors.AsType[*outputError](err)
	switch {
	case err == nil:
		return exitDone
	case output != nil && errors.Is(output, syscall.EPIPE):
		return exitUnread
	case usage, setting:
		return exitUsage
	case errors.Is(err, context.Canceled), fault != nil && fault.Kind == codex.KindCanceled:
		return exitInterrupted
	case errors.Is(err, auth.ErrNoTokens), errors.Is(err, auth.ErrSignInAgain), fault != nil && fault.Kind == codex.KindSignIn,
		login != nil && login.Code == auth.CodeAccountIDMissing:
		return exitSignIn
	case fault != nil && fault.Kind == codex.KindUsageLimit:
		return exitLimit
	}
	return exitFailed
}

// report says what went wrong, in one line if there is nothing to show. signIn
// is the command that helps where nobody is signed in.
func report(w io.Writer, err error, signIn string) {
	if code := exitCode(err); code == exitDone || code == exitInterrupted || code == exitUnread {
		return // who interrupts knows it
	}
	n := notice.Of(err)
	line := "banter: " + n.Sentence
	if hint := cmp.Or(hintHere(err, signIn), n.Hint); hint != "" {
		line += " " + hint
	}
	if option := optionFor(err); option != "" && !strings.Contains(line, option) {
		line += " See " + option + "."
	}
	if file, ok := w.(*os.File); ok {
		line = fitted(file, line)
	}
	fmt.Fprintln(w, line)
	if n.Unknown {
		fmt.Fprintln(w, "banter: detail: "+termsafe.Line(err.Error()))
	}
	if setting, ok := errors.AsType[*config.Error](err); ok && setting.Excerpt != "" {
		fmt.Fprintln(w, termsafe.Text(setting.Excerpt))
	}
}

// hintHere is the next step where it is a command: the parts below do not know
// how things are done here. It is empty where theirs will do.
func hintHere(err error, signIn string) string {
	answer, _ := errors.AsType[*codex.Error](err)
	login, _ := errors.AsType[*auth.Error](err)
	switch {
	case exitCode(err) == exitSignIn:
		return "Run " + termsafe.Line(signIn) + "."
	case answer != nil && answer.Kind == codex.KindModel:
		return "Name another with --model; banter models lists what your plan offers."
	case login != nil && login.Code == auth.CodeDeviceDisabled:
		return "Run banter login --browser."
	}
	return ""
}

// optionFor returns the options that help after a failure of the sign-in, whose
// hint does not know the command line.
func optionFor(err error) string {
	login, _ := errors.AsType[*auth.Error](err)
	switch {
	case login == nil || exitCode(err) == exitSignIn:
		return ""
	case isKeychainFault(err):
		return "--store"
	case login.Code == auth.CodePassphraseRequired:
		return "--passphrase-file"
	case login.Code == auth.CodeUnsafeHost, login.Code == auth.CodeOtherIssuer:
		return "--base-url and --issuer"
	case login.Code == auth.CodeLock:
		return "--home"
	}
	return ""
}

// A usageError is a command line that cannot be carried out.
type usageError struct{ what, hint string }

func (e *usageError) Error() string { return e.what }

// Notice implements notice.Noticer.
func (e *usageError) Notice() (sentence, hint string) {
	return capitalised(e.what) + ".", e.hint
}

// An unknownAccount is a name that nobody has signed in under.
type unknownAccount struct{ name string }

func (e *unknownAccount) Error() string { return "no account " + quoted(e.name) }

func (e *unknownAccount) Unwrap() error { return auth.ErrNoTokens }

// Notice implements notice.Noticer.
func (e *unknownAccount) Notice() (sentence, hint string) {
	return "There is no account called " + quoted(e.name) + " here.", ""
}

// A failure is an outcome that no part of the program has words for.
type failure struct{ sentence, hint string }

func (e *failure) Error() string { return e.sentence }

// Notice implements notice.Noticer.
func (e *failure) Notice() (sentence, hint string) { return e.sentence, e.hint }

// capitalised makes a clause the beginning of a sentence.
func capitalised(clause string) string {
	if clause == "" || clause[0] < 'a' || clause[0] > 'z' {
		return clause
	}
	return string(clause[0]-'a'+'A') + clause[1:]
}
