//go:build !unix

package safefile

import "io/fs"

const noWait = 0

// sameBesidesText returns true: these systems keep the attributes of a file with
// its name, or have none.
func sameBesidesText(string, string, fs.FileInfo) bool { return true }

func hasAccessList(string) bool { return false }
