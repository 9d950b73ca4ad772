package history_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/history"
	"banter/internal/notice"
)

// hold runs script on a connection of another program, which keeps its
// transaction open until the test ends. Waiting for it takes no real time.
func hold(t *testing.T, script string, test func(t *testing.T, db *history.DB, c history.Conversation)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "history.db")
		db, err := history.Open(t.Context(), path)
		check(t, err)
		c, _ := add(t, db, "t", start, "a secret question")
		other, err := sql.Open("sqlite", "file:"+path)
		check(t, err)
		conn, err := other.Conn(t.Context())
		check(t, err)
		_, err = conn.ExecContext(t.Context(), script)
		check(t, err)

		test(t, db, c)
		check(t, conn.Close())
		check(t, other.Close())
		check(t, db.Close())
	})
}

func TestAnotherProgramThatHoldsTheFile(t *testing.T) {
	hold(t, "BEGIN IMMEDIATE", func(t *testing.T, db *history.DB, c history.Conversation) {
		began := time.Now()
		err := db.Put(t.Context(), history.Message{ID: history.NewID(), Conversation: c.ID, Parent: c.Leaf})
		if waited := time.Since(began); waited < 4*time.Second || waited > 10*time.Second {
			t.Errorf("gave up after %v", waited)
		}
		if said := notice.Of(err); !strings.HasPrefix(said.Sentence, "Another program is holding the history") {
			t.Errorf("%v\nin words: %+v", err, said)
		}
		if got := list(t, db, 0); got != "t|a secret question|1" {
			t.Errorf("reading meanwhile: %s", got)
		}
	})
}

func TestDeleteSaysWhenTracesStay(t *testing.T) {
	hold(t, "BEGIN; SELECT * FROM message", func(t *testing.T, db *history.DB, c history.Conversation) {
		err := db.Delete(t.Context(), c.ID)
		if said := notice.Of(err); !strings.Contains(said.Sentence, "traces") {
			t.Errorf("%v\nin words: %+v", err, said)
		}
		if _, err := db.Find(t.Context(), c.ID); !errors.Is(err, history.ErrNotFound) {
			t.Errorf("find: %v", err)
		}
	})
}
