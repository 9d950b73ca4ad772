package auth

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// writeAtomic replaces the file at path with data, mode 0600: whoever reads
// sees the old text or the new one, also after a crash. A symbolic link is
// followed, so that a linked file stays one. The folder is made if missing.
func writeAtomic(path string, data []byte) (err error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	removeTemps(path, time.Minute)
	temp, err := os.CreateTemp(filepath.Dir(path), tempPattern(path)) // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
		}
	}()
	if _, err := temp.Write(data); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// tempPattern is the name of the file under which path's next text is written.
func tempPattern(path string) string { return "." + filepath.Base(path) + ".banter-*" }

// removeTemps removes what processes that were killed in writeAtomic left.
func removeTemps(path string, olderThan time.Duration) {
	names, _ := filepath.Glob(filepath.Join(filepath.Dir(path), tempPattern(path)))
	for _, name := range names {
		if info, err := os.Lstat(name); err == nil && time.Since(info.ModTime()) >= olderThan {
			_ = os.Remove(name)
		}
	}
}

// syncDir makes a rename last through a power cut, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	defer d.Close()
	_ = d.Sync() // not every system and file system can
	return nil
}
