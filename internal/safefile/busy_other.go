//go:build !windows

package safefile

// untilFree calls act: here a file that is open can be opened and replaced.
func untilFree(act func() error) error { return act() }
