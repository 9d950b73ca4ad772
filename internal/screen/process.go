package screen

import (
	"os"
	"os/signal"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// Some libraries start one goroutine for the whole process with their first use.
// In a synctest bubble it would outlive the bubble, so init starts it before any
// test runs.
func init() {
	startClock()
	startSignals()
}

// startClock starts the clock by which the highlighter's regular expressions time
// out. The clock runs as long as a match may take, so this match has a long limit.
func startClock() {
	clock := regexp2.MustCompile("a", regexp2.None)
	clock.MatchTimeout = 1000 * time.Hour
	_, _ = clock.MatchString("a") // "a" is what it matches
}

// startSignals starts the runtime's delivery of signals, which a program needs in
// order to suspend itself.
func startSignals() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
}
