package session

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/internal/crash"
)

// TestAPanicWhileSaving: the saver runs beside the stream, and its panic must
// reach the program's handler without holding the session up.
func TestAPanicWhileSaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stack string
		defer crash.Handle(func(_ any, s []byte) { stack = string(s) })()
		s := newSession(Options{}) // without a history, saving panics
		turn := &turn{dirty: make(chan struct{}, 1), ctx: context.Background()}
		stop := s.saveWhileGrowing(turn)
		turn.dirty <- struct{}{}
		time.Sleep(2 * saveEvery)
		synctest.Wait()
		stop()
		if !strings.Contains(stack, "saveHalf") {
			t.Errorf("handled\n%s", stack)
		}
		if !s.mu.TryLock() {
			t.Error("the panic has kept the lock")
		}
	})
}
