package history_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"banter/history"
)

// files are a database and the files beside it, by the end of their names.
type files map[string][]byte

func readFiles(t testing.TB, path string) files {
	t.Helper()
	all := files{}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(path + suffix)
		if err == nil {
			all[suffix] = data
		} else if !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	return all
}

func (f files) write(t testing.TB, path string) {
	t.Helper()
	for suffix, data := range f {
		check(t, os.WriteFile(path+suffix, data, 0o600))
	}
}

// with returns f with one file changed by edit, which gets a copy.
func (f files) with(suffix string, edit func(data []byte) []byte) files {
	f = maps.Clone(f)
	f[suffix] = edit(bytes.Clone(f[suffix]))
	return f
}

// fillForDamage saves conversations of several pages each, with no word twice.
func fillForDamage(t *testing.T, db *history.DB, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		var words []string
		for j := range 1 + i%5 {
			words = append(words, fmt.Sprintf("word%dx%d %s", i, j, strings.Repeat(fmt.Sprintf("text of %d in %d. ", j, i), 5+80*(i%9/8))))
		}
		c, all := add(t, db, fmt.Sprintf("title %d %s", i, strings.Repeat("long ", 30)), start.AddDate(0, 0, i), words...)
		if i%7 == 0 {
			sibling := all[0]
			sibling.ID, sibling.Text, sibling.Items = history.NewID(), "other", []json.RawMessage{json.RawMessage(`{"type":"x"}`)}
			check(t, db.Put(t.Context(), sibling))
			check(t, db.Update(t.Context(), c))
		}
	}
	check(t, db.SetDraft(t.Context(), "", fmt.Sprintf("draft of %d", to)))
}

// A reading is everything that the screens can show of a history.
type reading struct {
	content string
	faults  []error
}

func read(ctx context.Context, db *history.DB) reading {
	var r reading
	var b strings.Builder
	note := func(what string, value any, err error) {
		fmt.Fprintf(&b, "%s %+v\n", what, value)
		if err != nil {
			r.faults = append(r.faults, err)
		}
	}
	all, err := db.List(ctx, 0)
	note("list", all, err)
	for _, s := range all {
		branch, err := db.Branch(ctx, s.Leaf)
		note("branch", branch, err)
		roots, err := db.Children(ctx, s.ID, "")
		note("roots", roots, err)
	}
	for _, query := range []string{"word1", "word33x2", "text", "other"} {
		hits, err := db.Search(ctx, asked(query), 0)
		note("hits", hits, err)
	}
	draft, err := db.Draft(ctx, "")
	note("draft", draft, err)
	r.content = b.String()
	return r
}

// TestNoDamageIsSilent damages a database in many ways. Each is reported, or
// loses nothing.
func TestNoDamageIsSilent(t *testing.T) {
	if testing.Short() {
		t.Skip("computes for long")
	}
	t.Parallel() // among the slowest, above all with the race detector
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	fillForDamage(t, db, 0, 30)
	check(t, db.Close())
	earlier := readFiles(t, path)[""]
	db = open(t, path)
	fillForDamage(t, db, 30, 41)
	want := read(t.Context(), db)
	check(t, errors.Join(want.faults...))
	check(t, db.Close())
	whole := readFiles(t, path)

	cases := map[string]files{"none": whole}
	for name, edit := range damages(whole[""], earlier) {
		cases[name] = whole.with("", edit)
	}
	tell(t, cases, want.content)
}

// tell opens each of cases, and checks that missing and changed records are
// reported.
func tell(t *testing.T, cases map[string]files, want string) {
	t.Helper()
	names := make(chan string)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for name := range names {
				path := filepath.Join(t.TempDir(), "history.db")
				cases[name].write(t, path)
				checkTold(t, name, path, want)
			}
		})
	}
	for i, name := range slices.Sorted(maps.Keys(cases)) {
		if !testing.Short() || i%8 == 0 || name == "none" {
			names <- name
		}
	}
	close(names)
	workers.Wait()
	t.Logf("%d kinds of damage", len(cases))
}

func checkTold(t *testing.T, name, path, want string) {
	t.Helper()
	db, err := history.Open(t.Context(), path)
	if err != nil {
		inWords(t, err)
		return
	}
	got := read(t.Context(), db)
	got.faults = append(got.faults, db.Check(t.Context()))
	_ = db.Close() // a damaged file may refuse that
	told := errors.Join(got.faults...)
	if got.content != want && told == nil {
		t.Errorf("%s: silent\n%s", name, firstDifference(got.content, want))
	}
	if name == "none" && told != nil {
		t.Errorf("nothing is damaged, but: %v", told)
	}
	for _, err := range got.faults {
		if err != nil {
			inWords(t, err)
		}
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("got  %.300s\nwant %.300s", a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

const pageSize, logHeader, frameSize = 4096, 32, 24 + 4096

// TestNoDamageOfTheLogIsSilent damages the log that a killed program leaves
// beside its database, with the last things it saved.
func TestNoDamageOfTheLogIsSilent(t *testing.T) {
	t.Parallel() // among the slowest, above all with the race detector
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	fillForDamage(t, db, 0, 30)
	check(t, db.Close())
	db = open(t, path)
	fillForDamage(t, db, 30, 34)
	want := read(t.Context(), db)
	killed := readFiles(t, path)
	check(t, db.Close())

	cases := map[string]files{"none": killed}
	random := rand.New(rand.NewPCG(2026, 12))
	log := killed["-wal"]
	add := func(name string, edit func([]byte) []byte) {
		cases[name] = killed.with("-wal", edit)
		alone := maps.Clone(cases[name])
		delete(alone, "-shm")
		cases[name+", no index"] = alone
	}
	for range 12 {
		at := random.IntN(len(log))
		add(fmt.Sprint("bit at ", at), func(data []byte) []byte { data[at] ^= 4; return data })
		add(fmt.Sprint("zeros from ", at), func(data []byte) []byte { clear(data[at:min(at+2000, len(data))]); return data })
		add(fmt.Sprint("cut at ", at), func(data []byte) []byte { return data[:at] })
	}
	for i := range 4 {
		add(fmt.Sprint("salt of frame ", i), func(data []byte) []byte { data[logHeader+i*frameSize+8] ^= 1; return data })
	}
	for end := logHeader; end < len(log); end += 9 * frameSize {
		cases[fmt.Sprint("cut behind a frame at ", end)] = killed.with("-wal", func(data []byte) []byte { return data[:end] })
	}
	cases["empty"] = killed.with("-wal", func([]byte) []byte { return nil })
	gone := maps.Clone(killed)
	delete(gone, "-wal")
	cases["gone"] = gone
	tell(t, cases, want.content)
}

// damages are what disks, copies and other programs do to a file.
func damages(whole, earlier []byte) map[string]func([]byte) []byte {
	random := rand.New(rand.NewPCG(2026, 11))
	all := map[string]func([]byte) []byte{}
	pages := len(whole) / pageSize
	page := func(data []byte, n int) []byte { return data[n*pageSize:][:pageSize] }
	each := func(kind string, edit func(page []byte, n int) bool) {
		for n := range pages {
			if edit(bytes.Clone(page(whole, n)), n) {
				all[fmt.Sprint(kind, " ", n)] = func(data []byte) []byte { edit(page(data, n), n); return data }
			}
		}
	}
	each("zeros", func(page []byte, _ int) bool { clear(page); return true })
	each("half zeros", func(page []byte, _ int) bool { clear(page[pageSize/2:]); return true })
	each("lost write", func(page []byte, n int) bool {
		old := earlier[min(n*pageSize, len(earlier)-pageSize):][:pageSize]
		return copy(page, old) > 0
	})
	each("one row fewer", func(page []byte, n int) bool { return dropRows(page, n, 1) })
	each("half the rows", func(page []byte, n int) bool { return dropRows(page, n, 2) })
	for i := range 25 {
		a, b := random.IntN(pages), random.IntN(pages)
		all[fmt.Sprint("swap ", a, " and ", b)] = func(data []byte) []byte {
			one := bytes.Clone(page(data, a))
			copy(page(data, a), page(data, b))
			copy(page(data, b), one)
			return data
		}
		a, b = random.IntN(pages), random.IntN(pages)
		all[fmt.Sprint("copy ", a, " over ", b)] = func(data []byte) []byte { copy(page(data, b), page(data, a)); return data }
		at := random.IntN(len(whole))
		all[fmt.Sprint("cut at ", at)] = func(data []byte) []byte { return data[:at] }
		at = random.IntN(len(whole) - 16)
		all[fmt.Sprint("burst at ", at)] = func(data []byte) []byte {
			binary.LittleEndian.PutUint64(data[at:], uint64(i)*0x9e3779b97f4a7c15)
			return data
		}
	}
	for range 90 {
		at, bit := random.IntN(len(whole)), random.IntN(8)
		all[fmt.Sprint("bit ", bit, " at ", at)] = func(data []byte) []byte { data[at] ^= 1 << bit; return data }
	}
	return all
}

// dropRows ends a page of a tree before its last row, or after half of them,
// and reports whether it could.
func dropRows(page []byte, n, how int) bool {
	if n == 0 {
		page = page[100:]
	}
	rows := binary.BigEndian.Uint16(page[3:])
	if !slices.Contains([]byte{2, 5, 10, 13}, page[0]) || rows < 2 || rows > 500 {
		return false
	}
	left := rows - 1
	if how == 2 {
		left = rows / 2
	}
	binary.BigEndian.PutUint16(page[3:], left)
	return true
}
