package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"banter/auth"
	"banter/codex"
	"banter/internal/config"
)

func TestExitCodes(t *testing.T) {
	for _, test := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("anything"), 1},
		{&failure{"No.", ""}, 1},
		{&codex.Error{Code: codex.CodeServer}, 1},
		{&crashError{}, 1},
		{&usageError{"what", ""}, 2},
		{&config.Error{Where: "--store", What: "must be"}, 2},
		{fmt.Errorf("load: %w", auth.ErrNoTokens), 4},
		{fmt.Errorf("refresh: %w", auth.ErrSignInAgain), 4},
		{&codex.Error{Code: codex.CodeSignIn}, 4},
		{fmt.Errorf("load: %w", &auth.Error{Code: auth.CodeAccountIDMissing}), 4},
		{fmt.Errorf("ask: %w", &codex.Error{Code: codex.CodeUsageLimit}), 5},
		{context.Canceled, 130},
		{fmt.Errorf("ask: %w", &codex.Error{Code: codex.CodeCanceled, Err: context.Canceled}), 130},
	} {
		if got := exitCode(test.err); got != test.want {
			t.Errorf("%v: exit code %d, want %d", test.err, got, test.want)
		}
	}
}

func TestReport(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		want string
	}{
		{"nothing", nil, ""},
		{"an interrupt", context.Canceled, ""},
		{"one line", fmt.Errorf("x: %w", &failure{"It broke.", "Mend it."}), "banter: It broke. Mend it.\n"},
		{"usage", &usageError{"there is no question", "Ask."}, "banter: There is no question. Ask.\n"},
		{"signed out", fmt.Errorf("x: %w", auth.ErrNoTokens), "banter: You are not signed in. Run banter login --account a.\n"},
		{"no such account", &unknownAccount{name: "a\x1b"}, "banter: There is no account called \"a\\x1b\" here. Run banter login --account a.\n"},
		{"no device codes", &auth.Error{Code: auth.CodeDeviceDisabled, Sentence: "No codes.", Hint: "Use the browser."}, "banter: No codes. Run banter login --browser.\n"},
		{"no keychain", fmt.Errorf("x: %w", &auth.Error{Code: auth.CodeKeychainAbsent, Sentence: "No keychain.", Hint: "Use another store."}),
			"banter: No keychain. Use another store. See --store.\n"},
		{"other servers", &auth.Error{Code: auth.CodeOtherIssuer, Sentence: "It is a's."}, "banter: It is a's. See --base-url and --issuer.\n"},
		{"a hint with the option", &auth.Error{Code: auth.CodePassphraseRequired, Sentence: "No file.", Hint: "Name one with --passphrase-file."},
			"banter: No file. Name one with --passphrase-file.\n"},
		{"hostile", &failure{"It \x1b[31mbroke\a.", ""}, "banter: It broke.\n"},
		{"no words", errors.New("odd: \x1b]0;t\a"), "banter: Something unexpected went wrong. Try again.\nbanter: detail: odd:\n"},
		{"a setting", &config.Error{Where: "f line 1", What: "is odd", Excerpt: "1 | a\tb\n  | ^"}, "banter: f line 1: is odd.\n1 | a\tb\n  | ^\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			report(&out, test.err, "banter login --account a")
			if out.String() != test.want {
				t.Errorf("got  %q\nwant %q", out.String(), test.want)
			}
		})
	}
}
