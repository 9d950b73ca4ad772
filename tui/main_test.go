package tui

import (
	"testing"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// TestMain starts the clock with which the highlighter's regular expressions
// time out, and keeps it running. It is one for the whole process: begun in a
// synctest bubble, on fake time, it would outlive it.
func TestMain(m *testing.M) {
	clock := regexp2.MustCompile("a", regexp2.None)
	clock.MatchTimeout = 1000 * time.Hour
	if _, err := clock.MatchString("a"); err != nil {
		panic(err)
	}
	m.Run()
}
