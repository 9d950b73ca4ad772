package accounts_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"banter/auth"
	"banter/internal/accounts"
	"banter/internal/notice"
)

func names(t *testing.T, index *accounts.Index) (list, current string) {
	t.Helper()
	all, err := index.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		list += a.Name + " "
	}
	a, ok, err := index.Current()
	if err != nil {
		t.Fatal(err)
	}
	if ok {
		current = a.Name
	}
	return strings.TrimSpace(list), current
}

func TestIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "accounts.json")
	index := accounts.NewIndex(path)
	for _, step := range []struct {
		do            string
		act           func() error
		list, current string
	}{
		{"nothing", func() error { return nil }, "", ""},
		{"remove none", func() error { return index.Remove(t.Context(), "x") }, "", ""},
		{"work", func() error {
			return index.Put(t.Context(), accounts.Account{Name: "work", Store: "keychain", SignedIn: time.Unix(5, 0)})
		}, "work", "work"},
		{"home", func() error { return index.Put(t.Context(), accounts.Account{Name: "home", Store: "sealed"}) }, "home work", "home"},
		{"choose", func() error { return index.Choose(t.Context(), "work") }, "home work", "work"},
		{"replace", func() error { return index.Put(t.Context(), accounts.Account{Name: "home", Email: "new@b"}) }, "home work", "home"},
		{"remove the current", func() error { return index.Remove(t.Context(), "home") }, "work", "work"},
	} {
		if err := step.act(); err != nil {
			t.Fatalf("%s: %v", step.do, err)
		}
		if list, current := names(t, index); list != step.list || current != step.current {
			t.Errorf("%s: accounts %q, current %q", step.do, list, current)
		}
	}
	if got, ok, err := index.Find("work"); err != nil || !ok || got.Store != "keychain" || !got.SignedIn.Equal(time.Unix(5, 0)) {
		t.Errorf("got %+v, %t, %v", got, ok, err)
	}
	if err := index.Choose(t.Context(), "nobody"); !errors.Is(err, auth.ErrNoTokens) {
		t.Errorf("an unknown account: %v", err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, mode %v", err, info.Mode())
	}
}

// TestSignedInKeepsItsSecond in a zone whose offset has seconds: the file holds
// times in UTC.
func TestSignedInKeepsItsSecond(t *testing.T) {
	at := time.Unix(5, 0).In(time.FixedZone("Monrovia", -(44*60 + 30)))
	index := accounts.NewIndex(filepath.Join(t.TempDir(), "accounts.json"))
	if err := index.Put(t.Context(), accounts.Account{Name: "work", SignedIn: at}); err != nil {
		t.Fatal(err)
	}
	if got, _, err := index.Find("work"); err != nil || !got.SignedIn.Equal(at) {
		t.Errorf("signed in at %v, %v", got.SignedIn, err)
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{"a", "work", "Work-2", "a.b_c", strings.Repeat("x", 40)} {
		if err := accounts.CheckName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", "a b", "a#b", "a@b", "a/b", "../x", ".x", "-x", "é", "a\n", strings.Repeat("x", 41)} {
		err := accounts.CheckName(name)
		if n := notice.Of(err); !strings.Contains(n.Sentence, "name of an account") || n.Hint == "" {
			t.Errorf("%q: %v gives %+v", name, err, n)
		}
		if err := accounts.NewIndex(filepath.Join(t.TempDir(), "a")).Put(t.Context(), accounts.Account{Name: name}); err == nil {
			t.Errorf("%q is put", name)
		}
	}
}

// TestConcurrentPuts checks that no change is lost.
func TestConcurrentPuts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.json")
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			if err := accounts.NewIndex(path).Put(t.Context(), accounts.Account{Name: fmt.Sprint("n", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if list, err := accounts.NewIndex(path).List(); err != nil || len(list) != 12 {
		t.Errorf("%d accounts, %v", len(list), err)
	}
}

func TestDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, list := accounts.NewIndex(path).List()
	put := accounts.NewIndex(path).Put(t.Context(), accounts.Account{Name: "x"})
	for _, err := range []error{list, put} {
		if e, ok := errors.AsType[*auth.Error](err); !ok || e.Code != auth.CodeDamaged || !strings.Contains(e.Sentence, "damaged") {
			t.Errorf("got %v", err)
		}
	}
}
