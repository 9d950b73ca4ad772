package archive_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"banter/history"
	"banter/internal/archive"
	"banter/internal/attach"
)

// withFiles makes a history in which two questions have the same files.
func withFiles(t *testing.T) *history.DB {
	t.Helper()
	var picture bytes.Buffer
	check(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 2))))
	shot, err := attach.Make(`shot "><script>.png`, picture.Bytes())
	check(t, err)
	notes, err := attach.Make("notes.txt", []byte("</code><script>alert(1)</script>"))
	check(t, err)
	db := open(t)
	c := conversation(t, db, "Files")
	parent := ""
	for range 2 {
		m := history.Message{ID: history.NewID(), Conversation: c.ID, Parent: parent, Role: history.User, Text: "See", Status: history.Done, Created: start.Add(time.Minute)}.
			WithFiles([]attach.File{shot, notes})
		check(t, db.Put(t.Context(), m))
		parent = m.ID
	}
	return db
}

func TestFilesAreExportedAndImported(t *testing.T) {
	first := export(t, withFiles(t), archive.JSON)
	if n := strings.Count(first, `{"type":"file"`); n != 2 {
		t.Errorf("%d files written", n)
	}
	db := open(t)
	if merged, notes := read(t, db, save(t, "files.jsonl", first)); merged.Added != 2 || notes.Skipped > 0 {
		t.Errorf("%+v %+v", merged, notes)
	}
	if second := export(t, db, archive.JSON); second != first {
		t.Errorf("first\n%s\nsecond\n%s", first, second)
	}
	// A file whose content is another one is left out, and its message is not.
	broken := strings.Replace(first, `"data":"iVBOR`, `"data":"iVBOS`, 1)
	if merged, notes := read(t, open(t), save(t, "files.jsonl", broken)); merged.Added != 2 || notes.Skipped != 1 {
		t.Errorf("broken: %+v %+v", merged, notes)
	}
}

func TestFilesAreNamedForPeople(t *testing.T) {
	db := withFiles(t)
	for format, want := range map[archive.Format][]string{
		archive.Markdown: {"See\n\n- shot \"\\>\\<script\\>.png \\(75 B, 3×2\\)\n- notes.txt \\(32 B\\)\n"},
		archive.Text:     {"See\n\n[shot \"><script>.png (75 B, 3×2)]\n\n[notes.txt (32 B)]\n"},
		archive.HTML: {
			`<figure><img alt="shot &#34;&gt;&lt;script&gt;.png" width="3" height="2" src="data:image/png;base64,iVBOR`,
			"<details><summary>notes.txt (32 B)</summary><pre><code>&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;</code></pre></details>", "img-src data:;",
		},
	} {
		got := export(t, db, format)
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s lacks %q:\n%s", format, part, got)
			}
		}
	}
}
