package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"banter/internal/attach"
	"banter/internal/safefile"
)

// The files of questions are beside the database, in the folder attachments, named
// by the SHA-256 of their content. A message refers to them by items of its own
// kind. A file is written in the transaction that saves its message and removed in
// one that finds no message with it, so that no process removes what another one
// is saving.

// fileType is the type of an item that refers to a file. It is never sent.
const fileType = "banter_file"

// fileItem is such an item.
type fileItem struct {
	Type string `json:"type"`
	attach.File
}

// Files returns the files that belong to a question, without their data; see
// [DB.File].
func (m Message) Files() []attach.File {
	if m.Role != User {
		return nil
	}
	var all []attach.File
	for _, raw := range m.Items {
		var item fileItem
		if json.Unmarshal(raw, &item) == nil && item.Type == fileType && isHash(item.SHA256) {
			all = append(all, item.File)
		}
	}
	return all
}

// WithFiles returns a question with files. The data that they have is saved with
// it.
func (m Message) WithFiles(files []attach.File) Message {
	m.Items, m.Data = nil, nil
	for _, f := range files {
		raw, err := json.Marshal(fileItem{fileType, f})
		if err != nil {
			continue // impossible: strings and numbers
		}
		m.Items = append(m.Items, raw)
		if f.Data != nil {
			m.Data = append(m.Data, f.Data)
		}
	}
	return m
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// isHash reports whether a name is one of a file: an imported message may hold
// any text.
func isHash(name string) bool { return hashForm.MatchString(name) }

// fileStore keeps the files of a history.
type fileStore struct {
	dir string // empty: in memory

	mu     sync.Mutex
	memory map[string][]byte // by name
}

// filesOf returns the store of the database at path.
func filesOf(path string) *fileStore {
	if path == inMemory {
		return &fileStore{memory: map[string][]byte{}}
	}
	return &fileStore{dir: filepath.Join(filepath.Dir(path), "attachments")}
}

// put saves data under a name.
func (f *fileStore) put(name string, data []byte) error {
	if f.dir == "" {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.memory[name] = data
		return nil
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(f.dir, name)
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)) {
		return nil
	}
	return safefile.Write(path, data)
}

func (f *fileStore) get(name string) ([]byte, error) {
	if f.dir == "" {
		f.mu.Lock()
		defer f.mu.Unlock()
		data, ok := f.memory[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return data, nil
	}
	file, err := safefile.Open(filepath.Join(f.dir, name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, attach.MaxImage+1))
}

func (f *fileStore) remove(name string) error {
	if f.dir == "" {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.memory, name)
		return nil
	}
	err := os.Remove(filepath.Join(f.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// names returns the names of all files, and when they were saved.
func (f *fileStore) names() (map[string]time.Time, error) {
	all := map[string]time.Time{}
	if f.dir == "" {
		f.mu.Lock()
		defer f.mu.Unlock()
		for name := range f.memory {
			all[name] = time.Now()
		}
		return all, nil
	}
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			all[entry.Name()] = info.ModTime()
		}
	}
	return all, err
}

// size returns how many bytes the files take.
func (f *fileStore) size() (total int64) {
	if f.dir == "" {
		return 0
	}
	names, _ := f.names() // a folder that cannot be read counts as empty
	for name := range names {
		if info, err := os.Stat(filepath.Join(f.dir, name)); err == nil {
			total += info.Size()
		}
	}
	return total
}

// saveFiles saves the data of messages. Its caller has a write transaction.
func (db *DB) saveFiles(messages ...Message) error {
	for _, m := range messages {
		for _, data := range m.Data {
			if data == nil { // of a file that was lost
				continue
			}
			if err := db.files.put(attach.Hash(data), data); err != nil {
				return fmt.Errorf("save attachment: %w", err)
			}
		}
	}
	return nil
}

// File returns the data of a file that a message refers to. The error wraps
// [fs.ErrNotExist] if it is not there any more.
func (db *DB) File(ctx context.Context, hash string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !isHash(hash) {
		return nil, fs.ErrNotExist
	}
	data, err := db.files.get(hash)
	if err == nil && attach.Hash(data) != hash {
		err = fmt.Errorf("attachment %s: %w", hash, errChanged)
	}
	return data, err
}

// FullFiles returns the files of a question with their data. Those that are not
// there any more come without.
func (db *DB) FullFiles(ctx context.Context, m Message) []attach.File {
	files := m.Files()
	for i := range files {
		files[i].Data, _ = db.File(ctx, files[i].SHA256)
	}
	return files
}

// draftPrefix begins the names of files that no message has yet: an image that was
// pasted. The draft names it by the first digits of its hash.
const draftPrefix = "draft-"

// draftAge is how long such a file is kept without a draft that names it.
const draftAge = 24 * time.Hour

// KeepForDraft saves the data of a file before its question is asked.
func (db *DB) KeepForDraft(_ context.Context, data []byte) error {
	return db.fault("save attachment", db.files.put(draftPrefix+attach.Hash(data), data))
}

// Kept returns the file that was saved by [DB.KeepForDraft], or with a message,
// whose hash begins with prefix.
func (db *DB) Kept(_ context.Context, prefix string) ([]byte, error) {
	names, err := db.files.names()
	if err != nil {
		return nil, err
	}
	for name := range names {
		if hash := strings.TrimPrefix(name, draftPrefix); isHash(hash) && strings.HasPrefix(hash, prefix) {
			data, err := db.files.get(name)
			if err == nil && attach.Hash(data) == hash {
				return data, nil
			}
		}
	}
	return nil, fs.ErrNotExist
}
