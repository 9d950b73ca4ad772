package replica_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banter/history"
)

// TestAnyOrderAnyLoss: three machines with clocks hours apart do anything, and
// files arrive in any order, twice, late or in part. When all have arrived, all
// are equal.
func TestAnyOrderAnyLoss(t *testing.T) {
	rounds := uint64(20)
	if testing.Short() {
		rounds = 2
	}
	for seed := range rounds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 7))
			start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
			machines := []*machine{newMachine(t, start), newMachine(t, start.Add(7*time.Hour)), newMachine(t, start.Add(-30*time.Hour))}
			for step := range 120 {
				m := machines[random.IntN(3)]
				if random.IntN(3) == 0 {
					if from := machines[random.IntN(3)]; from != m {
						someFile(t, random, from, m)
					}
					continue
				}
				m.anything(random, step)
				if seed%2 == 0 && random.IntN(4) == 0 {
					dropRemoved(t, machines...)
				}
			}
			dropRemoved(t, machines...) // else a part of a removed file would wait for the rest
			settle(t, machines...)
		})
	}
}

// someFile delivers a random file, perhaps in part, perhaps again.
func someFile(t testing.TB, random *rand.Rand, from, to *machine) {
	t.Helper()
	all := names(t, from.dir)
	if len(all) == 0 {
		return
	}
	name := all[random.IntN(len(all))]
	if strings.HasPrefix(name, to.name) {
		return // it has been whole there
	}
	whole, err := os.Stat(filepath.Join(from.dir, name))
	check(t, err)
	if there, err := os.Stat(filepath.Join(to.dir, name)); err == nil && there.Size() >= whole.Size() {
		return // immutable: a whole file is never cut again
	}
	n := -1
	if random.IntN(3) == 0 {
		n = random.IntN(int(whole.Size()) + 1)
	}
	deliver(t, from.dir, to.dir, name, n)
}

// anything changes the history of m, or syncs it.
func (m *machine) anything(random *rand.Rand, step int) {
	m.t.Helper()
	all := m.heads()
	kind := random.IntN(10)
	if len(all) == 0 && kind > 0 && kind < 8 {
		kind = 0
	}
	var c history.Conversation
	if len(all) > 0 {
		c = all[random.IntN(len(all))].Conversation
	}
	switch kind {
	case 0:
		c := m.begin(fmt.Sprint("title ", step))
		m.say(c.ID, "", fmt.Sprint("first ", step), history.Done)
	case 1, 2, 3:
		parent := ""
		if messages := m.messages(c.ID); len(messages) > 0 {
			parent = messages[random.IntN(len(messages))].ID
		}
		m.say(c.ID, parent, fmt.Sprint("text ", step), history.Done)
	case 4:
		switch random.IntN(4) {
		case 3:
			m.bookmark(random, c, step)
		case 0:
			c.Title = fmt.Sprint("renamed ", step)
			check(m.t, m.db.Update(m.t.Context(), c))
		case 1:
			check(m.t, m.db.SetPinned(m.t.Context(), random.IntN(2) == 0, c.ID))
		case 2:
			check(m.t, m.db.SetArchived(m.t.Context(), random.IntN(2) == 0, c.ID))
		}
	case 5:
		m.grow(random, c, step)
	case 6:
		m.remove(random, c)
	case 7:
		m.restore(random)
	case 8, 9:
		m.sync()
	}
}

// bookmark changes the bookmark of a message.
func (m *machine) bookmark(random *rand.Rand, c history.Conversation, step int) {
	m.t.Helper()
	messages := m.messages(c.ID)
	if len(messages) == 0 {
		return
	}
	b := []history.Bookmark{{}, {On: true}, {On: true, Note: fmt.Sprint("note ", step)}}[random.IntN(3)]
	_, err := m.db.SetBookmark(m.t.Context(), messages[random.IntN(len(messages))].ID, b)
	check(m.t, err)
}

// grow completes an interrupted answer, or shows another branch.
func (m *machine) grow(random *rand.Rand, c history.Conversation, step int) {
	m.t.Helper()
	messages := m.messages(c.ID)
	if len(messages) == 0 {
		return
	}
	one := messages[random.IntN(len(messages))]
	if random.IntN(2) == 0 {
		c.Leaf = one.ID
		check(m.t, m.db.Update(m.t.Context(), c))
		return
	}
	m.clock = m.clock.Add(time.Second)
	if m.clock.After(one.Ended) {
		one.Text, one.Ended = fmt.Sprint(one.Text, " and ", step), m.clock
		check(m.t, m.db.Put(m.t.Context(), one))
	}
}

// remove removes a conversation, or more often a message with all that follow
// it.
func (m *machine) remove(random *rand.Rand, c history.Conversation) {
	m.t.Helper()
	messages := m.messages(c.ID)
	take := func() (history.Removed, error) { return m.db.Take(m.t.Context(), c.ID) }
	if len(messages) > 0 && random.IntN(4) > 0 {
		take = func() (history.Removed, error) {
			return m.db.Cut(m.t.Context(), messages[random.IntN(len(messages))].ID)
		}
	}
	r, err := take()
	check(m.t, err)
	m.removed = append(m.removed, r)
}

// restore undoes a deletion, if what it needs is there.
func (m *machine) restore(random *rand.Rand) {
	m.t.Helper()
	if len(m.removed) == 0 {
		return
	}
	i := random.IntN(len(m.removed))
	r := m.removed[i]
	m.removed = slices.Delete(m.removed, i, i+1)
	_ = m.db.Restore(m.t.Context(), r) // its conversation or parent may be deleted too
}
