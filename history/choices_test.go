package history

import (
	"path/filepath"
	"testing"
	"time"
)

func TestChoicesAreSavedWithTheConversation(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c := Conversation{ID: NewID(), Effort: "low", Created: time.UnixMicro(1), Updated: time.UnixMicro(1)}
	if err := db.Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for _, choices := range []Choices{
		{}, {Web: true}, {Verbosity: "high"}, {Tier: "priority"}, {true, "low", "priority"}, {},
	} {
		c.Choices = choices
		if err := db.Update(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		found, err := db.Find(t.Context(), c.ID)
		if err != nil || found.Choices != choices || found.Effort != "low" {
			t.Errorf("saved %+v, read %+v with the effort %q, %v", choices, found.Choices, found.Effort, err)
		}
		listed, err := db.List(t.Context(), 1) // also compares the checksum
		if err != nil || len(listed) != 1 || listed[0].Choices != choices {
			t.Errorf("saved %+v, listed %+v, %v", choices, listed, err)
		}
	}
	newer := Conversation{Effort: "max web later=7 tier=flex"}
	if newer.readChoices(); newer.Effort != "max" || newer.Choices != (Choices{Web: true, Tier: "flex"}) {
		t.Errorf("read %+v", newer)
	}
}
