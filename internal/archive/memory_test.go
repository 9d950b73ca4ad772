package archive_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"banter/internal/archive"
)

// TestMemoryIsFlat reads 100 MB of each form that grows without bound.
func TestMemoryIsFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("100 MB")
	}
	const conversations, each = 1000, 100 << 10
	text := strings.Repeat("lorem ipsum ", each/12)
	for name, write := range map[string]func(w *bufio.Writer){
		"conversations.json": func(w *bufio.Writer) {
			fmt.Fprint(w, "[")
			for i := range conversations {
				fmt.Fprintf(w, `%s{"id":"%d","title":"t","mapping":{"a":{"message":{"author":{"role":"user"},"content":{"parts":[%q]}}}}}`+"\n", ","[:min(i, 1)], i, text)
			}
			fmt.Fprint(w, "]")
		},
		"all.jsonl": func(w *bufio.Writer) {
			fmt.Fprintln(w, `{"type":"banter-history","version":1}`)
			const at = "2026-11-23T09:00:00.000000Z"
			fmt.Fprintf(w, `{"type":"conversation","id":"c","title":"one","created":%q,"updated":%q}`+"\n", at, at)
			for i := range conversations {
				fmt.Fprintf(w, `{"type":"message","id":"m%d","conversation":"c","role":"user","status":"done","text":%q,"created":%q}`+"\n", i, text, at)
			}
			fmt.Fprintln(w, `{"type":"end"}`)
		},
		"rollout.jsonl": func(w *bufio.Writer) {
			fmt.Fprintln(w, `{"timestamp":"2025-10-29T00:59:38Z","type":"session_meta","payload":{"id":"s"}}`)
			for range conversations {
				fmt.Fprintf(w, `{"timestamp":"2025-10-29T00:59:39Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":%q}]}}`+"\n", text)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			f, err := os.Create(path)
			check(t, err)
			w := bufio.NewWriter(f)
			write(w)
			check(t, w.Flush())
			check(t, f.Close())
			file, err := archive.Open(t.Context(), path)
			check(t, err)
			messages, batches, most, read := 0, 0, uint64(0), int64(0)
			before := heap()
			notes, err := file.Read(t.Context(), func(b archive.Batch) error {
				messages += len(b.Messages)
				if batches++; batches%25 == 0 {
					most = max(most, heap()-min(before, heap()))
				}
				return nil
			}, func(n int64) { read = n })
			if err != nil || notes != (archive.Notes{}) || messages != conversations || read != file.Size {
				t.Fatalf("%v %+v: %d messages, %d of %d bytes", err, notes, messages, read, file.Size)
			}
			if most > 10<<20 {
				t.Errorf("%d bytes in use for a file of %d", most, file.Size)
			}
		})
	}
}

// heap returns the bytes in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
