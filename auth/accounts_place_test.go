//go:build unix

package auth_test

import (
	"os"
	"path/filepath"
	"testing"

	"banter/auth"
	"banter/internal/notice"
)

// TestAccountsErrors: every method says what is wrong with the file, and none
// changes it.
func TestAccountsErrors(t *testing.T) {
	const damaged = "The list of your accounts is damaged."
	for name, test := range map[string]struct {
		put            func(t *testing.T, path string)
		sentence, hint string // after the path, where the sentence is not damaged
	}{
		"half":     {func(t *testing.T, path string) { write(t, path, `{"current":"a","accounts":[`) }, damaged, ""},
		"array":    {func(t *testing.T, path string) { write(t, path, `[]`) }, damaged, ""},
		"empty":    {func(t *testing.T, path string) { write(t, path, "") }, damaged, ""},
		"a folder": {inPlace["a folder"], " cannot be read.", " is a folder, not a file."},
		"a pipe":   {inPlace["a pipe"], " cannot be read.", " is a pipe, not a file."},
		"a device": {inPlace["a device"], " cannot be read.", " is a device, not a file."},
		"a socket": {inPlace["a socket"], " cannot be read.", " is a socket, not a file."},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "accounts.json")
			test.put(t, path)
			before, err := os.Lstat(path)
			must(t, err)
			accounts := auth.NewAccounts(path)
			_, list := accounts.List()
			_, _, current := accounts.Current()
			_, _, find := accounts.Find("a")
			for method, err := range map[string]error{
				"List": list, "Current": current, "Find": find,
				"Put": accounts.Put(t.Context(), auth.Account{Name: "a"}), "Choose": accounts.Choose(t.Context(), "a"), "Remove": accounts.Remove(t.Context(), "a"),
			} {
				if test.sentence != damaged {
					checkPlace(t, err, path+test.sentence, path+test.hint)
				} else if n := notice.Of(err); n.Sentence != damaged || n.Hint == "" {
					t.Errorf("%s: %v gives %+v", method, err, n)
				}
			}
			if after, err := os.Lstat(path); err != nil || !os.SameFile(before, after) || after.Size() != before.Size() {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}
