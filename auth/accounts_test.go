package auth_test

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
)

func names(t *testing.T, accounts *auth.Accounts) (list, current string) {
	t.Helper()
	all, err := accounts.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		list += a.Name + " "
	}
	a, ok, err := accounts.Current()
	if err != nil {
		t.Fatal(err)
	}
	if ok {
		current = a.Name
	}
	return strings.TrimSpace(list), current
}

func TestAccounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "accounts.json")
	accounts := auth.NewAccounts(path)
	for _, step := range []struct {
		do            string
		act           func() error
		list, current string
	}{
		{"nothing", func() error { return nil }, "", ""},
		{"remove none", func() error { return accounts.Remove(t.Context(), "x") }, "", ""},
		{"work", func() error {
			return accounts.Put(t.Context(), auth.Account{Name: "work", Store: "keychain", SignedIn: time.Unix(5, 0)})
		}, "work", "work"},
		{"home", func() error { return accounts.Put(t.Context(), auth.Account{Name: "home", Store: "sealed"}) }, "home work", "home"},
		{"choose", func() error { return accounts.Choose(t.Context(), "work") }, "home work", "work"},
		{"replace", func() error { return accounts.Put(t.Context(), auth.Account{Name: "home", Email: "new@b"}) }, "home work", "home"},
		{"remove the current", func() error { return accounts.Remove(t.Context(), "home") }, "work", "work"},
	} {
		if err := step.act(); err != nil {
			t.Fatalf("%s: %v", step.do, err)
		}
		if list, current := names(t, accounts); list != step.list || current != step.current {
			t.Errorf("%s: accounts %q, current %q", step.do, list, current)
		}
	}
	if got, ok, err := accounts.Find("work"); err != nil || !ok || got.Store != "keychain" || !got.SignedIn.Equal(time.Unix(5, 0)) {
		t.Errorf("got %+v, %t, %v", got, ok, err)
	}
	if err := accounts.Choose(t.Context(), "nobody"); !errors.Is(err, auth.ErrNoTokens) {
		t.Errorf("an unknown account: %v", err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, mode %v", err, info.Mode())
	}
}

// TestTimesKeepTheirSecond in zones whose offset has seconds, as many had when
// clocks were set by the sun: the files hold times in UTC.
func TestTimesKeepTheirSecond(t *testing.T) {
	at := time.Unix(5, 0).In(time.FixedZone("Monrovia", -(44*60 + 30)))
	accounts := auth.NewAccounts(filepath.Join(t.TempDir(), "accounts.json"))
	if err := accounts.Put(t.Context(), auth.Account{Name: "work", SignedIn: at}); err != nil {
		t.Fatal(err)
	}
	if got, _, err := accounts.Find("work"); err != nil || !got.SignedIn.Equal(at) {
		t.Errorf("signed in at %v, %v", got.SignedIn, err)
	}
	for _, at := range []time.Time{at, at.In(time.FixedZone("no zone of this world", 25*3600))} {
		data, err := auth.MarshalTokens(auth.Tokens{Access: auth.NewSecret("a"), Expiry: at, LastRefresh: at})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := auth.UnmarshalTokens(data); err != nil || !got.Expiry.Equal(at) || !got.LastRefresh.Equal(at) {
			t.Errorf("got %+v, %v, want %v", got, err, at)
		}
	}
}

func TestAccountNames(t *testing.T) {
	for _, name := range []string{"a", "work", "Work-2", "a.b_c", strings.Repeat("x", 40)} {
		if err := auth.CheckAccountName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", "a b", "a#b", "a@b", "a/b", "../x", ".x", "-x", "é", "a\n", strings.Repeat("x", 41)} {
		checkError(t, auth.CheckAccountName(name), auth.CodeAccountName, "name of an account")
		if err := auth.NewAccounts(filepath.Join(t.TempDir(), "a")).Put(t.Context(), auth.Account{Name: name}); err == nil {
			t.Errorf("%q is put", name)
		}
	}
}

// TestAccountsTogether: nobody's change is lost.
func TestAccountsTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.json")
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			if err := auth.NewAccounts(path).Put(t.Context(), auth.Account{Name: fmt.Sprint("n", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if list, err := auth.NewAccounts(path).List(); err != nil || len(list) != 12 {
		t.Errorf("%d accounts, %v", len(list), err)
	}
}

func TestAccountsDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.json")
	write(t, path, "{")
	_, err := auth.NewAccounts(path).List()
	checkError(t, err, auth.CodeDamaged, "damaged")
	checkError(t, auth.NewAccounts(path).Put(t.Context(), auth.Account{Name: "x"}), auth.CodeDamaged, "damaged")
}
