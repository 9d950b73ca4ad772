package replica_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/replica"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// onlyFile returns the name of the only file of messages of a folder.
func onlyFile(t testing.TB, dir string) string {
	t.Helper()
	var found []string
	for _, name := range names(t, dir) {
		if !strings.HasPrefix(name, "key-") {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		t.Fatalf("files %v", found)
	}
	return found[0]
}

func key(t testing.TB, text string) *replica.Key {
	t.Helper()
	k, err := replica.ParseKey(text)
	check(t, err)
	k.WorkFactor = 1
	return k
}

func identity(t testing.TB) *age.X25519Identity {
	t.Helper()
	made, err := age.GenerateX25519Identity()
	check(t, err)
	return made
}

// TestFileIsSkippedUntilItIsWhole cuts a file at every byte, in a short run at some.
func TestFileIsSkippedUntilItIsWhole(t *testing.T) {
	secret, step := identity(t).String(), 1
	if testing.Short() {
		step = 50
	}
	for name, with := range map[string]func() *replica.Key{
		"plain":     func() *replica.Key { return nil },
		"encrypted": func() *replica.Key { return key(t, secret) },
	} {
		t.Run(name, func(t *testing.T) {
			a, b := newMachine(t, start), newMachine(t, start)
			a.key, b.key = with(), with()
			c := a.begin("Talk")
			a.say(c.ID, "", "a question", history.Done)
			a.sync()
			file := onlyFile(t, a.dir)
			size, err := os.Stat(filepath.Join(a.dir, file))
			check(t, err)
			for n := 0; n < int(size.Size()); n += step {
				deliver(t, a.dir, b.dir, file, n)
				if r := b.sync(); r.TakenMessages+r.TakenValues+r.Locked != 0 || r.Waiting != 1 {
					t.Fatalf("cut at %d: %+v", n, r)
				}
			}
			deliver(t, a.dir, b.dir, file, -1)
			if r := b.sync(); r.TakenMessages != 1 || r.Waiting != 0 {
				t.Errorf("whole: %+v", r)
			}
			settle(t, a, b)
		})
	}
}

func TestKeys(t *testing.T) {
	one, two := identity(t), identity(t)
	secret := one.String()
	for name, test := range map[string]struct {
		a, b string
		ok   bool
	}{
		"the same identity":    {secret, "# made today\n" + secret + "\n", true},
		"another identity":     {secret, two.String(), false},
		"a recipient more":     {secret + "\n" + two.Recipient().String(), two.String(), true},
		"the same passphrase":  {"correct horse\n", "correct horse", true},
		"none here":            {secret, "", false},
		"none there, one here": {"", secret, true},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := newMachine(t, start), newMachine(t, start)
			for m, text := range map[*machine]string{a: test.a, b: test.b} {
				if text != "" {
					m.key = key(t, text)
				}
			}
			a.begin("Secret plans")
			a.sync()
			for _, name := range names(t, a.dir) {
				text, err := os.ReadFile(filepath.Join(a.dir, name))
				check(t, err)
				if test.a != "" && strings.Contains(string(text), "plans") {
					t.Errorf("%s is readable", name)
				}
			}
			deliverAll(t, a, b)
			r := b.sync()
			if got := len(b.heads()) == 1; got != test.ok || (r.Locked == 0) != test.ok {
				t.Errorf("%+v", r)
			}
		})
	}
}

// TestTwoFirstMachines: each makes a key before it sees the other's.
func TestTwoFirstMachines(t *testing.T) {
	a, b := newMachine(t, start), newMachine(t, start)
	a.key, b.key = key(t, "correct horse"), key(t, "correct horse")
	a.begin("one")
	b.begin("two")
	a.sync()
	b.sync()
	settle(t, a, b)
	if got := len(a.heads()); got != 2 {
		t.Errorf("%d conversations", got)
	}

	wrong := newMachine(t, start)
	wrong.key = key(t, "wrong")
	deliverAll(t, a, wrong)
	_, err := replica.Folder{Path: wrong.dir, Key: wrong.key}.Sync(t.Context(), wrong.db)
	if said := notice.Of(err).Sentence; !strings.Contains(said, "The passphrase does not open the key") {
		t.Errorf("said %q", said)
	}
}

func TestKeyErrorsHoldNoSecret(t *testing.T) {
	secret := identity(t).String()
	for _, text := range []string{"", "\n# x\n", secret[:len(secret)-3], secret + "\nage1nonsense"} {
		if _, err := replica.ParseKey(text); err == nil || strings.Contains(err.Error(), "AGE-SECRET") || strings.Contains(err.Error(), secret[20:30]) {
			t.Errorf("error %v", err)
		}
	}
}

func TestNothingOfTheAccountIsInTheFolder(t *testing.T) {
	a, b := newMachine(t, start), newMachine(t, start)
	c := a.begin("Talk")
	m := a.say(c.ID, "", "answer", history.Done)
	m.Items = []json.RawMessage{
		json.RawMessage(`{"type":"reasoning","encrypted_content":"SEALED"}`), json.RawMessage(`{"type":"message","id":"msg_1"}`),
	}
	summary := a.say(c.ID, m.ID, "summary", history.Done)
	summary.Role, summary.Items = history.Assistant, history.SummaryItems(2)
	m.Ended = m.Ended.Add(time.Second)
	summary.Ended = summary.Ended.Add(time.Second)
	check(t, a.db.Put(t.Context(), m, summary))
	a.sync()
	text, err := os.ReadFile(filepath.Join(a.dir, onlyFile(t, a.dir)))
	check(t, err)
	if strings.Contains(string(text), "acc-") || strings.Contains(string(text), "SEALED") || !strings.Contains(string(text), "msg_1") {
		t.Errorf("file\n%s", text)
	}
	settle(t, a, b)
	if got := a.messages(c.ID)[0]; got.Account == "" || len(got.Items) != 2 {
		t.Errorf("here %+v", got)
	}
	if got := b.messages(c.ID)[0]; got.Account != "" || len(got.Items) != 1 {
		t.Errorf("there %+v", got)
	}
	if got := b.messages(c.ID)[1]; string(got.Items[0]) != string(summary.Items[0]) {
		t.Errorf("the mark of a summary is there %q", got.Items)
	}
}

func TestFolderMustExist(t *testing.T) {
	m := newMachine(t, start)
	for _, path := range []string{filepath.Join(m.dir, "missing"), filepath.Join(m.dir, "file")} {
		check(t, os.WriteFile(filepath.Join(m.dir, "file"), nil, 0o600))
		_, err := replica.Folder{Path: path}.Sync(t.Context(), m.db)
		if said := notice.Of(err); !strings.Contains(said.Sentence, path) || said.Unknown {
			t.Errorf("said %+v", said)
		}
	}
}

// TestForeignFilesAreLeftAlone: what is no file of Banter's, or is damaged, is
// neither read nor changed.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	m := newMachine(t, start)
	m.begin("Talk")
	m.sync()
	good := onlyFile(t, m.dir)
	for _, name := range []string{"notes.txt", "conflict " + good, "A" + good} {
		check(t, os.WriteFile(filepath.Join(m.dir, name), []byte("mine"), 0o600))
	}
	check(t, os.WriteFile(filepath.Join(m.dir, "abcd-"+history.NewID()+".jsonl"), []byte(`{"type":"banter-sync","version":1}`+"\n"+`{"type":"end","sha256":"00"}`+"\n"), 0o600))
	killed := filepath.Join(m.dir, ".banter-"+strings.SplitN(good, "-", 2)[0]+"-123.tmp") // by a killed process
	check(t, os.WriteFile(killed, []byte("half"), 0o600))
	if r := m.sync(); r.Waiting != 1 || r.TakenValues != 0 {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(killed); err == nil {
		t.Error("what a killed process left stays")
	}
	text, err := os.ReadFile(filepath.Join(m.dir, "notes.txt"))
	if err != nil || string(text) != "mine" {
		t.Errorf("%q %v", text, err)
	}
}

// TestDeletedWordIsGone: nothing of a deleted message or conversation stays in
// the database of another machine, nor in the folder.
func TestDeletedWordIsGone(t *testing.T) {
	secret := identity(t).String()
	for _, encrypted := range []bool{false, true} {
		a, b := newMachine(t, start), newMachine(t, start)
		if encrypted {
			a.key, b.key = key(t, secret), key(t, secret)
		}
		path := filepath.Join(t.TempDir(), "history.db")
		file, err := history.Open(t.Context(), path)
		check(t, err)
		defer file.Close()
		b.db = file
		b.name, err = file.Machine(t.Context(), b.dir)
		check(t, err)
		c := a.begin("A title")
		first := a.say(c.ID, "", "a question", history.Done)
		cut := a.say(c.ID, first.ID, "a xylophone question", history.Done)
		whole := a.begin("Xylophone title")
		a.say(whole.ID, "", "xylophone", history.Done)
		settle(t, a, b)
		b.say(c.ID, cut.ID, "below the xylophone, which a does not know", history.Done)
		b.sync()
		before := append(names(t, a.dir), names(t, b.dir)...)

		removed, err := a.db.Cut(t.Context(), cut.ID)
		check(t, err)
		check(t, a.db.Delete(t.Context(), whole.ID))
		a.sync()
		settle(t, a, b)
		dropRemoved(t, a, b)
		for _, dir := range []string{a.dir, b.dir} {
			for _, name := range names(t, dir) {
				if noWord(t, filepath.Join(dir, name)); slices.Contains(before, name) {
					t.Errorf("%s, which has the word, is still in the folder", name)
				}
			}
		}
		noWord(t, path)
		noWord(t, path+"-wal")
		if got := b.messages(c.ID); len(got) != 1 || b.heads()[0].Leaf != first.ID {
			t.Errorf("left %+v, shown %s", got, b.heads()[0].Leaf)
		}

		check(t, a.db.Restore(t.Context(), removed))
		settle(t, a, b)
		if got := b.messages(c.ID); len(got) != 2 || b.heads()[0].Leaf != cut.ID {
			t.Errorf("after undo %+v, shown %s", got, b.heads()[0].Leaf)
		}
	}
}

func noWord(t testing.TB, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil && strings.Contains(strings.ToLower(string(text)), "xylophone") {
		t.Errorf("the word is in %s", filepath.Base(path))
	}
}

// TestMutatedFiles: a file that was changed, but has a right end, gives nothing
// that a history must not get.
func TestMutatedFiles(t *testing.T) {
	m := newMachine(t, start)
	c := m.begin("Talk")
	m.say(c.ID, "", "a question", history.Done)
	m.sync()
	text, err := os.ReadFile(filepath.Join(m.dir, onlyFile(t, m.dir)))
	check(t, err)
	random := rand.New(rand.NewPCG(5, 6))
	tokens := []string{"null", "{", "}", `"`, ",", "-1", "9223372036854775807", "1e99", "\n", "\x00", "\xff", "0000-01-01", "[]", "{}", `"1"`}
	for range 20_000 {
		b := slices.Clone(text)
		for range 1 + random.IntN(4) {
			at := random.IntN(len(b))
			b = slices.Replace(b, at, min(len(b), at+random.IntN(20)), []byte(tokens[random.IntN(len(tokens))])...)
		}
		values, messages, err := replica.Decode(replica.Seal(b))
		if err != nil {
			continue // of a newer version
		}
		for _, v := range values {
			if v.Time < 0 || v.Conversation == "" {
				t.Fatalf("value %+v of\n%q", v, b)
			}
		}
		for _, m := range messages {
			if m.ID == "" || m.Account != "" || m.Created.Year() > 9999 || m.Ended.Year() > 9999 {
				t.Fatalf("message %+v of\n%q", m, b)
			}
		}
	}
}
