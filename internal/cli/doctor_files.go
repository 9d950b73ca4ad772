package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"banter/auth"
	"banter/history"
	accountindex "banter/internal/accounts"
	"banter/internal/config"
	"banter/internal/notice"
	"banter/tui/style"
)

// folders reports whether Banter can write where its files are.
func (d *doctor) folders() []finding {
	var all []finding
	for _, folder := range []struct{ subject, path string }{{"data", d.paths.DataDir}, {"state", d.paths.StateDir}} {
		all = append(all, folderFinding(folder.subject, folder.path))
	}
	return all
}

func folderFinding(subject, path string) finding {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return finding{subject, fine, path + ", not made yet", ""}
	case err != nil:
		return finding{subject, failing, path + " cannot be read.", "Check who owns it, or choose another place with --home DIRECTORY."}
	case !info.IsDir():
		return finding{subject, failing, path + " is not a folder.", "Move it away, or choose another place with --home DIRECTORY."}
	}
	probe, err := os.CreateTemp(path, ".doctor-*")
	if err != nil {
		return finding{subject, failing, "Nothing can be written to " + path + ".", "Check who owns it and whether the disk is full or read-only."}
	}
	_, err = probe.WriteString("x")
	err = errors.Join(err, probe.Close(), os.Remove(probe.Name()))
	if err != nil {
		return finding{subject, failing, "Nothing can be written to " + path + ".", "Check whether the disk is full."}
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return finding{subject, unsure, fmt.Sprintf("Other users may look into %s (mode %04o).", path, mode), "Run chmod 700 on it. The files in it are yours alone."}
	}
	return finding{subject, fine, path, ""}
}

// history reports the size and the integrity of the database.
func (d *doctor) history(ctx context.Context) finding {
	path := d.paths.HistoryFile()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return finding{"history", fine, "no conversations yet", ""}
	}
	db, err := history.Open(ctx, path)
	if err != nil {
		return found("history", "", err)
	}
	defer db.Close()
	use, err := db.Use(ctx)
	if err == nil {
		err = db.Check(ctx)
	}
	return found("history", fmt.Sprintf("%s and %s in %.1f MB, undamaged", countOf(use.Conversations, "conversation"), countOf(use.Messages, "message"), float64(use.Disk)/1e6), err)
}

func countOf(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return style.Count(n) + " " + thing + "s"
}

// locks reports locks that other programs hold now.
func (d *doctor) locks() finding {
	files, _ := filepath.Glob(filepath.Join(d.paths.StateDir, "*.lock"))
	held := 0
	for _, file := range files {
		lock := flock.New(file, flock.SetFlag(os.O_RDWR))
		if ok, err := lock.TryLock(); err == nil && !ok {
			held++
		}
		_ = lock.Unlock()
	}
	if held > 0 {
		return finding{"locks", unsure, countOf(held, "lock") + " held by another Banter.", "That is usual while it saves or renews a sign-in; if it stays so, end that program."}
	}
	return finding{"locks", fine, "none held", ""}
}

// signIns lists the accounts and the sign-ins of other programs.
func (d *doctor) signIns(ctx context.Context) []finding {
	list, err := d.index().List()
	if err != nil {
		return asFailure("accounts", err)
	}
	var all []finding
	for _, account := range list {
		all = append(all, d.signIn(ctx, account))
	}
	if len(list) == 0 {
		all = append(all, finding{"account", unsure, "None is signed in.", "Run banter login."})
	}
	return append(all, d.otherSignIns()...)
}

// signIn reports an account and whether its sign-in can be read.
func (d *doctor) signIn(ctx context.Context, account accountindex.Account) finding {
	if err := d.readSignIn(ctx, account); err != nil {
		return finding{"account", failing, account.Name + ": the sign-in in the store " + account.Store + " cannot be used. " + notice.Of(err).Sentence,
			"Run banter login --account " + account.Name + "."}
	}
	words := account.Name + ": " + account.Email
	if account.Plan != "" {
		words += ", " + account.Plan
	}
	words += fmt.Sprintf(", on the route %s, in the store %s, signed in %s", routeOf(account), account.Store, style.Ago(account.SignedIn, time.Now()))
	return finding{"account", fine, words, ""}
}

// readSignIn reads the sign-in of an account. It asks for no passphrase: a sealed one
// is not opened, unless its passphrase is kept.
func (d *doctor) readSignIn(ctx context.Context, account accountindex.Account) error {
	t := target{name: account.Name, route: routeOf(account), known: true}
	if err := t.place.UnmarshalText([]byte(account.Store)); err != nil {
		t.place = d.placeOf(account, t.route)
	}
	s, err := d.servicesAt(t, func(error) {})
	if err != nil || t.place == config.Memory {
		return err
	}
	s.prompter.hush()
	_, err = s.store.Load(ctx)
	fault, _ := errors.AsType[*auth.Error](err)
	if fault != nil && (fault.Code == auth.CodePassphraseRequired || fault.Code == auth.CodePassphraseWrong) {
		return nil
	}
	return err
}

func (d *doctor) otherSignIns() []finding {
	var all []finding
	if path, ok := auth.FindCodexFile(); ok {
		all = append(all, finding{"codex", fine, "the Codex CLI is signed in (" + path + "); --store codex shares it", ""})
	}
	if d.Getenv("OPENAI_API_KEY") != "" {
		all = append(all, finding{"api key", fine, "OPENAI_API_KEY is set; Banter does not use it", ""})
	}
	return all
}

// tryKeychain saves, reads and deletes a test entry.
func tryKeychain(ctx context.Context) (string, error) {
	const entry = "banter-doctor"
	ring := auth.NewKeychain(entry)
	began := time.Now()
	want := auth.Tokens{Access: auth.NewSecret("test entry of banter doctor")}
	if err := ring.Save(ctx, want); err != nil {
		return "", err
	}
	got, err := ring.Load(ctx)
	if err == nil && got.Access.Reveal() != want.Access.Reveal() {
		err = &failure{"The keychain returned something else than was saved.", "Use --store sealed."}
	}
	if err := errors.Join(err, ring.Delete(ctx)); err != nil {
		return "", err
	}
	return fmt.Sprintf("a test entry was saved, read and deleted in %d ms", time.Since(began).Milliseconds()), nil
}

// clock reports a clock that is certainly wrong: sign-ins would seem expired.
func (d *doctor) clock() finding {
	now := time.Now()
	if now.Year() < 2026 {
		return finding{"clock", failing, "The clock shows " + localTime(now) + ".", "Set it, or let the system do so; sign-ins depend on it."}
	}
	return finding{"clock", fine, localTime(now) + now.Format(" -07:00"), ""}
}
