package editor_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"context"
)

// caretMark is where the caret is in the texts of the tests of vi.
const caretMark = "|"

// viNames are the names of keys in the tests of vi, as vim has them.
var viNames = strings.NewReplacer("<Esc>", "\x1b", "<CR>", "\r", "<C-R>", "\x12", "<BS>", "\b", "<NL>", "\n", "<lt>", "<")

// A viCase is what vim gets: a text with the caret in it, and keys.
type viCase struct {
	Lines []string
	Line  int // from 1
	Col   int // in bytes, from 1
	Keys  string
}

// vimScript plays cases in vim and writes the text and the caret after each.
const vimScript = `
set encoding=utf-8 nocompatible shiftwidth=4 tabstop=4 expandtab nojoinspaces backspace=indent,eol,start noswapfile viminfo=
let results = []
for case in json_decode(join(readfile('cases.json'), "\n"))
  enew!
  for name in split('abcdefghijklmnopqrstuvwxyz0123456789-"', '\zs')
    call setreg(name, [])
  endfor
  call setcharsearch({'char': ''})
  set undolevels=-1
  call setline(1, case.Lines)
  set undolevels=1000
  call cursor(case.Line, case.Col)
  try
    call feedkeys(case.Keys, 'ntx')
  catch
  endtry
  call add(results, {'Lines': getline(1, '$'), 'Line': line('.'), 'Col': col('.')})
endfor
call writefile([json_encode(results)], 'results.json')
qall!
`

// playInVim plays cases in one process of vim.
func playInVim(t *testing.T, cases []viCase) []viCase {
	t.Helper()
	path, err := exec.LookPath("vim")
	if err != nil && os.Getenv("BANTER_REQUIRE_ALL") == "1" {
		t.Fatal("vim is missing (Debian: vim)")
	}
	if err != nil {
		t.Skip("vim is not installed (Debian: vim)")
	}
	folder := t.TempDir()
	data, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"cases.json": string(data), "script.vim": vimScript} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	vim := exec.CommandContext(ctx, path, "-u", "NONE", "-i", "NONE", "-N", "-n", "-es", "-S", "script.vim")
	vim.Dir, vim.Env = folder, append(os.Environ(), "HOME="+folder, "LC_ALL=C.UTF-8")
	said, err := vim.CombinedOutput()
	data, noFile := os.ReadFile(filepath.Join(folder, "results.json"))
	if noFile != nil {
		t.Fatalf("vim: %v: %s", err, said)
	}
	var results []viCase
	if err := json.Unmarshal(data, &results); err != nil {
		t.Fatal(err)
	}
	return results
}

// marked returns the text of a case with its caret.
func (c viCase) marked() string {
	lines := append([]string{}, c.Lines...)
	line := &lines[c.Line-1]
	col := min(c.Col-1, len(*line))
	*line = (*line)[:col] + caretMark + (*line)[col:]
	return strings.Join(lines, "\n")
}

// caseOf returns the case of a text with its caret, and keys by their names.
func caseOf(text, keys string) viCase {
	before, after, _ := strings.Cut(text, caretMark)
	return viCase{
		Lines: strings.Split(before+after, "\n"), Line: strings.Count(before, "\n") + 1,
		Col: len(before) - strings.LastIndex(before, "\n"), Keys: viNames.Replace(keys),
	}
}
