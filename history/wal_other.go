//go:build !unix && !windows

package history

import "os"

// locked returns true because it cannot find out: a log that may be in use is
// not examined.
func locked(*os.File, int64) bool { return true }
