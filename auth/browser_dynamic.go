package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"net/url"
	"slices"
	"time"
)

// dynamicFlowTime is how long a sign-in at an issuer that registers clients may take.
const dynamicFlowTime = 10 * time.Minute

// startDynamic prepares a sign-in at an issuer that registers clients: with the
// client of the account, or to register one.
func (f *BrowserFlow) startDynamic(ctx context.Context, server issuer) error {
	registry := f.opts.Registry
	if registry == nil {
		return &Error{
			Code:     CodeRegistry,
			Sentence: "This way of signing in needs a folder for its registrations.",
			Hint:     "Give a registry.",
			Err:      errors.New("no registry was given"),
		}
	}
	client, err := f.opts.client(ctx, f.provider)
	if err != nil {
		return err
	}
	f.life = dynamicFlowTime
	f.Expires = server.now().Add(f.life)
	ports, err := f.dynamicPorts(ctx)
	if err != nil {
		return err
	}
	if err := f.listen(ctx, ports); err != nil {
		return err
	}
	f.current = f.newVisit(client)
	f.URL = f.authorizeURL(f.current)
	if client.ClientID == "" {
		begun := pendingSignIn{f.provider.Issuer, f.opts.Account, hashOf(f.current.state), f.port, server.now().UTC()}
		if err := registry.begin(ctx, begun); err != nil {
			f.Close()
			return err
		}
	}
	if f.listener != nil {
		f.listener.serve(f.strictHandler())
	}
	return nil
}

// client returns the registration to sign in with, without a ClientID if the account
// has none.
func (o FlowOptions) client(ctx context.Context, p Provider) (Registration, error) {
	host, err := o.Registry.HostID(ctx)
	if err != nil {
		return Registration{}, err
	}
	if !o.NewClient {
		known, ok, err := o.Registry.Find(ctx, p.Issuer, o.Account)
		if err != nil {
			return Registration{}, err
		}
		if ok {
			known.HostID = host
			return known, nil
		}
	}
	return Registration{Issuer: p.Issuer, Account: o.Account, RedirectPath: p.Redirect.Path, HostID: host}, nil
}

// dynamicPorts returns the ports to try: those of the provider, or, if that takes any
// port, first those of sign-ins that were killed, whose pages may still come back.
func (f *BrowserFlow) dynamicPorts(ctx context.Context) ([]int, error) {
	ports := f.provider.Redirect.Ports
	switch anyPort := slices.Equal(ports, []int{0}); {
	case !anyPort:
		return ports, nil
	case f.opts.PasteOnly:
		return []int{49152 + rand.IntN(1<<16-49152)}, nil // nothing listens: the browser is elsewhere
	}
	ports = nil
	pending, err := f.opts.Registry.pending(ctx, f.provider.Issuer)
	for _, p := range pending {
		if p.Account == f.opts.Account && f.opts.now().Sub(p.Begun).Abs() < dynamicFlowTime {
			ports = append(ports, p.Port)
		}
	}
	return append(ports, f.provider.Redirect.Ports...), err
}

func (f *BrowserFlow) newVisit(client Registration) visit {
	v := newVisit(f.redirect(client.RedirectPath))
	v.nonce, v.client = randomText(32), client
	return v
}

// setDynamic sets the parameters of an authorization at an issuer that registers
// clients.
func (f *BrowserFlow) setDynamic(query url.Values, v visit) {
	p, c := f.provider, v.client
	query.Set("ext_agent_host_id", c.HostID)
	query.Set("nonce", v.nonce.Reveal())
	query.Set("resource", p.Resource)
	if c.ClientID == "" {
		query.Set("client_id", p.DynamicClient)
		query.Set("agent_name_hint", p.AgentName)
		return
	}
	query.Set("client_id", c.ClientID)
	if c.Email != "" {
		query.Set("login_hint", c.Email)
	}
	if f.opts.AskPlanUse {
		query.Set("prompt", "consent")
	}
}

// register returns the client of a callback. It saves the client id before the code
// is exchanged: if the exchange fails or the program ends, the next sign-in uses it.
func (f *BrowserFlow) register(ctx context.Context, c callback) (Registration, error) {
	f.mu.Lock()
	if f.current.client.ClientID == "" {
		f.current.client.ClientID = c.client
		f.current.client.Created = f.opts.now().UTC()
	}
	client, state := f.current.client, hashOf(f.current.state)
	f.mu.Unlock()
	if c.client == "" { // the client is known, and saved
		return client, nil
	}
	ctx = context.WithoutCancel(ctx)
	if err := f.opts.Registry.put(ctx, client); err != nil {
		return client, err
	}
	return client, f.opts.Registry.end(ctx, state)
}

// repeats begins a second visit of the page, with the client that is known by now,
// if the issuer refused the code of the first. The browser that waits for its page is
// sent there; a person who pasted has to start again.
func (f *BrowserFlow) repeats(c callback, err error) bool {
	if !errors.Is(err, errCodeRefused) || c.next == nil {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.repeated {
		return false
	}
	f.repeated, f.taken = true, false
	f.current = f.newVisit(f.current.client)
	c.next <- f.authorizeURL(f.current)
	return true
}

// hashOf returns the SHA-256 of a secret, to recognize it.
func hashOf(s Secret) string {
	sum := sha256.Sum256([]byte(s.Reveal()))
	return hex.EncodeToString(sum[:])
}

// recognize saves whose client it is, before the tokens are, so that a later sign-in
// of another person is noticed.
func (o FlowOptions) recognize(ctx context.Context, c Registration, t Tokens) error {
	c.Subject, c.Email = t.Subject, first(t.Email, c.Email)
	return o.Registry.put(ctx, c)
}
