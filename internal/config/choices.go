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

	"banter/internal/safefile"
)

// lockTime is how long a process waits for another one that is saving, which
// takes milliseconds.
const lockTime = 2 * time.Second

// Choices remembers what the person chose on the screen (model, effort, theme,
// store) for later starts. It is apart from the config file, which is written
// by hand. It is safe for concurrent use, also by several processes.
type Choices struct {
	// OnWarning is called with a warning about a file that could not be read,
	// and was copied before it was replaced. It may be nil.
	OnWarning func(error)

	file string
	keep bool

	mu   sync.Mutex
	held map[string]string // nil before the first use
}

// NewChoices returns the choices in the state directory. Without keep, choices
// end with the program. It does no I/O.
func (p Paths) NewChoices(keep bool) *Choices {
	return &Choices{file: filepath.Join(p.StateDir, "choices.toml"), keep: keep}
}

// Recall returns the last choice for name, or "".
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

// save changes one name in the file, and keeps what other processes have chosen
// meanwhile.
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
	saved, err := readChoices(c.file)
	if err != nil {
		if err := c.keepCopy(err); err != nil {
			return err
		}
	}
	saved[name] = value
	text, err := toml.Marshal(saved)
	if err != nil {
		return err
	}
	return safefile.Write(c.file, text)
}

// keepCopy copies a file that cannot be read before it is replaced.
func (c *Choices) keepCopy(why error) error {
	name, err := safefile.KeepCopy(c.file, time.Now())
	if err == nil && c.OnWarning != nil {
		c.OnWarning(&damagedChoices{c.file, name, why})
	}
	return err
}

// A damagedChoices reports that a file of choices was replaced.
type damagedChoices struct {
	file, copied string
	why          error
}

func (e *damagedChoices) Error() string { return fmt.Sprintf("read %s: %v", e.file, e.why) }

func (e *damagedChoices) Unwrap() error { return e.why }

// Notice implements notice.Noticer.
func (e *damagedChoices) Notice() (sentence, hint string) {
	return "What you chose earlier could not be read from " + e.file + " and was replaced.", "What the file held is in " + e.copied + "."
}

// read returns the choices on disk. Those in a file that cannot be read are
// lost.
func (c *Choices) read() map[string]string {
	saved, _ := readChoices(c.file)
	return saved
}

// readChoices returns the choices in file: none with an error, and none if the
// file does not exist.
func readChoices(file string) (map[string]string, error) {
	saved := make(map[string]string)
	raw, err := safefile.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return saved, nil
	}
	if err != nil {
		return saved, err
	}
	text, err := safefile.Text(raw)
	if err == nil {
		err = toml.Unmarshal(text, &saved)
	}
	if err != nil {
		clear(saved)
		return saved, err
	}
	return saved, nil
}
