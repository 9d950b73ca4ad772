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

	"banter/internal/safefile"
)

// A catalogCache holds the catalog of one account at a time, in memory and, if
// dir is set, in a file. An error of the file only means that the client asks
// the server.
type catalogCache struct {
	dir   string // "" to use memory only
	base  string // address of the backend; part of the file's name
	route Route  // part of the file's name, too

	mu      sync.Mutex
	account string // account that current belongs to; "" at first
	current Catalog
	stale   bool   // the server has announced a newer catalog
	heard   string // ETag of the last announcement that made the catalog stale
}

func newCatalogCache(dir, base string, route Route) *catalogCache {
	return &catalogCache{dir: dir, base: strings.TrimRight(base, "/"), route: route, current: route.catalog()}
}

// catalog returns what is known of the models of r before the server is asked.
// RouteDocumented guarantees none ("Models and inference").
func (r Route) catalog() Catalog {
	if r == RouteDocumented {
		return Catalog{}
	}
	return BundledCatalog()
}

// newest returns the catalog in memory, of any account.
func (c *catalogCache) newest() Catalog {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.current
}

// of returns the newest known catalog of an account, and whether it is fresh.
func (c *catalogCache) of(account string, now time.Time) (known Catalog, fresh bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if account != c.account {
		c.account, c.stale, c.heard = account, false, ""
		c.current = c.load()
	}
	age := now.Sub(c.current.FetchedAt)
	return c.current, !c.current.Bundled && !c.stale && age >= 0 && age < catalogTTL
}

// keep stores got as the catalog of an account.
func (c *catalogCache) keep(account string, got Catalog) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account, c.current, c.stale = account, got, false
	c.save()
}

// announced handles the ETag of the catalog that the server sends with an
// answer. Each new ETag makes the catalog stale only once: it also depends on
// the client's version, so it may never match.
func (c *catalogCache) announced(account, etag string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if etag == "" || account != c.account || etag == c.heard || etag == c.current.ETag {
		return
	}
	c.heard, c.stale = etag, true
}

// outdate makes the catalog of an account stale: the server does not know a model
// that it has.
func (c *catalogCache) outdate(account string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stale = c.stale || account == c.account
}

// cacheFormat changes with the meaning of the file.
const cacheFormat = 1

type cacheFile struct {
	Format    int
	FetchedAt time.Time
	ETag      string
	Models    []Model
}

// path returns the name of the file, which depends on the route, the backend and
// the account.
func (c *catalogCache) path() string {
	return filepath.Join(c.dir, cacheName("models", c.route, c.base, c.account))
}

// cacheName returns the name of a file about an account at a backend. The hash
// hides the account.
func cacheName(kind string, route Route, base, account string) string {
	key := base + "\n" + account
	if route == RouteDocumented {
		key += "\n" + string(route)
	}
	sum := sha256.Sum256([]byte(key))
	return kind + "-" + hex.EncodeToString(sum[:8]) + ".json"
}

func (c *catalogCache) load() Catalog {
	if c.dir == "" || c.account == "" {
		return c.route.catalog()
	}
	data, err := os.ReadFile(c.path())
	var file cacheFile
	if err != nil || json.Unmarshal(data, &file) != nil || file.Format != cacheFormat || len(file.Models) == 0 {
		return c.route.catalog()
	}
	return Catalog{Models: file.Models, FetchedAt: file.FetchedAt, ETag: file.ETag}
}

func (c *catalogCache) save() {
	if c.dir == "" {
		return
	}
	data, err := json.Marshal(cacheFile{cacheFormat, c.current.FetchedAt, c.current.ETag, c.current.Models})
	if err == nil {
		replace(c.dir, c.path(), data)
	}
}

// replace writes a file of a cache in one step, so that another process never reads
// half of it.
func replace(dir, path string, data []byte) {
	if os.MkdirAll(dir, 0o700) != nil {
		return
	}
	temp, err := os.CreateTemp(dir, "cache-*.tmp") // mode 0600
	if err != nil {
		return
	}
	_, err = temp.Write(data)
	if closeErr := temp.Close(); err != nil || closeErr != nil || safefile.Rename(temp.Name(), path) != nil {
		os.Remove(temp.Name())
	}
}
