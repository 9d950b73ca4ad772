package history_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/history"
)

func TestAdhocWords(t *testing.T) {
	for seed := range 12 {
		rnd := rand.New(rand.NewPCG(uint64(seed), 7))
		path := filepath.Join(t.TempDir(), "history.db")
		db := open(t, path)
		live := map[string][]history.Message{}
		gone := map[string]bool{}
		n := 0
		for range 400 {
			switch rnd.IntN(5) {
			case 0, 1, 2:
				var ws []string
				for range 1 + rnd.IntN(4) {
					n++
					w := fmt.Sprintf("w%dq", n)
					ws = append(ws, strings.Repeat(w+" ", 1+rnd.IntN(60)*rnd.IntN(60)))
				}
				n++
				c, all := add(t, db, fmt.Sprintf("w%dq title", n), start, ws...)
				all = append([]history.Message{{Text: c.Title}}, all...)
				live[c.ID] = all
			case 3:
				for id, all := range live {
					check(t, db.DeleteAll(t.Context(), id))
					for _, m := range all {
						gone[strings.Fields(m.Text)[0]] = true
					}
					delete(live, id)
					break
				}
			case 4:
				for id, all := range live {
					if len(all) > 1 {
						last := all[len(all)-1]
						_, err := db.Cut(t.Context(), last.ID)
						check(t, err)
						gone[strings.Fields(last.Text)[0]] = true
						live[id] = all[:len(all)-1]
					}
					break
				}
			}
		}
		files, _ := filepath.Glob(path + "*")
		for _, f := range files {
			data, _ := os.ReadFile(f)
			for w := range gone {
				if i := bytes.Index(data, []byte(w)); i >= 0 {
					t.Errorf("seed %d: %s in %s at %d: %.60q", seed, w, filepath.Base(f), i, data[max(0, i-20):])
				}
			}
		}
		t.Log(len(gone), len(live))
		check(t, db.Close())
	}
}
