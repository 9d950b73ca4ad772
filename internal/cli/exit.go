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
	"banter/internal/spelling"
	"banter/internal/termsafe"
)

// Exit codes. Scripts may rely on them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitSignIn      = 4
	exitLimit       = 5
	exitInterrupted = 130
	exitUnread      = 141 // as a shell reports SIGPIPE
)

// exits explains the exit codes.
var exits = []struct {
	code int
	text string
}{
	{exitDone, "The command succeeded."},
	{exitFailed, "It failed."},
	{exitUsage, "The command line, a variable or the config file has a mistake."},
	{exitSignIn, "You are not signed in."},
	{exitLimit, "The limit of your plan is reached."},
	{exitInterrupted, "Ctrl+C or a signal ended it."},
	{exitUnread, "The program that reads the output has ended."},
}

func exitRows() (rows []usageRow) {
	for _, e := range exits {
		rows = append(rows, usageRow{fmt.Sprint(e.code), e.text})
	}
	return rows
}

// exitCode returns the exit code for err. It alone decides how the program
// ends.
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
	case errors.Is(err, context.Canceled), fault != nil && fault.Code == codex.CodeCanceled:
		return exitInterrupted
	case errors.Is(err, auth.ErrNoTokens), errors.Is(err, auth.ErrSignInAgain), fault != nil && fault.Code == codex.CodeSignIn,
		login != nil && login.Code == auth.CodeAccountIDMissing:
		return exitSignIn
	case fault != nil && fault.Code == codex.CodeUsageLimit:
		return exitLimit
	}
	return exitFailed
}

// report prints err as one line, and details if it has any. signIn is the
// command to suggest if the person is not signed in.
func report(w io.Writer, err error, signIn string) {
	if code := exitCode(err); code == exitDone || code == exitInterrupted || code == exitUnread {
		return // an interrupt needs no message
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

// otherModel says what to do about a model that the server refuses.
const otherModel = "Name another with --model; banter models lists what your plan offers."

// hintHere returns the next step if that is a command, which the other packages
// do not know. It is empty if their own hint is better.
func hintHere(err error, signIn string) string {
	answer, _ := errors.AsType[*codex.Error](err)
	login, _ := errors.AsType[*auth.Error](err)
	if unknown, ok := errors.AsType[*unknownAccount](err); ok {
		return termsafe.Line(spelling.Before(unknown.name, unknown.known, "Run "+signIn+"."))
	}
	switch {
	case exitCode(err) == exitSignIn:
		return "Run " + termsafe.Line(signIn) + "."
	case answer != nil && answer.Code == codex.CodeConsent && answer.Status == 0: // the sign-in itself says so
		return "Run banter login --plan-use to allow it."
	case answer != nil && answer.Code == codex.CodeConsent:
		return "Run banter login --plan-use to allow it. If you have forbidden it in ChatGPT's settings, allow it there first: " + codex.UsageURL + "."
	case answer != nil && answer.Code == codex.CodeModel:
		if wrong, ok := errors.AsType[*modelError](err); ok {
			return wrong.hint
		}
		return otherModel
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

// A usageError reports a mistake in the command line.
type usageError struct{ what, hint string }

func (e *usageError) Error() string { return e.what }

// Notice implements notice.Noticer.
func (e *usageError) Notice() (sentence, hint string) {
	return capitalized(e.what) + ".", e.hint
}

// An unknownAccount reports an account name without a sign-in.
type unknownAccount struct {
	name  string
	known []string // names of the accounts that are there
}

func (e *unknownAccount) Error() string { return "no account " + quoted(e.name) }

func (e *unknownAccount) Unwrap() error { return auth.ErrNoTokens }

// Notice implements notice.Noticer.
func (e *unknownAccount) Notice() (sentence, hint string) {
	return "There is no account called " + quoted(e.name) + " here.", ""
}

// A failure is an error that no other package reports.
type failure struct{ sentence, hint string }

func (e *failure) Error() string { return e.sentence }

// Notice implements notice.Noticer.
func (e *failure) Notice() (sentence, hint string) { return e.sentence, e.hint }

// capitalized returns a clause with a capital letter, as the beginning of a
// sentence.
func capitalized(clause string) string {
	if clause == "" || clause[0] < 'a' || clause[0] > 'z' {
		return clause
	}
	return string(clause[0]-'a'+'A') + clause[1:]
}
