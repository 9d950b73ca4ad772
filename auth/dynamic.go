package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The requests of this file are those of an issuer that registers clients, as
// developers.openai.com/siwc/token-sharing-open-source documents them.

// errCodeRefused is wrapped by the error of an exchange whose code the issuer
// refused. A new authorization with the same client id may succeed.
var errCodeRefused = errors.New("the code was refused")

// exchangeDynamic exchanges a grant for tokens, and verifies whose they are.
func (i issuer) exchangeDynamic(ctx context.Context, g grant) (Tokens, error) {
	if err := i.prepare(ctx); err != nil {
		return Tokens{}, err
	}
	a, err := i.postForm(ctx, i.provider.TokenURL, i.dynamicForm(g.client.ClientID, map[string]string{
		"grant_type":    "authorization_code",
		"code":          g.code.Reveal(),
		"code_verifier": g.verifier.Reveal(),
		"redirect_uri":  g.redirectURI,
	}))
	if err != nil {
		return Tokens{}, err
	}
	return i.exchangedDynamic(ctx, g, a)
}

// exchangedDynamic returns the tokens in the answer to an exchange.
func (i issuer) exchangedDynamic(ctx context.Context, g grant, a answer) (Tokens, error) {
	if !a.ok() || a.body == nil {
		return Tokens{}, a.dynamicFailure(signingIn)
	}
	if err := a.incomplete("id_token", "scope"); err != nil {
		return Tokens{}, err
	}
	if slices.Contains(strings.Fields(a.body.text("scope")), "offline_access") && a.body.text("refresh_token") == "" {
		return Tokens{}, a.missing("refresh_token")
	}
	who, err := i.verify(ctx, NewSecret(a.body.text("id_token")), expected{clientID: g.client.ClientID, nonce: g.nonce})
	if err != nil {
		return Tokens{}, err
	}
	if was := g.client.Subject; was != "" && was != who.subject {
		return Tokens{}, otherPerson()
	}
	t := i.mergeDynamic(Tokens{ClientID: g.client.ClientID, Subject: who.subject}, a)
	t.ID, t.Email = NewSecret(a.body.text("id_token")), who.email
	return t.Bind(i.provider), nil
}

// refreshDynamic exchanges the refresh token of old, which is valid once, for new
// tokens. The scope is not sent: the issuer may grant less than before, and then the
// answer says so.
func (i issuer) refreshDynamic(ctx context.Context, old Tokens) (Tokens, error) {
	i.prepareSoon(ctx)
	form := i.dynamicForm(old.ClientID, map[string]string{"grant_type": "refresh_token", "refresh_token": old.Refresh.Reveal()})
	a, err := twice(func() (answer, error) { return i.postForm(ctx, i.provider.TokenURL, form) })
	if err != nil {
		return Tokens{}, err
	}
	return i.refreshedDynamic(old, a)
}

// refreshedDynamic returns the tokens in the answer to a refresh.
func (i issuer) refreshedDynamic(old Tokens, a answer) (Tokens, error) {
	if !a.ok() || a.body == nil {
		return Tokens{}, a.dynamicFailure(renewing)
	}
	if err := a.incomplete(); err != nil {
		return Tokens{}, err
	}
	return i.identified(i.mergeDynamic(old, a), NewSecret(a.body.text("id_token")))
}

// identified returns t with the id token of a refresh, if there is one and it can be
// verified. It asks for no keys, because the new refresh token must be saved first of
// all. An id token that cannot be verified, or only seems to have expired, counts as
// little as none: t keeps the one that it has. One that is verified and names another
// person or client ends the sign-in.
func (i issuer) identified(t Tokens, id Secret) (Tokens, error) {
	if id.IsZero() {
		return t, nil
	}
	who, err := i.verifyOffline(id, expected{clientID: t.ClientID})
	switch {
	case errors.Is(err, errOver) || errors.Is(err, errUnverified):
		return t, nil
	case err != nil:
		return Tokens{}, fmt.Errorf("%w: %w", err, ErrSignInAgain)
	case t.Subject != "" && t.Subject != who.subject:
		return Tokens{}, fmt.Errorf("%w: %w", otherPerson(), ErrSignInAgain)
	}
	t.ID, t.Subject, t.Email = id, who.subject, first(who.email, t.Email)
	return t, nil
}

// dynamicForm returns the form of a request to the token endpoint.
func (i issuer) dynamicForm(clientID string, fields map[string]string) map[string]string {
	fields["client_id"] = clientID
	if i.provider.Resource != "" {
		fields["resource"] = i.provider.Resource
	}
	return i.provider.with(fields)
}

// incomplete returns the error of a good answer that lacks an access token, what a
// client must know of it, or one of the other fields.
func (a answer) incomplete(others ...string) error {
	for _, name := range append([]string{"access_token"}, others...) {
		if strings.TrimSpace(a.body.text(name)) == "" {
			return a.missing(name)
		}
	}
	if !strings.EqualFold(a.body.text("token_type"), "bearer") {
		return a.missing("token_type that Banter knows")
	}
	if seconds, ok := a.body.number("expires_in"); !ok || seconds <= 0 {
		return a.missing("expires_in")
	}
	return nil
}

// mergeDynamic returns old with the fields of an answer of the token endpoint, except
// the id token, which is not verified yet.
func (i issuer) mergeDynamic(old Tokens, a answer) Tokens {
	t, now := old, i.now()
	t.Access = NewSecret(a.body.text("access_token"))
	if next := a.body.text("refresh_token"); next != "" {
		t.Refresh = NewSecret(next)
	}
	if scope := strings.Join(strings.Fields(a.body.text("scope")), " "); scope != "" {
		t.Scope = scope
	}
	t.LastRefresh, t.Expiry = now, now.Add(life(a.body))
	t.EarliestRefresh = a.earliest(now)
	return t
}

// earliest returns earliest_refresh_at by this machine's clock, or the zero time. The
// field is a number of seconds, also in a text, or an RFC 3339 date.
func (a answer) earliest(now time.Time) time.Time {
	const field = "earliest_refresh_at"
	at := a.body.unixTime(field)
	if text := strings.TrimSpace(a.body.text(field)); at.IsZero() {
		at, _ = time.Parse(time.RFC3339, text)
	}
	if at.Unix() <= 0 {
		return time.Time{}
	}
	if date, err := http.ParseTime(a.header.Get("Date")); err == nil {
		at = at.Add(now.Sub(date)) // the clocks may differ
	}
	if at.Unix() <= 0 || at.Unix() > lastUnixTime {
		return time.Time{}
	}
	return at
}

// ending are the codes after which a refresh token is worthless. Other refusals are
// of the request or of the moment.
var ending = []string{
	"invalid_grant", "invalid_refresh_token", "token_expired", "refresh_token_expired", "refresh_token_invalidated", "refresh_token_reused",
}

// dynamicFailure returns the error for a failed answer of the token endpoint. The
// code alone decides, not the status, unless it is one of a passing fault.
func (a answer) dynamicFailure(at stage) *Error {
	fits := !a.page && a.status/100 == 4 && a.status != http.StatusTooManyRequests
	switch code := a.code(); {
	case fits && slices.Contains(ending, code) && at == renewing:
		return refusal(code, "", a.chain())
	case fits && code == "invalid_grant":
		return &Error{
			Code:     CodeDenied,
			Sentence: "OpenAI refused this account's sign-in.",
			Hint:     "Start it again, or sign in with another account. Not every plan can be used by other programs.",
			Err:      fmt.Errorf("%w: %w", errCodeRefused, a.chain()),
		}
	case fits && code == "invalid_client":
		return &Error{
			Code:     CodeIssuer,
			Sentence: "OpenAI does not accept Banter's registration for this account.",
			Hint:     "Try again later. If that does not help, add the account under another name.",
			Err:      a.chain(),
		}
	}
	e := a.failure(at)
	if errors.Is(e, ErrSignInAgain) {
		e.Code, e.Err = CodeIssuer, a.chain()
		e.Hint = "Try again. If that does not help, sign in again."
	}
	return e
}

func otherPerson() *Error {
	return &Error{
		Code:     CodeOtherPerson,
		Sentence: "Another person signed in than the one whose account this is, so Banter kept the saved sign-in.",
		Hint:     "Sign in as that person, or add the other one as an account of its own.",
		Err:      errors.New("the subject is not that of the registration"),
	}
}

// tooEarly returns the error for an access token that does not work while its
// refresh token must not be used.
func tooEarly(t Tokens) error {
	return &Error{
		Code:     CodeTooEarly,
		Sentence: "ChatGPT does not accept the sign-in now, and it cannot be renewed before " + t.EarliestRefresh.Local().Format("15:04") + ".",
		Hint:     "Wait until then, or sign in again.",
		Err:      fmt.Errorf("earliest refresh at %s", t.EarliestRefresh.UTC().Format(time.RFC3339)),
	}
}

// revokeTries is how often a revocation is tried.
const revokeTries = 3

// revokeDynamic revokes the refresh token of t.
func (o FlowOptions) revokeDynamic(ctx context.Context, server issuer, t Tokens) error {
	if t.Refresh.IsZero() {
		return ErrNoTokens
	}
	ctx, cancel := context.WithTimeout(ctx, 2*revokeTime)
	defer cancel()
	var err error
	for try := range revokeTries {
		if try > 0 && o.sleep(ctx, time.Duration(try)*time.Second) != nil {
			break
		}
		if err = server.revokeOnce(ctx, t); err == nil || !passing(err) {
			break
		}
	}
	if err == nil {
		return nil
	}
	return &Error{
		Code:     CodeNotRevoked,
		Sentence: "OpenAI did not confirm that this sign-in has ended.",
		Hint:     "Disconnect Banter in ChatGPT's settings: Security and login, Login connections, Sign in with ChatGPT.",
		Err:      err,
	}
}

func (i issuer) revokeOnce(ctx context.Context, t Tokens) error {
	address, err := i.revocation(ctx)
	if err != nil {
		return err
	}
	a, err := i.postForm(ctx, address, map[string]string{
		"token": t.Refresh.Reveal(), "token_type_hint": "refresh_token", "client_id": t.ClientID,
	})
	if err != nil {
		return err
	}
	if !a.ok() || a.page {
		return a.dynamicFailure(signingIn)
	}
	return nil
}

// isIssued reports whether an issuer may have issued the client id.
func isIssued(id string) bool {
	rest, ok := strings.CutPrefix(id, "oaiapp_")
	strange := func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", r)
	}
	return ok && rest != "" && len(id) <= 256 && !strings.ContainsFunc(rest, strange)
}
