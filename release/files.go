package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// A file is a member of an archive.
type file struct {
	name string // with slashes
	mode int64
	data []byte
}

// documents are the files of the source that each archive has.
var documents = []string{"LICENSE", "README.md", "CHANGELOG.md"}

// completionFiles are the names under which shells look for the completion.
var completionFiles = []struct{ shell, name string }{
	{"bash", "banter"}, {"zsh", "_banter"}, {"fish", "banter.fish"}, {"powershell", "banter.ps1"},
}

// makeFiles returns the documents, completions and man pages. The program, which
// must run on this machine, prints them.
func (r *release) makeFiles(ctx context.Context, program []byte) ([]file, error) {
	var files []file
	for _, name := range documents {
		data, err := os.ReadFile(filepath.Join(r.source, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, 0o644, data})
	}
	dir, err := os.MkdirTemp("", "banter-release-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "banter.exe")
	if err := os.WriteFile(path, program, 0o700); err != nil {
		return nil, err
	}
	for _, c := range completionFiles {
		script, err := exec.CommandContext(ctx, path, "completion", c.shell).Output()
		if err != nil {
			return nil, fmt.Errorf("banter completion %s: %w", c.shell, err)
		}
		files = append(files, file{"completions/" + c.shell + "/" + c.name, 0o644, script})
	}
	pages, err := manPages(ctx, path, filepath.Join(dir, "man"))
	return append(files, pages...), err
}

func manPages(ctx context.Context, program, dir string) ([]file, error) {
	if err := exec.CommandContext(ctx, program, "man", "--output", dir).Run(); err != nil {
		return nil, fmt.Errorf("banter man: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var pages []file
	for _, entry := range entries {
		page, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		pages = append(pages, file{"man/" + entry.Name(), 0o644, page})
	}
	return pages, nil
}

// writeFiles writes the man pages and completions to a folder.
func (r *release) writeFiles(out string) error {
	for _, f := range r.files[len(documents):] {
		path := filepath.Join(out, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
