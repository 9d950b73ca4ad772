//go:build !windows

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/internal/notice"
)

// A text comes back from the editor, or the person learns why not and where it is.
func TestEditText(t *testing.T) {
	for _, test := range []struct{ name, editor, want, said string }{
		{"changed", `printf 'one\ntwo\n' >`, "one\ntwo", ""},
		{"unchanged", "true", "draft", ""},
		{"arguments and quotes", `sh -c 'cat "$2" "$2" > both; mv both "$2"' x "a b"`, "draftdraft", ""},
		{"Windows line ends", `printf 'one\r\ntwo\r\n' >`, "one\ntwo", ""},
		{"missing", "/no/such-editor --wait", "", "cannot be started."},
		{"failed", "false", "", "The editor ended with an error. The input is unchanged."},
		{"failed after a save", `sh -c 'echo half > "$1"; exit 3' x`, "", "The editor ended with an error. What you wrote is in "},
		{"crashed", `sh -c 'kill -9 $$' x`, "", "The editor ended with an error. The input is unchanged."},
		{"not UTF-8", `printf '\377' >`, "", "The text is not in UTF-8. What you wrote is in "},
		{"too large", "truncate -s 9M", "", "The text is larger than 8 MB. What you wrote is in "},
		{"removed", "rm", "", "The editor has left no file. The input is unchanged."},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			t.Chdir(t.TempDir())
			env := map[string]string{"EDITOR": test.editor, "XDG_RUNTIME_DIR": folder}
			null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer null.Close()
			c := &call{Process: Process{In: null, Out: null, Err: null, Environ: os.Environ(), Getenv: func(name string) string { return env[name] }}}
			text, err := c.editText(t.Context(), "draft")
			said := ""
			if err != nil {
				n := notice.Of(err)
				said = n.Sentence + " " + n.Hint
			}
			if text != test.want || !strings.Contains(said, test.said) || (said == "") != (test.said == "") {
				t.Errorf("got %q, %s", text, said)
			}
			left, _ := filepath.Glob(filepath.Join(folder, "banter-*", "question.md"))
			if kept := strings.Contains(test.said, "is in"); kept != (len(left) == 1) {
				t.Errorf("left behind: %q", left)
			}
			for _, name := range left {
				file, _ := os.Stat(name)
				above, _ := os.Stat(filepath.Dir(name))
				if file.Mode().Perm() != 0o600 || above.Mode().Perm() != 0o700 || !strings.Contains(said, name) {
					t.Errorf("%s: %v below %v; said: %s", name, file.Mode(), above.Mode(), said)
				}
			}
		})
	}
}
