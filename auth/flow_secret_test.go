package auth_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"banter/auth"
)

// TestRow17FlowsShowNothing prints and logs flows in progress in many ways. The
// output names the kind of flow, and has neither its code nor its URL.
func TestRow17FlowsShowNothing(t *testing.T) {
	server := newScript(t).on(userCodePath, reply{status: 200, body: started})
	device, err := auth.StartDeviceFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client()})
	must(t, err)
	browser, err := auth.StartBrowserFlow(t.Context(), auth.FlowOptions{HTTPClient: server.client(), PasteOnly: true})
	must(t, err)
	defer browser.Close()
	page, err := url.Parse(browser.URL)
	must(t, err)
	type holder struct {
		Device  *auth.DeviceFlow
		Browser *auth.BrowserFlow
	}
	for name, test := range map[string]struct {
		value any
		says  string
	}{
		"device": {device, "device sign-in"}, "device value": {*device, "device sign-in"}, "browser": {browser, "browser sign-in"},
		"devices": {[]*auth.DeviceFlow{device}, ""}, "browsers": {map[string]*auth.BrowserFlow{"x": browser}, ""}, "holder": {holder{device, browser}, ""},
	} {
		for how, text := range shown(test.value) {
			for _, secret := range []string{device.Code, "dev-1", "codex/device", page.Query().Get("state"), page.Query().Get("code_challenge"), "oauth/authorize"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s, %s shows %q: %s", name, how, secret, text)
				}
			}
			if !strings.Contains(text, test.says) {
				t.Errorf("%s, %s does not say %q: %s", name, how, test.says, text)
			}
		}
	}
}

// shown returns a value printed, encoded and logged.
func shown(value any) map[string]string {
	texts := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		texts[verb] = fmt.Sprintf(verb, value)
	}
	data, _ := json.Marshal(value)
	texts["JSON"] = string(data)
	if data, err := xml.Marshal(value); err == nil {
		texts["XML"] = string(data)
	}
	var text, lines bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("x", "flow", value)
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("x", "flow", value)
	texts["slog text"], texts["slog JSON"] = text.String(), lines.String()
	return texts
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
