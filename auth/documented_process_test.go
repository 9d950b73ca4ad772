package auth_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// newSharedDesk returns a desk whose files and server processes can share.
func newSharedDesk(t *testing.T) *desk {
	d := newDesk(t, startServer(t))
	d.store = sharedStores["Keychain"](d.dir)
	d.opts.Store, d.opts.HTTPClient = d.store, nil
	return d
}

// TestDocumentedProcesses starts 20 processes together with an expired access token,
// 5 in a short run. The issuer receives one refresh.
func TestDocumentedProcesses(t *testing.T) {
	processes := 20
	if testing.Short() {
		processes = 5
	}
	d := newSharedDesk(t)
	old := d.stored(-time.Minute)
	var all []*documentedProcess
	for range processes {
		all = append(all, documentedJob{task: "refresh", desk: d}.startProcess(t))
	}
	for _, p := range all {
		p.in.Close()
	}
	outcomes := map[string]int{}
	for _, p := range all {
		outcomes[p.says("outcome")]++
	}
	if len(outcomes) != 1 || !strings.HasPrefix(fmt.Sprint(outcomes), "map["+old.ClientID+" ") || d.count("documented-refresh") != 1 {
		t.Errorf("%v with %d refreshes", outcomes, d.count("documented-refresh"))
	}
}

// tries requests a callback of a process that may die of it.
func (d *desk) tries(address string) (location string, status int) {
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(mustGet(d.t, address))
	if err != nil {
		return "", 0
	}
	response.Body.Close()
	return response.Header.Get("Location"), response.StatusCode
}

func mustGet(t *testing.T, address string) *http.Request {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// comeBack authorizes the page of a process and returns the callback.
func (d *desk) comeBack(page string) string {
	d.t.Helper()
	back, err := d.server.Authorize(page)
	if err != nil {
		d.t.Fatal(err)
	}
	return back
}

// theClient returns the one client of the emulator.
func (d *desk) theClient() string {
	d.t.Helper()
	all := d.server.Clients()
	if len(all) != 1 {
		d.t.Fatalf("%d clients: %+v", len(all), all)
	}
	return all[0].ID
}

// TestDocumentedKilledSignIn kills a program in the middle of its first sign-in. The
// next one goes on with the same client.
func TestDocumentedKilledSignIn(t *testing.T) {
	for _, dies := range []string{"exchange", "answered", "save"} {
		t.Run(dies, func(t *testing.T) {
			d := newSharedDesk(t)
			first := documentedJob{"sign-in", dies, d}.startProcess(t)
			if _, status := d.tries(d.comeBack(first.says("page"))); status != 0 || first.says("outcome") != "" {
				t.Fatalf("it lives, page %d", status)
			}
			second := documentedJob{"sign-in", "", d}.startProcess(t)
			page := second.says("page")
			if u, _ := url.Parse(page); u.Query().Get("client_id") != d.theClient() {
				t.Errorf("the next sign-in has the page %s", page)
			}
			if _, status := d.tries(d.comeBack(page)); status != 200 || !strings.HasPrefix(second.says("outcome"), d.theClient()) {
				t.Errorf("page %d", status)
			}
		})
	}
}

// TestDocumentedKilledBeforeSave kills a program that has its callback and has not
// saved the client id. The browser still has the address: it reloads it, which leads
// to the next program's page, or the person pastes it.
func TestDocumentedKilledBeforeSave(t *testing.T) {
	for _, task := range []string{"sign-in", "paste"} {
		t.Run(task, func(t *testing.T) {
			d := newSharedDesk(t)
			first := documentedJob{"sign-in", "callback", d}.startProcess(t)
			back := d.comeBack(first.says("page"))
			if _, status := d.tries(back); status != 0 || first.says("outcome") != "" {
				t.Fatalf("it lives, page %d", status)
			}
			second := documentedJob{task, "", d}.startProcess(t)
			second.says("page")
			if task == "paste" {
				fmt.Fprintln(second.in, back)
				if got := second.says("outcome"); !strings.Contains(got, "an earlier sign-in, which Banter now goes on with") {
					t.Errorf("pasted: %s", got)
				}
				third := documentedJob{"sign-in", "", d}.startProcess(t)
				back, second = d.comeBack(third.says("page")), third
			} else {
				next, status := d.tries(back)
				if status != 302 || !strings.Contains(next, "client_id="+d.theClient()) {
					t.Fatalf("reloaded: %d %s", status, next)
				}
				back = d.comeBack(next)
			}
			if _, status := d.tries(back); status != 200 || !strings.HasPrefix(second.says("outcome"), d.theClient()) {
				t.Errorf("page %d", status)
			}
		})
	}
}

// TestDocumentedKilledRefresh kills a program in the middle of a refresh. The next
// one has the sign-in, or says that it has ended; then the same client signs in.
func TestDocumentedKilledRefresh(t *testing.T) {
	for dies, kept := range map[string]bool{"exchange": true, "answered": false, "save": false} {
		t.Run(dies, func(t *testing.T) {
			d := newSharedDesk(t)
			d.signsIn()
			client := d.theClient()
			tokens, err := d.store.Load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tokens.Expiry, tokens.EarliestRefresh = time.Now().Add(-time.Minute), time.Time{}
			if err := d.store.Save(t.Context(), tokens); err != nil {
				t.Fatal(err)
			}
			d.server.AllowRefreshes()
			for _, dies := range []string{dies, ""} {
				p := documentedJob{"refresh", dies, d}.startProcess(t)
				p.in.Close()
				got := p.says("outcome")
				switch {
				case dies != "" && got != "":
					t.Errorf("it lives: %s", got)
				case dies == "" && kept && !strings.HasPrefix(got, client):
					t.Errorf("kept: %s", got)
				case dies == "" && !kept && got != "Your sign-in was already renewed elsewhere. (sign in again true)":
					t.Errorf("lost: %s", got)
				}
			}
			if got := d.signsIn(); !strings.HasPrefix(got, d.theClient()) || d.theClient() != client {
				t.Errorf("signed in again: %s", got)
			}
		})
	}
}

// signsIn signs in with a process and returns its outcome.
func (d *desk) signsIn() string {
	p := documentedJob{"sign-in", "", d}.startProcess(d.t)
	d.tries(d.comeBack(p.says("page")))
	return p.says("outcome")
}
