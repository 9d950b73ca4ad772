//go:build unix

package main

import (
	"testing"
	"time"

	"banter/codex/codextest"
)

// TestUnreadWhileRenewing: as in "banter ask | head -c1", the reader of the
// answer ends, while the old token still works and the new one has not arrived.
func TestUnreadWhileRenewing(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, codextest.Options{Doc: "Hi.", LoginTTL: 4 * time.Minute})
	c.env = append(c.env, "BANTER_STORE=codex")
	c.must(t, "login", "--device")
	arrived := make(chan *renewal, 1)
	c.renewals.Store(&arrived)
	p := c.start(t, ways["ask"])
	held := <-arrived
	c.renewals.Store(nil)
	close(held.spend)
	<-held.spent
	if err := p.out.Close(); err != nil {
		t.Fatal(err)
	}
	p.waitFor(t, "is being renewed")
	close(held.answer)
	<-p.ended
	const want = "Your sign-in is being renewed. Banter ends when the new one is saved.\n"
	if code := p.cmd.ProcessState.ExitCode(); code != 141 || string(p.words) != want {
		t.Errorf("exit code %d, and the program said %q", code, p.words)
	}
	c.ExpireAccess()
	c.must(t, "ask", "--temporary", "hi")
}
