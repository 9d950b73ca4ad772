package history_test

import (
	"os"
	"strings"
	"testing"

	"banter/history"
	"banter/internal/notice"
)

// TestAMissingDrive checks that Windows' error for it, which is also the one for a
// file in the place of a folder, is not taken for that.
func TestAMissingDrive(t *testing.T) {
	for letter := 'D'; letter <= 'Z'; letter++ {
		drive := string(letter) + `:\`
		if _, err := os.Stat(drive); err == nil {
			continue
		}
		_, err := history.Open(t.Context(), drive+`data\history.db`)
		if said := notice.Of(err); !strings.Contains(said.Sentence, "its folder does not exist") {
			t.Errorf("%v\nin words: %+v", err, said)
		}
		return
	}
	t.Skip("this machine has all drives")
}
