package auth_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"banter/auth"
	"banter/internal/notice"
)

// utf16Text encodes a text as editors of other systems do.
func utf16Text(text string, order binary.AppendByteOrder) string {
	var raw []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		raw = order.AppendUint16(raw, unit)
	}
	return string(raw)
}

// TestRow08CodexFileEncodings checks that files in the encodings of other
// programs are read, and that a save keeps their other fields.
func TestRow08CodexFileEncodings(t *testing.T) {
	plain := codexJSON(t, fresh("old", time.Hour))
	for name, text := range map[string]string{
		"UTF-8 with mark":  "\ufeff" + plain,
		"UTF-16LE, mark":   utf16Text("\ufeff"+plain, binary.LittleEndian),
		"UTF-16BE, mark":   utf16Text("\ufeff"+plain, binary.BigEndian),
		"UTF-16LE":         utf16Text(plain, binary.LittleEndian),
		"UTF-16BE":         utf16Text(plain, binary.BigEndian),
		"carriage returns": strings.ReplaceAll(plain, ",", ",\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "auth.json")
			write(t, path, text)
			store := auth.NewCodexFile(path)
			if got, err := store.Load(t.Context()); err != nil || got.Refresh != fresh("old", 0).Refresh {
				t.Fatalf("got %+v, %v", got, err)
			}
			if err := store.Save(t.Context(), fresh("next", time.Hour)); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(path)
			if err != nil || !bytes.HasPrefix(got, []byte("{")) {
				t.Errorf("%v: the file begins with %q", err, got[:3])
			}
			for _, want := range []string{`"login_owner_id": "owner <1>"`, `"n": 12345678901234567890`, "refresh-next-"} {
				if !strings.Contains(string(got), want) {
					t.Errorf("the file lacks %s", want)
				}
			}
			if left, _ := filepath.Glob(path + ".*"); len(left) != 0 {
				t.Errorf("a copy of a file that was read: %v", left)
			}
		})
	}
}

// TestCodexFileKeepsWhatItCannotRead checks that a save copies an unreadable file
// first and names the copy.
func TestCodexFileKeepsWhatItCannotRead(t *testing.T) {
	for name, test := range map[string]struct{ text, what, kept string }{
		"no JSON":               {`{"OPENAI_API_KEY":"sk-mine",}`, "holds no JSON object", ""},
		"nothing":               {"", "holds no JSON object", ""},
		"a list":                {"[]", "holds no JSON object", ""},
		"half UTF-16":           {utf16Text("{}", binary.LittleEndian) + "x", "holds no JSON object", ""},
		"sign-in of other type": {`{"OPENAI_API_KEY":"sk-mine","tokens":"x"}`, "holds something else where the sign-in should be", `"OPENAI_API_KEY": "sk-mine"`},
		"token of other type":   {`{"OPENAI_API_KEY":"sk-mine","tokens":{"access_token":7,"x":1}}`, "holds something else where a token should be", `"OPENAI_API_KEY": "sk-mine"`},
		"huge":                  {`{"OPENAI_API_KEY":"sk-mine","x":"` + strings.Repeat("x", 4<<20) + `"}`, "is larger than 4 MB", ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "auth.json")
			write(t, path, test.text)
			var told []error
			store := auth.NewCodexFile(path)
			store.OnWarning = func(err error) { told = append(told, err) }
			_, err := store.Load(t.Context())
			checkError(t, err, auth.CodeDamaged, path+" is damaged.")
			if n := notice.Of(err); !strings.HasPrefix(n.Hint, "It "+test.what+".") {
				t.Errorf("hint %q", n.Hint)
			}
			if err := store.CanSave(t.Context()); err != nil {
				t.Errorf("CanSave: %v", err)
			}
			want := fresh("next", time.Hour)
			if err := store.Save(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			if got, err := store.Load(t.Context()); err != nil || got.Refresh != want.Refresh {
				t.Errorf("got %+v, %v", got, err)
			}
			copies, _ := filepath.Glob(path + ".bak-*")
			if len(copies) != 1 || len(told) != 1 {
				t.Fatalf("copies %v, told %v", copies, told)
			}
			if text, err := os.ReadFile(copies[0]); err != nil || string(text) != test.text {
				t.Errorf("the copy holds %d bytes, %v", len(text), err)
			}
			if n := notice.Of(told[0]); n.Sentence != path+" could not be read and was replaced." || n.Hint != "The old file is now "+copies[0]+"." {
				t.Errorf("told %+v", n)
			}
			if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), test.kept) {
				t.Errorf("lost %s: %v", test.kept, err)
			}
		})
	}
}

// TestCodexFileIsNoFile checks that something other than a file is not changed,
// and is named.
func TestCodexFileIsNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "auth.json")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	store := auth.NewCodexFile(path)
	_, load := store.Load(t.Context())
	for what, err := range map[string]error{
		"Load": load, "Save": store.Save(t.Context(), fresh("x", time.Hour)), "CanSave": store.CanSave(t.Context()), "Delete": store.Delete(t.Context()),
	} {
		if n := notice.Of(err); !strings.Contains(n.Sentence, path) || !strings.Contains(n.Hint, "is a folder, not a file. Move it away") {
			t.Errorf("%s: %+v", what, n)
		}
	}
}

// TestCodexFilePassedOver checks that the error names an unusable candidate if no
// other candidate holds a sign-in.
func TestCodexFilePassedOver(t *testing.T) {
	for name, test := range map[string]struct {
		make func(t *testing.T, path string)
		want string
	}{
		"broken": {func(t *testing.T, path string) { write(t, path, "{") }, "You are not signed in. PATH holds no JSON object."},
		"folder": {func(t *testing.T, path string) { write(t, filepath.Join(path, "x"), "") }, "You are not signed in. PATH is a folder, not a file."},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(codexHomes(t), "codex", "auth.json")
			test.make(t, path)
			_, err := auth.NewCodexFile("").Load(t.Context())
			if n := notice.Of(err); n.Sentence != strings.Replace(test.want, "PATH", path, 1) {
				t.Errorf("got %+v", n)
			}
			if !errors.Is(err, auth.ErrNoTokens) || errors.Is(err, auth.ErrSignInAgain) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestCodexFileDeleteElsewhere checks that Delete removes the tokens from a
// linked file, and under each name of a hard link.
func TestCodexFileDeleteElsewhere(t *testing.T) {
	for name, make := range map[string]func(real, path string) error{"link": os.Symlink, "hard link": os.Link} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" {
				t.Skip("Windows' links are other ones")
			}
			dir := t.TempDir()
			real, path := filepath.Join(dir, "real.json"), filepath.Join(dir, "auth.json")
			write(t, real, `{"tokens":{"access_token":"a","refresh_token":"canary"}}`)
			if err := make(real, path); err != nil {
				t.Fatal(err)
			}
			if err := auth.NewCodexFile(path).Delete(t.Context()); err != nil {
				t.Fatal(err)
			}
			if text, err := os.ReadFile(real); err == nil && strings.Contains(string(text), "canary") {
				t.Error("the tokens are still there")
			}
			if _, err := auth.NewCodexFile(path).Load(t.Context()); !errors.Is(err, auth.ErrNoTokens) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// hashOf returns the part of a copy's name that depends on its text.
func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// TestCodexFileRecovers checks that the next load completes a save that a crash
// cut short.
func TestCodexFileRecovers(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "auth.json")
	store := auth.NewCodexFile(path)
	want := fresh("next", time.Hour)
	if err := store.Save(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, ".auth.json.banter-"+hashOf(text)+"-1"), string(text))
	write(t, path, string(text[:100])+"{{{")
	if got, err := store.Load(t.Context()); err != nil || got.Refresh != want.Refresh {
		t.Errorf("got %+v, %v", got, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
