package plain_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"banter/auth"
	"banter/codex"
	"banter/codex/codextest"
	"banter/plain"
)

// A continuing account can also continue with ChatGPT.
type continuing struct {
	noah
	documented bool // it has before
	registry   *auth.Registry
	asked      *bool // for the use of the plan, the last time
}

func (c continuing) Documented() bool              { return c.documented }
func (c continuing) FirstPlanUse(auth.Tokens) bool { return true }

func (c continuing) Continue(ctx context.Context, askPlanUse bool) (flow *auth.BrowserFlow, err error) {
	p := auth.Documented()
	p.Issuer, p.BaseURL = c.Issuer(), c.DocumentedBaseURL()
	flow, err = auth.StartBrowserFlow(ctx, auth.FlowOptions{
		Provider: p, HTTPClient: c.Client(), Store: auth.NewMemory(), PasteOnly: true, Registry: c.registry, Account: "noah", AskPlanUse: askPlanUse,
	})
	*c.page, *c.asked = flow, askPlanUse
	return flow, err
}

// TestContinueByAPastedAddress continues with ChatGPT in a browser on another machine,
// with and without an account that has before. A wrong address is told, and the person
// who has forbidden the use of the plan is asked again.
func TestContinueByAPastedAddress(t *testing.T) {
	for _, documented := range []bool{false, true} {
		server := codextest.New(codextest.Options{ApproveAfter: -1, Account: codextest.Account{Email: "noah@example.org"}})
		defer server.Close()
		var page *auth.BrowserFlow
		asked, shown := false, true
		setUp := func(d *desk, o *plain.Options) {
			o.Account = continuing{noah{Server: server, page: &page}, documented, auth.NewRegistry(t.TempDir()), &asked}
			o.Mute = func() (func(), error) {
				shown = false
				return func() { shown = true }, nil
			}
		}
		brings := func(d *desk, plan bool) string {
			t.Helper()
			callback, err := server.AuthorizeAs(codextest.Account{Email: "noah@example.org"}, page.URL, plan)
			if err != nil {
				t.Fatal(err)
			}
			if shown {
				t.Error("the terminal shows the address")
			}
			said := d.types(callback)
			if code := strings.SplitN(strings.SplitN(callback, "code=", 2)[1], "&", 2)[0]; strings.Contains(said, code) {
				t.Errorf("the code of the sign-in is told:\n%s", said)
			}
			return said
		}
		sits(t, setUp, func(d *desk) {
			if !documented {
				d.sees(d.out.String(), "type b and press Enter", "To continue with ChatGPT", "type o and press Enter")
				d.sees(d.types("o"), "Continue with ChatGPT in a browser", "paste it here, where it is not shown. An empty line goes back to the code.")
				d.sees(d.types(""), "Enter this code: ")
				d.types("O")
			}
			d.sees(d.out.String(), "Open this page", "paste it here, where it is not shown.")
			if documented {
				if said := d.types(""); strings.Contains(said, "code") {
					t.Errorf("an empty line leads away:\n%s", said)
				}
			}
			d.sees(d.types("https://example.org/"), "address")
			d.sees(brings(d, true), "Signing in with it.", "You're using your ChatGPT plan.", "Signed in as noah@example.org", "Using ChatGPT plan. Manage usage: https://chatgpt.com/settings/usage")
			if !shown || asked {
				t.Errorf("what is typed is shown: %t, asked for the use of the plan: %t", shown, asked)
			}
			if !documented {
				return
			}
			d.scripts(&codex.Error{Code: codex.CodeConsent, Sentence: "Not allowed.", Err: errors.New("403")})
			d.sees(d.types("Hello?"), "Not allowed.", "Type /retry to sign in again.")
			d.sees(d.types("/retry"), "Open this page")
			if !asked {
				t.Error("the page does not ask for the use of the plan")
			}
			d.sees(brings(d, true), "Signed in", "An answer.")
		})
	}
}
