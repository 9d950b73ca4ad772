package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/pelletier/go-toml/v2"
)

// lockTime is how long a process waits for another one that is saving, which
// takes milliseconds.
const lockTime = 2 * time.Second

// Choices remembers what was chosen on the screen (model, effort, theme,
// store) for later starts, apart from the config file, which is written by
// hand. It is safe for concurrent use, also by several processes.
type Choices struct {
	file string
	keep bool

	mu   sync.Mutex
	held map[string]string // nil until it is needed
}

// NewChoices returns the choices in the state directory. Without keep, what is
// chosen is forgotten when the program ends. It does no I/O.
func (p Paths) NewChoices(keep bool) *Choices {
	return &Choices{file: filepath.Join(p.StateDir, "choices.toml"), keep: keep}
}

// Recall returns what was last chosen for name, or "".
func (c *Choices) Recall(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		c.held = c.read()
	}
	return c.held[name]
}

// Remember saves a choice.
func (c *Choices) Remember(name, value string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		c.held = c.read()
	}
	c.held[name] = value
	if !c.keep {
		return nil
	}
	if err := c.save(name, value); err != nil {
		return fmt.Errorf("remember %s: %w", name, err)
	}
	return nil
}

// save changes one name in the file and leaves to other processes what they
// have chosen meanwhile.
func (c *Choices) save(name, value string) error {
	if err := os.MkdirAll(filepath.Dir(c.file), 0o700); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	lock := flock.New(c.file + ".lock")
	if _, err := lock.TryLockContext(ctx, 10*time.Millisecond); err != nil {
		return err
	}
	defer lock.Unlock()
	saved := c.read()
	saved[name] = value
	text, err := toml.Marshal(saved)
	if err != nil {
		return err
	}
	return writeFile(c.file, text)
}

// read returns what is on disk. The file is Banter's own: one that cannot be
// read costs nothing but the memory of some choices.
func (c *Choices) read() map[string]string {
	saved := make(map[string]string)
	text, err := readText(c.file)
	if err == nil {
		err = toml.Unmarshal(text, &saved)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		clear(saved)
	}
	return saved
}

// writeFile replaces a file as a whole, with mode 0600: a reader sees the old
// text or the new one, also after a crash.
func writeFile(name string, text []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // fails once it is renamed
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Sync()
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	return err
}
