//go:build !unix

package safefile

import "io/fs"

const noWait = 0

// sameBesidesText is true on systems that keep what a file is with its name,
// or whose files have nothing but a text.
func sameBesidesText(string, string, fs.FileInfo) bool { return true }

func hasAccessList(string) bool { return false }
