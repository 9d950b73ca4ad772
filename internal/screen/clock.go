package screen

import (
	"time"

	"github.com/dlclark/regexp2/v2"
)

// The highlighter's regular expressions time out by a clock that all of the
// process share: a goroutine that runs while some match may time out. Begun in
// a synctest bubble, on fake time, it would outlive the bubble, so a match that
// may take very long starts it before any test does.
var _ = func() bool {
	clock := regexp2.MustCompile("a", regexp2.None)
	clock.MatchTimeout = 1000 * time.Hour
	matched, _ := clock.MatchString("a")
	return matched
}()
