package codex

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// catalogs holds the catalog of one person at a time, in memory and, with
// a directory, on disk. The disk is a convenience: whatever fails there, the
// server is asked instead.
type catalogs struct {
	dir  string // empty: memory only
	base string // backend; part of the file's name

	mu      sync.Mutex
	account string // whose catalog it is; empty: nobody's yet
	current Catalog
	stale   bool   // the server has announced another one
	heard   string // the announcement that was acted on last
}

func newCatalogs(dir, base string) *catalogs {
	return &catalogs{dir: dir, base: strings.TrimRight(base, "/"), current: BundledCatalog()}
}

// newest returns the catalog at hand, whosever it is.
func (c *catalogs) newest() Catalog {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.current
}

// of returns the newest known catalog of an account and whether it is fresh.
func (c *catalogs) of(account string, now time.Time) (known Catalog, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if account != c.account {
		c.account, c.stale, c.heard = account, false, ""
		c.current = c.load()
	}
	age := now.Sub(c.current.FetchedAt)
	return c.current, !c.current.Bundled && !c.stale && age >= 0 && age < catalogTTL
}

// keep makes got the catalog of an account.
func (c *catalogs) keep(account string, got Catalog) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account, c.current, c.stale = account, got, false
	c.save()
}

// announced notes the version of the catalog that the server mentions beside
// an answer. Each new one makes the catalog stale once: the version depends
// on the client's too, so it may differ for good.
func (c *catalogs) announced(account, etag string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if etag == "" || account != c.account || etag == c.heard || etag == c.current.ETag {
		return
	}
	c.heard, c.stale = etag, true
}

// cacheFormat is raised when the meaning of the file changes.
const cacheFormat = 1

type cacheFile struct {
	Format    int
	FetchedAt time.Time
	ETag      string
	Models    []Model
}

// path names the file by what the catalog depends on. The account is not to
// be read from it.
func (c *catalogs) path() string {
	sum := sha256.Sum256([]byte(c.base + "\n" + c.account))
	return filepath.Join(c.dir, "models-"+hex.EncodeToString(sum[:8])+".json")
}

func (c *catalogs) load() Catalog {
	if c.dir == "" || c.account == "" {
		return BundledCatalog()
	}
	data, err := os.ReadFile(c.path())
	var file cacheFile
	if err != nil || json.Unmarshal(data, &file) != nil || file.Format != cacheFormat || len(file.Models) == 0 {
		return BundledCatalog()
	}
	return Catalog{Models: file.Models, FetchedAt: file.FetchedAt, ETag: file.ETag}
}

// save replaces the file as a whole, so that another process never reads half
// of one.
func (c *catalogs) save() {
	if c.dir == "" {
		return
	}
	data, err := json.Marshal(cacheFile{cacheFormat, c.current.FetchedAt, c.current.ETag, c.current.Models})
	if err != nil || os.MkdirAll(c.dir, 0o700) != nil {
		return
	}
	temp, err := os.CreateTemp(c.dir, "models-*.tmp") // mode 0600
	if err != nil {
		return
	}
	_, err = temp.Write(data)
	if closeErr := temp.Close(); err != nil || closeErr != nil || os.Rename(temp.Name(), c.path()) != nil {
		os.Remove(temp.Name())
	}
}
