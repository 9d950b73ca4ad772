//go:build !unix

package history

import "os"

// locked says that it cannot tell: a log that may be in use is not examined.
func locked(*os.File, int64) bool { return true }
