//go:build unix && !linux

package safefile

// Renaming over a mounted file fails on these systems, and then Write overwrites
// the file. It ignores extended attributes.

func isMounted(string) bool { return false }

func hasAccessList(string) bool { return false }

func attributes(string, string) []string { return nil }
