package auth

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// forgetAddress is a script that takes the address of a callback, which holds the
// code, out of the address bar and the history of the browser.
const forgetAddress = `history.replaceState(null,"","/")`

// strictHandler returns the handler for the browser's requests after a sign-in at an
// issuer that registers clients. What does not belong to the sign-in gets a page, and
// the sign-in goes on: another tab, page or program must not end it.
func (f *BrowserFlow) strictHandler() http.Handler {
	host := net.JoinHostPort(f.provider.Redirect.Host, strconv.Itoa(f.port))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodGet:
			f.show(w, page{http.StatusMethodNotAllowed, "Not here", "This address accepts only visits of a browser."})
		case r.URL.Path != f.currentVisit().client.RedirectPath:
			f.show(w, page{http.StatusNotFound, "Nothing here", "You can close this page."})
		case r.Host != host:
			f.show(w, page{http.StatusMisdirectedRequest, "Nothing here", "This address has another name."})
		default:
			f.answerStrictly(w, r)
		}
	})
}

func (f *BrowserFlow) show(w http.ResponseWriter, p page) { writePage(w, p, forgetAddress) }

// answerStrictly passes a callback to Wait and shows the outcome of the sign-in.
func (f *BrowserFlow) answerStrictly(w http.ResponseWriter, r *http.Request) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	c, mine := f.readStrictly(query)
	if err != nil || !mine {
		if to, ok := f.adopt(r.Context(), query); ok && to != "" {
			sendTo(w, to)
			return
		}
		f.show(w, page{http.StatusBadRequest, "This page belongs to another sign-in", "Banter is still waiting for the page that it opened."})
		return
	}
	c.next = make(chan string, 1)
	f.take(c)
	select {
	case <-f.over:
		f.show(w, f.ending())
	case to := <-c.next:
		sendTo(w, to)
	case <-r.Context().Done():
	}
}

// sendTo sends the browser to another page.
func sendTo(w http.ResponseWriter, address string) {
	setPrivate(w.Header())
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusFound)
}

// readStrictly reads the parameters of a callback, and reports whether it has the
// state of this flow, exactly once. It passes over parameters that it does not know.
func (f *BrowserFlow) readStrictly(query url.Values) (c callback, mine bool) {
	v := f.currentVisit()
	states := query["state"]
	if len(states) != 1 || subtle.ConstantTimeCompare([]byte(states[0]), []byte(v.state.Reveal())) == 0 {
		return callback{}, false
	}
	c = readCallback(query)
	c.client = query.Get("client_id")
	for _, name := range []string{"error", "error_description", "code", "client_id", "scope", "iss"} {
		if len(query[name]) > 1 {
			c.refused = badCallback("has the parameter " + name + " twice")
		}
	}
	switch {
	case c.refused != nil:
	case query.Has("iss") && query.Get("iss") != v.client.Issuer:
		c.refused = badCallback("is of another sign-in server")
	case c.problem != "":
		if _, known := judge(strings.ToLower(c.problem), c.description); !known {
			c.refused = &Error{
				Code: CodeIssuer, Sentence: "The sign-in page reports a problem.", Hint: "Start the sign-in again.",
				Err: errors.New("sign-in page: " + c.problemCode()),
			}
		}
	case c.code.IsZero(): // failure has the words
	case v.client.ClientID == "" && !isIssued(c.client):
		c.refused = badCallback("has no client id of its own, so that the registration is incomplete")
	case v.client.ClientID != "" && c.client != "" && c.client != v.client.ClientID:
		c.refused = badCallback("is for another client")
	}
	return c, true
}

func badCallback(why string) error {
	return &Error{
		Code:     CodeBadAnswer,
		Sentence: "The sign-in page's answer cannot be used: it " + why + ".",
		Hint:     "Start the sign-in again.",
		Err:      fmt.Errorf("callback: it %s", why),
	}
}

// adopt takes the client id of a callback to an earlier sign-in, whose process was
// killed before it had saved the id. If this flow would register a client for the
// same account, it uses that one instead, and adopt returns the address of the page
// to go on with. The code of the callback is lost, because its verifier is.
func (f *BrowserFlow) adopt(ctx context.Context, query url.Values) (to string, adopted bool) {
	state, client := query["state"], query["client_id"]
	if len(state) != 1 || len(client) != 1 || !isIssued(client[0]) || query.Has("error") {
		return "", false
	}
	if query.Has("iss") && query.Get("iss") != f.provider.Issuer {
		return "", false
	}
	hash := hashOf(NewSecret(state[0]))
	pending, err := f.opts.Registry.pending(ctx, f.provider.Issuer)
	for _, p := range pending {
		if err != nil || subtle.ConstantTimeCompare([]byte(p.State), []byte(hash)) == 0 {
			continue
		}
		c := f.currentVisit().client
		c.ClientID, c.Account, c.Subject, c.Email, c.Created = client[0], p.Account, "", "", f.opts.now().UTC()
		if f.opts.Registry.put(ctx, c) != nil || f.opts.Registry.end(ctx, hash) != nil {
			return "", false
		}
		return f.switchTo(c), true
	}
	return "", false
}

// switchTo makes the flow sign in with a client instead of registering one, and
// returns the address of the page to do so. It returns "" if the flow is for another
// account, has a client, or already has its callback.
func (f *BrowserFlow) switchTo(c Registration) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c.Account != f.opts.Account || f.current.client.ClientID != "" || f.taken {
		return ""
	}
	f.current = f.newVisit(c)
	return f.authorizeURL(f.current)
}

// pasteStrictly is Paste for an issuer that registers clients.
func (f *BrowserFlow) pasteStrictly(text string) error {
	query, err := f.pastedQuery(text)
	if err != nil {
		return err
	}
	c, mine := f.readStrictly(query)
	if mine {
		f.take(c)
		return nil
	}
	if to, ok := f.adopt(context.Background(), query); ok && to != "" {
		f.take(callback{refused: &Error{
			Code:     CodeOtherSignIn,
			Sentence: "That address belongs to an earlier sign-in, which Banter now goes on with.",
			Hint:     "Start the sign-in again.",
			Err:      errors.New("the client id of an earlier sign-in was saved"),
		}})
		return nil
	}
	return &Error{
		Code:     CodeOtherSignIn,
		Sentence: "That address belongs to another sign-in.",
		Hint:     "Paste the address from the page that opened for this one.",
		Err:      errors.New("the state differs"),
	}
}

// pastedQuery returns the parameters of the address of a callback that a person
// pasted. Terminals and mail programs may have broken it into lines.
func (f *BrowserFlow) pastedQuery(text string) (url.Values, error) {
	text = strings.Trim(strings.Join(strings.Fields(text), ""), `"'<>`)
	u, err := url.Parse(text)
	if err == nil && u.Scheme == "http" && u.Hostname() == f.provider.Redirect.Host && u.Path == f.currentVisit().client.RedirectPath {
		if query, err := url.ParseQuery(u.RawQuery); err == nil && len(query) > 0 {
			return query, nil
		}
	}
	return nil, &Error{
		Code:     CodeNotACallback,
		Sentence: "That is not the whole address of the last page.",
		Hint:     "Copy all of it from the browser's address bar; it begins with http://" + f.provider.Redirect.Host + ".",
		Err:      errors.New("the pasted text is not an address of the callback"),
	}
}
