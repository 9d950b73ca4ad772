package cli

import (
	"context"
	"iter"
	"sync"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/config"
)

// account is the sign-in as the screens see it, and the servers behind it. A
// person can change both while the program runs: the screens' Account and
// Backend stay, the services behind them are exchanged.
type account struct {
	call *call
	warn func(error)

	mu      sync.Mutex
	current *services
}

func (a *account) services() *services {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current
}

func (a *account) use(s *services) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current = s
}

// Tokens implements tui.Account.
func (a *account) Tokens(ctx context.Context) (auth.Tokens, error) {
	return a.services().store.Load(ctx)
}

// Device implements tui.Account.
func (a *account) Device(ctx context.Context) (*auth.DeviceFlow, error) {
	return auth.StartDeviceFlow(ctx, a.services().flow())
}

// CodexFile implements tui.Account. A demo does not look for real sign-ins.
func (a *account) CodexFile() (path string, ok bool) {
	if a.services().demo {
		return "", false
	}
	return auth.FindCodexFile()
}

// UseCodexFile implements tui.Account.
func (a *account) UseCodexFile(ctx context.Context) error {
	s, err := a.call.servicesAt(config.CodexFile, a.warn)
	if err != nil {
		return err
	}
	if _, err := s.store.Load(ctx); err != nil {
		return err
	}
	a.use(s)
	return a.call.choices.Remember("store", s.place.String())
}

// UseDemo implements tui.Account.
func (a *account) UseDemo(ctx context.Context) error {
	s, err := newDemoServices(0)
	if err != nil {
		return err
	}
	flow, err := auth.StartDeviceFlow(ctx, s.flow())
	if err != nil {
		return err
	}
	if _, err := flow.Wait(ctx); err != nil {
		return err
	}
	a.use(s)
	return nil
}

// SignOut implements tui.Account.
func (a *account) SignOut(ctx context.Context) error {
	_, err := a.call.signOut(ctx, a.services())
	return err
}

// Stream implements tui.Backend.
func (a *account) Stream(ctx context.Context, req codex.Request) iter.Seq2[codex.Event, error] {
	return a.services().client.Stream(ctx, req)
}

// Models implements tui.Backend.
func (a *account) Models(ctx context.Context) (codex.Catalogue, error) {
	return a.services().client.Models(ctx)
}

// Limits implements tui.Backend.
func (a *account) Limits(ctx context.Context) (codex.Limits, error) {
	return a.services().client.Limits(ctx)
}

// openHistory keeps what is said in a demo apart from the real conversations.
func (a *account) openHistory(ctx context.Context) (*history.DB, error) {
	if a.services().demo {
		return history.Open(ctx, ":memory:")
	}
	return a.call.openHistory(ctx)
}

// remember saves a choice for later starts, but for those made in a demo.
func (a *account) remember(name, value string) error {
	if a.services().demo {
		return nil
	}
	return a.call.choices.Remember(name, value)
}

// recall returns a choice of an earlier start. A demo begins the same for
// everybody.
func (a *account) recall(name string) string {
	if a.services().demo {
		return ""
	}
	return a.call.choices.Recall(name)
}
