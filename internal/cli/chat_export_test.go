package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"banter/internal/screen"
)

// TestExportInTheChat writes a conversation of the list to the current folder, and
// shows where it is.
func TestExportInTheChat(t *testing.T) {
	m := twoAccounts(t)
	folder := t.TempDir()
	t.Chdir(folder)
	synctest.Test(t, func(t *testing.T) {
		p := m.chats(t, screen.Options{Width: 160, Height: 30}, nil)
		p.sees("Ask something")
		p.asks(m, "from home", "An answer.")
		p.Press("ctrl+r", "ctrl+s")
		p.sees("-from-home-", ".md: from home")
		p.leaves()
	})
	files, _ := filepath.Glob(filepath.Join(folder, "*.md"))
	if len(files) != 1 {
		t.Fatalf("wrote %q", files)
	}
	if text, err := os.ReadFile(files[0]); err != nil || !strings.Contains(string(text), "An answer.") {
		t.Errorf("wrote %q, %v", text, err)
	}
}
