package codex

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
)

// A limitsCache holds the newest limits of accounts on the Codex route, in memory and, if dir is set,
// in a file for each. An error of the file only means that nothing is known.
type limitsCache struct {
	dir, base string // as in catalogCache

	mu   sync.Mutex
	held map[string]Limits // by account
}

func newLimitsCache(dir, base string) *limitsCache {
	return &limitsCache{dir: dir, base: base, held: make(map[string]Limits)}
}

// KeptLimits returns the newest limits that this machine has seen for an account
// id, without asking the server, and whether it has any. [Limits].At is their age.
// It needs [Options].CacheDir to know those of other processes.
func (c *Client) KeptLimits(account string) (Limits, bool) { return c.limits.of(account) }

func (c *limitsCache) of(account string) (Limits, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.held[account]
	saved, err := os.ReadFile(c.path(account))
	if c.dir == "" || account == "" || err != nil {
		return kept, ok
	}
	var file Limits
	if json.Unmarshal(saved, &file) != nil || !file.At.After(kept.At) {
		return kept, ok
	}
	return file, true
}

// keep stores the limits of an account. Those of one model alone say nothing about
// the plan, and are not stored.
func (c *limitsCache) keep(account string, l Limits) {
	if l.Name != "" || l.At.IsZero() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held[account] = l
	if c.dir == "" || account == "" {
		return
	}
	if data, err := json.Marshal(l); err == nil {
		replace(c.dir, c.path(account), data)
	}
}

func (c *limitsCache) path(account string) string {
	return filepath.Join(c.dir, cacheName("limits", RouteCodex, c.base, account))
}
