package markdown

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what is rendered to the golden files")

// TestGolden renders the markdown of each archive in testdata. A file in it is
// named after how it is rendered: the width, and then of "styled" (with the
// sequences, ESC as ␛), "ascii", "plainlinks" and "logical".
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			text := string(a.Files[0].Data)
			for i := range a.Files[1:] {
				f := &a.Files[i+1]
				got := golden(t, text, f.Name)
				if *update {
					f.Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("%s: got\n%s\nwant\n%s", f.Name, got, f.Data)
				}
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func golden(t *testing.T, text, name string) string {
	how := strings.Fields(name)
	width, err := strconv.Atoi(how[0])
	if err != nil {
		t.Fatalf("file %q: %v", name, err)
	}
	opts, styled := testOptions(width), false
	for _, h := range how[1:] {
		switch h {
		case "styled":
			styled = true
		case "ascii":
			opts.ASCII = true
		case "plainlinks":
			opts.PlainLinks = true
		case "logical":
			opts.LogicalOrder = true
		default:
			t.Fatalf("file %q", name)
		}
	}
	rows := Render(text, opts)
	checkRows(t, rows, text, opts)
	var b strings.Builder
	for _, l := range rows {
		if styled {
			b.WriteString(strings.ReplaceAll(l.Text, "\x1b", "␛"))
		} else {
			b.WriteString(ansi.Strip(l.Text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
