package replica_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banter/history"
	"banter/internal/replica"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A machine is a history with its copy of the folder and its own clock.
type machine struct {
	t       testing.TB
	db      *history.DB
	dir     string
	clock   time.Time
	key     *replica.Key
	removed []history.Removed
	name    string // in the names of the files that it wrote
}

func newMachine(t testing.TB, clock time.Time) *machine {
	t.Helper()
	db, err := history.Open(t.Context(), ":memory:")
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	m := &machine{t: t, db: db, dir: t.TempDir(), clock: clock}
	m.name, err = db.Machine(t.Context(), m.dir)
	check(t, err)
	return m
}

func (m *machine) sync() replica.Result {
	m.t.Helper()
	m.clock = m.clock.Add(time.Second)
	result, err := replica.Folder{Path: m.dir, Key: m.key, Now: func() time.Time { return m.clock }}.Sync(m.t.Context(), m.db)
	check(m.t, err)
	return result
}

func (m *machine) heads() []history.Summary {
	m.t.Helper()
	all, err := m.db.All(m.t.Context())
	check(m.t, err)
	return all
}

func (m *machine) messages(id string) []history.Message {
	m.t.Helper()
	var all []history.Message
	check(m.t, m.db.Each(m.t.Context(), id, func(one history.Message) error {
		all = append(all, one)
		return nil
	}))
	return all
}

// begin starts a conversation.
func (m *machine) begin(title string) history.Conversation {
	m.t.Helper()
	m.clock = m.clock.Add(time.Second)
	c := history.Conversation{ID: history.NewID(), Title: title, Model: "sol", Account: "acc-" + m.dir, Created: m.clock, Updated: m.clock}
	check(m.t, m.db.Create(m.t.Context(), c))
	return c
}

// say adds a message below parent.
func (m *machine) say(conversation, parent, text string, status history.Status) history.Message {
	m.t.Helper()
	m.clock = m.clock.Add(time.Second)
	one := history.Message{
		ID: history.NewID(), Conversation: conversation, Parent: parent, Role: history.User, Text: text, Status: status,
		Account: "acc-" + m.dir, Created: m.clock,
	}
	if status != history.Streaming {
		one.Ended = m.clock
	}
	check(m.t, m.db.Put(m.t.Context(), one))
	return one
}

// state describes everything that must be equal.
func (m *machine) state() string {
	m.t.Helper()
	var b strings.Builder
	all := m.heads()
	for _, one := range all {
		fmt.Fprintf(&b, "%s %q %q %s leaf %s %v %v %d %d\n", one.ID, one.Title, one.System, one.Model, one.Leaf, one.Pinned, one.Archived, one.Created.UnixMicro(), one.Updated.UnixMicro())
		var rows []string
		for _, x := range m.messages(one.ID) {
			rows = append(rows, fmt.Sprintf("  %s < %s %s %q %+v\n", x.ID, x.Parent, x.Status, x.Text, x.Bookmark))
		}
		slices.Sort(rows)
		b.WriteString(strings.Join(rows, ""))
	}
	return b.String()
}

func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	check(t, err)
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

// deliver copies the first n bytes of a file; n < 0 means all.
func deliver(t testing.TB, from, to, name string, n int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(from, name))
	check(t, err)
	if n >= 0 && n < len(text) {
		text = text[:n]
	}
	check(t, os.WriteFile(filepath.Join(to, name), text, 0o600))
}

// dropRemoved removes the files that the machine which wrote them has removed,
// as most tools do.
func dropRemoved(t testing.TB, machines ...*machine) {
	t.Helper()
	for _, writer := range machines {
		for _, other := range machines {
			for _, name := range names(t, other.dir) {
				if strings.HasPrefix(name, writer.name) && !slices.Contains(names(t, writer.dir), name) {
					check(t, os.Remove(filepath.Join(other.dir, name)))
				}
			}
		}
	}
}

// deliverAll copies the files that are missing or shorter.
func deliverAll(t testing.TB, machines ...*machine) {
	t.Helper()
	for _, from := range machines {
		for _, to := range machines {
			for _, name := range names(t, from.dir) {
				if strings.HasPrefix(name, to.name) {
					continue // it has been there
				}
				theirs, err := os.Stat(filepath.Join(to.dir, name))
				ours, _ := os.Stat(filepath.Join(from.dir, name))
				if err != nil || theirs.Size() < ours.Size() {
					deliver(t, from.dir, to.dir, name, -1)
				}
			}
		}
	}
}

// settle delivers and syncs until nothing moves, and compares the machines.
func settle(t testing.TB, machines ...*machine) {
	t.Helper()
	for range 10 {
		moved := 0
		for _, m := range machines {
			deliverAll(t, machines...)
			r := m.sync()
			moved += r.SentMessages + r.SentValues + r.TakenMessages + r.TakenValues
		}
		if moved == 0 {
			break
		}
	}
	want := machines[0].state()
	for i, m := range machines {
		if got := m.state(); got != want {
			t.Fatalf("machine 0\n%s\nmachine %d\n%s", want, i, got)
		}
		if r := m.sync(); r != (replica.Result{}) {
			t.Errorf("machine %d still has to do: %+v", i, r)
		}
		check(t, m.db.Check(t.Context()))
	}
}

func TestTwoMachinesEndEqual(t *testing.T) {
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	a, b := newMachine(t, start), newMachine(t, start.Add(-5*time.Hour))
	c := a.begin("Goroutines")
	q := a.say(c.ID, "", "What is a goroutine?", history.Done)
	if r := a.sync(); r.SentMessages != 1 {
		t.Errorf("sent %+v", r)
	}
	settle(t, a, b)
	if got := b.heads(); len(got) != 1 || got[0].Title != "Goroutines" || got[0].Leaf != q.ID || got[0].Account != "" {
		t.Fatalf("b has %+v", got)
	}

	// The clock of b is behind, but it renames later.
	head, err := b.db.Find(t.Context(), c.ID)
	check(t, err)
	head.Title, head.System = "Threads", "Be brief."
	check(t, b.db.Update(t.Context(), head))
	settle(t, a, b)
	if got := a.heads(); got[0].Title != "Threads" || got[0].Account != "acc-"+a.dir {
		t.Errorf("a has %+v", got)
	}

	// Both go on from the same message.
	a.say(c.ID, q.ID, "from a", history.Done)
	b.say(c.ID, q.ID, "from b", history.Done)
	settle(t, a, b)
	if got := len(a.messages(c.ID)); got != 3 {
		t.Errorf("%d messages", got)
	}

	check(t, b.db.Delete(t.Context(), c.ID))
	settle(t, a, b)
	if got := a.heads(); len(got) != 0 {
		t.Errorf("deleted there, here %+v", got)
	}
}

// A message that was removed stays away when the files are read again.
func TestRemovedMessageStaysAway(t *testing.T) {
	m, other := newMachine(t, start), newMachine(t, start)
	c := m.begin("Talk")
	first := m.say(c.ID, "", "a question", history.Done)
	last := m.say(c.ID, first.ID, "a mistake", history.Done)
	m.sync()
	deliverAll(t, m, other)
	other.sync()
	other.say(c.ID, last.ID, "below it", history.Done)
	other.sync()
	_, err := m.db.Cut(t.Context(), last.ID)
	check(t, err)
	removed, err := m.db.Take(t.Context(), c.ID)
	check(t, err)
	m.sync()
	check(t, m.db.Restore(t.Context(), removed))
	deliverAll(t, other, m)
	for range 2 {
		if r := m.sync(); r.Waiting > 0 {
			t.Errorf("%+v", r)
		}
		if got := m.messages(c.ID); len(got) != 1 || got[0].ID != first.ID {
			t.Errorf("messages %+v", got)
		}
	}
}

func TestAnswerThatIsWrittenWaits(t *testing.T) {
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	a, b := newMachine(t, start), newMachine(t, start)
	c := a.begin("Talk")
	m := a.say(c.ID, "", "half", history.Streaming)
	settle(t, a) // nothing of it
	deliverAll(t, a, b)
	b.sync()
	if got := b.messages(c.ID); len(got) != 0 {
		t.Errorf("taken %+v", got)
	}
	m.Status, m.Text, m.Ended = history.Done, "whole", a.clock
	check(t, a.db.Put(t.Context(), m))
	settle(t, a, b)
	if got := b.messages(c.ID); len(got) != 1 || got[0].Text != "whole" {
		t.Errorf("taken %+v", got)
	}
}
