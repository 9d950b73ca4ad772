package auth_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"banter/auth"
	"banter/codex/codextest"
)

// TestRow17FlowsInLogs writes flows in progress to logs of each kind, which must
// not show their secrets.
func TestRow17FlowsInLogs(t *testing.T) {
	server := codextest.New(codextest.Options{ApproveAfter: -1})
	defer server.Close()
	opts := emulated(server)
	device, err := auth.StartDeviceFlow(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	opts.PasteOnly = true
	browser, err := auth.StartBrowserFlow(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	page, err := url.Parse(browser.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		flow    any
		name    string
		secrets []string
	}{
		{device, "device sign-in", []string{device.Code}},
		{browser, "browser sign-in", []string{page.Query().Get("state"), page.Query().Get("code_challenge")}},
	} {
		var out strings.Builder
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).Info("signing in", "flow", test.flow, slog.Group("in", "flow", test.flow))
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+verb+"\n", test.flow, []any{test.flow})
		}
		if strings.Count(out.String(), test.name) < 4 {
			t.Errorf("%s is not named:\n%s", test.name, out.String())
		}
		for _, secret := range test.secrets {
			if secret == "" || strings.Contains(out.String(), secret) {
				t.Errorf("%s shows %q:\n%s", test.name, secret, out.String())
			}
		}
	}
}
