package auth_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"banter/auth"
)

// codexJSON is a file of the Codex CLI 0.169, with fields that Banter does not
// know.
func codexJSON(t *testing.T, tokens auth.Tokens) string {
	t.Helper()
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(map[string]any{
		"auth_mode": "chatgpt", "OPENAI_API_KEY": nil, "agent_identity": map[string]any{"n": json.Number("12345678901234567890")},
		"tokens": map[string]any{
			"id_token": tokens.ID.Reveal(), "access_token": tokens.Access.Reveal(), "refresh_token": tokens.Refresh.Reveal(),
			"account_id": tokens.AccountID, "login_owner_id": "owner <1>",
			"oauth_provenance": map[string]any{"issuer": "https://auth.openai.com", "client_id": "app_EMoamEEZ73f0CkXaXp7hrann"},
		},
		"last_refresh": "2026-11-23T16:53:35.119454415Z",
	})
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// codexHomes puts all four candidates into a new folder and returns it.
func codexHomes(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, dir := range map[string]string{"CHATGPT_LOCAL_HOME": "local", "CODEX_HOME": "codex", "HOME": "home", "USERPROFILE": "home"} {
		t.Setenv(name, filepath.Join(root, dir))
	}
	return root
}

func TestRow08CodexFileSearch(t *testing.T) {
	for name, test := range map[string]struct {
		unset   []string
		files   map[string]string // path: content; "@name" is a sign-in
		want    string            // access token of the sign-in, empty: none
		savesTo string
	}{
		"nothing":               {savesTo: "local/auth.json"},
		"nothing, one variable": {unset: []string{"CHATGPT_LOCAL_HOME"}, savesTo: "codex/auth.json"},
		"nothing, no variable":  {unset: []string{"CHATGPT_LOCAL_HOME", "CODEX_HOME"}, savesTo: "home/.codex/auth.json"},
		"first wins": {files: map[string]string{
			"local/auth.json": "@a", "codex/auth.json": "@b", "home/.chatgpt-local/auth.json": "@c", "home/.codex/auth.json": "@d",
		}, want: "a", savesTo: "local/auth.json"},
		"second":                {files: map[string]string{"codex/auth.json": "@b", "home/.codex/auth.json": "@d"}, want: "b", savesTo: "codex/auth.json"},
		"third":                 {files: map[string]string{"home/.chatgpt-local/auth.json": "@c", "home/.codex/auth.json": "@d"}, want: "c", savesTo: "home/.chatgpt-local/auth.json"},
		"last":                  {files: map[string]string{"home/.codex/auth.json": "@d"}, want: "d", savesTo: "home/.codex/auth.json"},
		"broken is passed over": {files: map[string]string{"local/auth.json": "{", "codex/auth.json": "@b"}, want: "b", savesTo: "codex/auth.json"},
		"empty is passed over":  {files: map[string]string{"local/auth.json": "", "codex/auth.json": "@b"}, want: "b", savesTo: "codex/auth.json"},
		"key only is passed over": {files: map[string]string{"local/auth.json": `{"OPENAI_API_KEY":"k"}`, "codex/auth.json": "@b"},
			want: "b", savesTo: "codex/auth.json"},
		"a folder is passed over": {files: map[string]string{"local/auth.json/x": "", "codex/auth.json": "@b"}, want: "b", savesTo: "codex/auth.json"},
		"only broken":             {files: map[string]string{"home/.codex/auth.json": "[]"}, savesTo: "local/auth.json"},
	} {
		t.Run(name, func(t *testing.T) {
			root := codexHomes(t)
			for _, name := range test.unset {
				t.Setenv(name, "")
			}
			for path, text := range test.files {
				if signIn, ok := strings.CutPrefix(text, "@"); ok {
					text = codexJSON(t, fresh(signIn, time.Hour))
				}
				write(t, filepath.Join(root, path), text)
			}
			store := auth.NewCodexFile("")
			got, err := store.Load(t.Context())
			if test.want == "" && !errors.Is(err, auth.ErrNoTokens) || test.want != "" && (err != nil || got.Refresh != fresh(test.want, 0).Refresh) {
				t.Errorf("Load: %+v, %v", got, err)
			}
			path, ok := auth.FindCodexFile()
			if ok != (test.want != "") || ok && path != filepath.Join(root, test.savesTo) {
				t.Errorf("FindCodexFile: %q, %t", path, ok)
			}
			if err := store.Save(t.Context(), fresh("saved", time.Hour)); err != nil {
				t.Fatal(err)
			}
			if text, err := os.ReadFile(filepath.Join(root, test.savesTo)); err != nil || !strings.Contains(string(text), "refresh-saved-") {
				t.Errorf("not saved to %s: %v", test.savesTo, err)
			}
		})
	}
}

// TestRow08CodexFileKeepsUnknown checks that unknown fields survive a save, byte
// for byte, and that the file ends with mode 0600.
func TestRow08CodexFileKeepsUnknown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.json")
	write(t, path, codexJSON(t, fresh("old", time.Hour)))
	store := auth.NewCodexFile(path)
	if _, err := store.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := fresh("next", 240*time.Hour)
	if err := store.Save(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"n": 12345678901234567890`, `"login_owner_id": "owner <1>"`, `"OPENAI_API_KEY": null`, `"auth_mode": "chatgpt"`,
		`"client_id": "app_EMoamEEZ73f0CkXaXp7hrann"`, `"refresh_token": "` + next.Refresh.Reveal() + `"`,
		`"last_refresh": "` + next.LastRefresh.Format(time.RFC3339Nano) + `"`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the file lacks %s", want)
		}
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if names, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

// TestCodexFileIsShared checks that each load returns what another program wrote.
func TestCodexFileIsShared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.json")
	store := auth.NewCodexFile(path)
	for _, name := range []string{"one", "two"} {
		write(t, path, codexJSON(t, fresh(name, time.Hour)))
		if got, err := store.Load(t.Context()); err != nil || got.Refresh != fresh(name, 0).Refresh {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCodexFileHalfWritten checks that a file is read again while another program
// writes it.
func TestCodexFileHalfWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.json")
	write(t, path, `{"tokens":`)
	_, err := auth.NewCodexFile(path).Load(t.Context())
	checkError(t, err, auth.CodeDamaged, "auth.json is damaged.")
	time.AfterFunc(60*time.Millisecond, func() { write(t, path, codexJSON(t, fresh("whole", time.Hour))) })
	if _, err := auth.NewCodexFile(path).Load(t.Context()); err != nil {
		t.Errorf("whole after a moment: %v", err)
	}
}

func TestCodexFileFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.json"), filepath.Join(dir, "auth.json")
	write(t, real, codexJSON(t, fresh("old", time.Hour)))
	err := os.Symlink(real, link)
	if _, lost := os.Readlink(link); err == nil {
		err = lost // Wine makes other links, and says they were these
	}
	if err != nil {
		t.Skip("this system makes no symbolic links: ", err)
	}
	if err := auth.NewCodexFile(link).Save(t.Context(), fresh("next", time.Hour)); err != nil {
		t.Fatal(err)
	}
	if target, err := os.Readlink(link); err != nil || target != real {
		t.Errorf("the link is gone: %v", err)
	}
}

// TestCodexFileIssuer checks that Save names the issuer, where the Codex CLI
// refreshes, and that Load returns it.
func TestCodexFileIssuer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.json")
	local := fresh("x", time.Hour).Bind(auth.Provider{Issuer: "http://127.0.0.1:9"})
	if err := auth.NewCodexFile(path).Save(t.Context(), local); err != nil {
		t.Fatal(err)
	}
	if got, err := auth.NewCodexFile(path).Load(t.Context()); err != nil || got.Issuer != "http://127.0.0.1:9" {
		t.Errorf("issuer %q, %v", got.Issuer, err)
	}
	if err := auth.NewCodexFile(path).Save(t.Context(), fresh("x", time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got, err := auth.NewCodexFile(path).Load(t.Context()); err != nil || got.Issuer != "https://auth.openai.com" {
		t.Errorf("issuer %q, %v", got.Issuer, err)
	}
}

func TestCodexFileDelete(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		left string
	}{
		"nothing else": {`{"auth_mode":"chatgpt","OPENAI_API_KEY":null,"tokens":{"access_token":"a"},"last_refresh":"x"}`, ""},
		"an API key":   {`{"OPENAI_API_KEY":"k","tokens":{"access_token":"a"},"last_refresh":"x"}`, `{"OPENAI_API_KEY":"k"}`},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "auth.json")
			write(t, path, test.text)
			write(t, filepath.Join(filepath.Dir(path), ".auth.json.banter-123"), "left by a process that was killed")
			if err := auth.NewCodexFile(path).Delete(t.Context()); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			compact := strings.Join(strings.Fields(string(text)), "")
			if compact != test.left || (err != nil) != (test.left == "") {
				t.Errorf("left: %q, %v", compact, err)
			}
			if names, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(names) != 0 {
				t.Errorf("left behind: %v", names)
			}
		})
	}
}

// TestCodexFileWithoutIDToken checks that Save always writes an id token: the
// Codex CLI cannot read a file whose id_token is empty (measured with 0.169.0).
func TestCodexFileWithoutIDToken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.json")
	bare := fresh("bare", time.Hour)
	bare.ID = auth.Secret{}
	if err := auth.NewCodexFile(path).Save(t.Context(), bare); err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tokens struct {
			ID string `json:"id_token"`
		}
	}
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &file) != nil {
		t.Fatal(err)
	}
	if auth.ParseClaims(auth.NewSecret(file.Tokens.ID)).AccountID != bare.AccountID {
		t.Error("the id token has no claims")
	}
	if got, err := auth.NewCodexFile(path).Load(t.Context()); err != nil || !got.ID.IsZero() {
		t.Errorf("an id token that nobody gave: %v", err)
	}
}
