package safefile

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// TestRenameBesideAReader checks that Rename replaces a file that a program has open
// for a moment, and gives up if the program keeps it open.
func TestRenameBesideAReader(t *testing.T) {
	for closes, want := range map[time.Duration]string{busyTime / 2: "new", 2 * busyTime: "old"} {
		synctest.Test(t, func(t *testing.T) {
			from, to := filepath.Join(t.TempDir(), "from"), filepath.Join(t.TempDir(), "to")
			for name, text := range map[string]string{from: "new", to: "old"} {
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			reader, err := os.Open(to)
			if err != nil {
				t.Fatal(err)
			}
			closed := make(chan error)
			time.AfterFunc(closes, func() { closed <- reader.Close() })
			if err := Rename(from, to); (err == nil) != (want == "new") {
				t.Errorf("open for %v: %v", closes, err)
			}
			if err := <-closed; err != nil {
				t.Error(err)
			}
			if text, err := os.ReadFile(to); err != nil || string(text) != want {
				t.Errorf("open for %v: %q, %v", closes, text, err)
			}
		})
	}
}
