package screen

import (
	"os"
	"os/signal"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// Some goroutines are one for the whole process and begin with their first
// use. Begun in a synctest bubble, on fake time, they would outlive it, so
// they are begun here, before any test runs.
func init() {
	startClock()
	startSignals()
}

// startClock starts the clock by which the highlighter's regular expressions
// time out. It runs while some match may, so this one may take very long.
func startClock() {
	clock := regexp2.MustCompile("a", regexp2.None)
	clock.MatchTimeout = 1000 * time.Hour
	_, _ = clock.MatchString("a") // "a" is what it matches
}

// startSignals starts the runtime's delivery of signals, which a program that
// suspends itself asks for.
func startSignals() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
}
