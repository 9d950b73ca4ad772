package pages_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banter/internal/pages"
)

const size = 512

// database returns three pages: a header, a leaf with the row 7 of a table, whose
// text goes on in the third page, and that one.
func database(text string) []byte {
	data := make([]byte, 3*size)
	copy(data, "SQLite format 3\x00")
	binary.BigEndian.PutUint16(data[16:], size)
	leaf, over := data[size:2*size], data[2*size:]

	record := []byte{5, 0, 1, 0, 0, 42} // null, 42, text
	kind := 2*len(text) + 13
	record[3], record[4] = byte(kind>>7)|0x80, byte(kind&0x7f)
	record = append(record, text...)
	local := len(record) - (size - 4) // exactly one page of it is elsewhere
	row := append([]byte{byte(len(record)>>7) | 0x80, byte(len(record) & 0x7f), 7}, record[:local]...)
	row = append(row, 0, 0, 0, 3)
	copy(over[4:], record[local:])

	at := size - len(row)
	copy(leaf[at:], row)
	leaf[0], leaf[4] = 13, 1
	binary.BigEndian.PutUint16(leaf[5:], uint16(at))
	binary.BigEndian.PutUint16(leaf[8:], uint16(at))
	return data
}

// text has 39 bytes (the least that a page of 512 has of such a row) and a page more.
var text = strings.Repeat("0123456789", 60)[:39-6+size-4]

func write(t testing.TB, data, log []byte) *pages.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if log != nil {
		if err := os.WriteFile(path+"-wal", log, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := pages.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func rows(t testing.TB, each func(func(pages.Row) error) error) (found []pages.Row) {
	t.Helper()
	if err := each(func(r pages.Row) error { found = append(found, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestRowIsReadAcrossPages(t *testing.T) {
	f := write(t, database(text), nil)
	found := rows(t, f.Rows)
	if len(found) != 1 || found[0].ID != 7 || found[0].Cut || fmt.Sprint(found[0].Values) != fmt.Sprint([]any{nil, int64(42), text}) {
		t.Fatalf("rows %+v", found)
	}
	again, err := f.Row(found[0].Place)
	if err != nil || again.Values[2] != text {
		t.Errorf("again %+v, %v", again, err)
	}

	found = rows(t, write(t, database(text)[:2*size], nil).Rows)
	if got, _ := found[0].Values[2].(string); !found[0].Cut || got == "" || !strings.HasPrefix(text, got) {
		t.Errorf("cut: %+v", found)
	}

	unlisted := database(text)
	clear(unlisted[size : size+10])
	f = write(t, unlisted, nil)
	if found := rows(t, f.Rows); len(found) != 0 {
		t.Errorf("unlisted: %+v", found)
	}
	found = rows(t, f.Loose)
	if len(found) == 0 || found[0].ID != 7 || found[0].Values[2] != text {
		t.Errorf("loose: %+v", found)
	}
}

func TestWipeClearsTheUnusedPartAlone(t *testing.T) {
	leaf := database(text)[size : 2*size]
	want := bytes.Clone(leaf)
	copy(leaf[20:], "a moved row")
	if !pages.Wipe(leaf) || !bytes.Equal(leaf, want) || pages.Wipe(leaf) {
		t.Errorf("wiped %q", leaf)
	}
	for name, edit := range map[string]func(page []byte){
		"another kind":        func(page []byte) { page[0] = 0 },
		"a row in the middle": func(page []byte) { page[8], page[9] = 0, 100 },
		"no end":              func(page []byte) { page[5], page[6] = 0xff, 0xff },
		"too many rows":       func(page []byte) { page[3] = 0xff },
	} {
		page := bytes.Clone(want)
		copy(page[20:], "a moved row")
		edit(page)
		if pages.Wipe(page) {
			t.Errorf("%s: wiped", name)
		}
	}
}

func FuzzFile(f *testing.F) {
	whole := database(text)
	f.Add(whole, []byte(nil))
	f.Add(whole[size:], whole)
	f.Add(whole[:size+40], append(make([]byte, 32+24), whole...))
	f.Fuzz(func(t *testing.T, data, log []byte) {
		file := write(t, data, log)
		for _, each := range []func(func(pages.Row) error) error{file.Rows, file.Loose} {
			for _, row := range rows(t, each) {
				if again, err := file.Row(row.Place); err != nil || len(again.Values) != len(row.Values) {
					t.Errorf("row %+v, again %+v, %v", row, again, err)
				}
			}
		}
		pages.Wipe(append(data, make([]byte, size)...)[:size])
	})
}
