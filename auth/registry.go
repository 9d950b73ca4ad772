package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"banter/internal/safefile"
)

// A Registration is the client that an issuer registered for a program on behalf of
// one person in one workspace. It holds no secret, and it outlives the tokens: the
// next sign-in to the account has to use its ClientID.
type Registration struct {
	Issuer       string    `json:"issuer"`
	ClientID     string    `json:"client_id"`
	Account      string    `json:"account"`           // the program's name for the account
	Subject      string    `json:"subject,omitempty"` // the person; empty until a sign-in with ClientID has ended well
	Email        string    `json:"email,omitempty"`   // to show to the person; two registrations may have the same
	RedirectPath string    `json:"redirect_path"`
	HostID       string    `json:"host_id"`
	Created      time.Time `json:"created"`
}

// A Registry keeps what this installation of a program is at issuers that register
// clients, such as that of [Documented]: the id of the installation, in the file
// host-id of a folder, and the registrations, in the file clients.json. All
// processes with the same folder share them. Nothing of it is secret, but a copy of
// the folder on another machine would be the same installation; backups should leave
// it out.
//
// Methods may be called concurrently. Their errors are those of the context, or an
// [*Error] of [CodeRegistry].
type Registry struct{ dir string }

// NewRegistry returns the registry in a folder, which it creates when it first
// writes. It does no I/O.
func NewRegistry(dir string) *Registry { return &Registry{dir: dir} }

// registryDoc is the JSON of clients.json.
type registryDoc struct {
	Version int            `json:"version"`
	Clients []Registration `json:"clients"`
	// Pending are sign-ins that have begun. If the program is killed before it
	// has saved the client id of a callback, the callback can still be read by
	// the next process.
	Pending []pendingSignIn `json:"pending,omitempty"`
}

// A pendingSignIn is an authorization of a new client that waits for its callback.
type pendingSignIn struct {
	Issuer  string    `json:"issuer"`
	Account string    `json:"account"`
	State   string    `json:"state"` // SHA-256 of the state
	Port    int       `json:"port"`
	Begun   time.Time `json:"begun"`
}

const (
	pendingLife = 7 * 24 * time.Hour
	maxPending  = 20
)

// HostID returns the id of this installation: urn:uuid: and a random UUID. The first
// call makes it. It identifies no person, and is the same for all accounts.
func (r *Registry) HostID(ctx context.Context) (string, error) {
	path := filepath.Join(r.dir, "host-id")
	id := ""
	err := r.locked(ctx, func() error {
		text, err := safefile.Read(path)
		if id = strings.TrimSpace(string(text)); err == nil && isHostID(id) {
			return nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return r.failed("read", path, err)
		}
		made, err := uuid.NewRandom()
		if err != nil {
			return r.failed("write", path, err)
		}
		id = "urn:uuid:" + made.String()
		if err := safefile.Write(path, []byte(id+"\n")); err != nil {
			return r.failed("write", path, err)
		}
		return nil
	})
	return id, err
}

func isHostID(id string) bool {
	text, ok := strings.CutPrefix(id, "urn:uuid:")
	parsed, err := uuid.Parse(text)
	return ok && err == nil && parsed.Version() == 4 && parsed.String() == text
}

// List returns the registrations at an issuer, such as Issuer of [Documented], oldest
// first.
func (r *Registry) List(ctx context.Context, issuer string) ([]Registration, error) {
	issuer = strings.TrimRight(issuer, "/")
	var list []Registration
	err := r.locked(ctx, func() error {
		doc, err := r.read()
		for _, c := range doc.Clients {
			if c.Issuer == issuer {
				list = append(list, c)
			}
		}
		return err
	})
	return list, err
}

// Find returns the newest registration of an account at an issuer, and whether there
// is one.
func (r *Registry) Find(ctx context.Context, issuer, account string) (Registration, bool, error) {
	list, err := r.List(ctx, issuer)
	for _, c := range slices.Backward(list) {
		if c.Account == account {
			return c, true, err
		}
	}
	return Registration{}, false, err
}

// Rename gives the registrations of an account another name for it, after the
// program has renamed the account.
func (r *Registry) Rename(ctx context.Context, issuer, from, to string) error {
	issuer = strings.TrimRight(issuer, "/")
	return r.change(ctx, func(doc *registryDoc) {
		for i, c := range doc.Clients {
			if c.Issuer == issuer && c.Account == from {
				doc.Clients[i].Account = to
			}
		}
	})
}

// put saves a registration in the place of one with the same client id, or as the
// newest.
func (r *Registry) put(ctx context.Context, c Registration) error {
	return r.change(ctx, func(doc *registryDoc) {
		for i, old := range doc.Clients {
			if old.Issuer == c.Issuer && old.ClientID == c.ClientID {
				c.Created, c.HostID = old.Created, old.HostID
				doc.Clients[i] = c
				return
			}
		}
		doc.Clients = append(doc.Clients, c)
	})
}

// begin records a sign-in that may register a client.
func (r *Registry) begin(ctx context.Context, p pendingSignIn) error {
	return r.change(ctx, func(doc *registryDoc) {
		doc.Pending = slices.DeleteFunc(doc.Pending, func(old pendingSignIn) bool { return p.Begun.Sub(old.Begun).Abs() > pendingLife })
		doc.Pending = append(doc.Pending, p)
		doc.Pending = doc.Pending[max(0, len(doc.Pending)-maxPending):]
	})
}

// end removes the record of a sign-in, whose client id is saved or will not come.
func (r *Registry) end(ctx context.Context, state string) error {
	return r.change(ctx, func(doc *registryDoc) {
		doc.Pending = slices.DeleteFunc(doc.Pending, func(old pendingSignIn) bool { return old.State == state })
	})
}

// pending returns the sign-ins at an issuer that have begun and not ended, oldest
// first.
func (r *Registry) pending(ctx context.Context, issuer string) ([]pendingSignIn, error) {
	var list []pendingSignIn
	err := r.locked(ctx, func() error {
		doc, err := r.read()
		list = slices.DeleteFunc(doc.Pending, func(p pendingSignIn) bool { return p.Issuer != issuer })
		return err
	})
	return list, err
}

// change changes clients.json under the lock.
func (r *Registry) change(ctx context.Context, act func(*registryDoc)) error {
	return r.locked(ctx, func() error {
		doc, err := r.read()
		if err != nil {
			return err
		}
		act(&doc)
		text, err := json.MarshalIndent(doc, "", "  ")
		if err == nil {
			err = safefile.Write(r.path(), append(text, '\n'))
		}
		if err != nil {
			return r.failed("write", r.path(), err)
		}
		return nil
	})
}

func (r *Registry) path() string { return filepath.Join(r.dir, "clients.json") }

// read returns the content of clients.json. A damaged file is an error and stays
// unchanged: without it each account would register a second client.
func (r *Registry) read() (registryDoc, error) {
	safefile.Recover(r.path())
	text, err := safefile.Read(r.path())
	if errors.Is(err, fs.ErrNotExist) {
		return registryDoc{Version: 1}, nil
	}
	if err != nil {
		return registryDoc{}, r.failed("read", r.path(), err)
	}
	var doc registryDoc
	if err := json.Unmarshal(text, &doc); err != nil || doc.Version != 1 {
		return registryDoc{}, &Error{
			Code:     CodeRegistry,
			Sentence: "The list of this program's registrations at ChatGPT cannot be read: " + r.path() + ".",
			Hint:     "Restore it from a backup. Without the file, each account registers again at its next sign-in.",
			Err:      fmt.Errorf("read registrations: version %d: %w", doc.Version, errors.Join(err, errDamagedRegistry)),
		}
	}
	return doc, nil
}

var errDamagedRegistry = errors.New("not a list of registrations")

// locked calls act while no other process changes the registry.
func (r *Registry) locked(ctx context.Context, act func() error) error {
	unlock, err := lockFile(ctx, filepath.Join(r.dir, "lock"))
	if err != nil {
		return err
	}
	defer unlock()
	return act()
}

func (r *Registry) failed(op, path string, err error) error {
	e := fileFailed(op, path, err)
	if known, ok := errors.AsType[*Error](e); ok {
		known.Code = CodeRegistry
	}
	return e
}
