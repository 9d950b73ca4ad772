package task_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"banter/tui/task"
)

// End cancels what runs and returns only after it has ended.
func TestEndCancelsAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := task.NewGroup()
		ended := false
		go g.Do(func(ctx context.Context) tea.Msg {
			<-ctx.Done()
			time.Sleep(time.Second) // saving takes a while
			ended = true
			return nil
		})()
		synctest.Wait()
		before := time.Now()
		g.End()
		if !ended || time.Since(before) != time.Second {
			t.Errorf("End returned after %v; the call had ended: %v", time.Since(before), ended)
		}
	})
}

func TestNothingStartsAfterEnd(t *testing.T) {
	g := task.NewGroup()
	started := false
	cmd := g.Do(func(context.Context) tea.Msg {
		started = true
		return "message"
	})
	if msg := cmd(); msg != "message" || !started {
		t.Fatalf("before End the command returned %v", msg)
	}
	started = false
	g.End()
	g.End()
	if msg := cmd(); msg != nil || started {
		t.Errorf("after End the command returned %v, started %v", msg, started)
	}
}

func TestStopCancelsOneTask(t *testing.T) {
	stopped, running := task.New(), task.New()
	stopped.Stop()
	if stopped.Ctx.Err() == nil || running.Ctx.Err() != nil {
		t.Errorf("the stopped task: %v, the other one: %v", stopped.Ctx.Err(), running.Ctx.Err())
	}
	running.Stop()
}
