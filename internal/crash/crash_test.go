package crash_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/internal/crash"
)

func explode() { panic("value") }

// TestPanicsReachTheHandler starts a goroutine with each function of the package.
func TestPanicsReachTheHandler(t *testing.T) {
	for name, start := range map[string]func(context.Context){
		"Go":        func(context.Context) { <-crash.Go(explode) },
		"AfterFunc": func(context.Context) { crash.AfterFunc(time.Second, explode) },
		"OnDone":    func(ctx context.Context) { crash.OnDone(ctx, explode) },
		"Catch": func(context.Context) {
			defer crash.Catch()
			explode()
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var value any
				var stack string
				defer crash.Handle(func(v any, s []byte) { value, stack = v, string(s) })()
				ctx, cancel := context.WithCancel(t.Context())
				start(ctx)
				cancel()
				time.Sleep(2 * time.Second)
				synctest.Wait()
				if value != "value" || !strings.Contains(stack, "crash_test.explode") {
					t.Errorf("handled %v\n%s", value, stack)
				}
			})
		})
	}
}

// The channel of Go is closed only after the handler has returned.
func TestEndedMeansHandled(t *testing.T) {
	handled := false
	defer crash.Handle(func(any, []byte) { handled = true })()
	<-crash.Go(func() {})
	if handled {
		t.Error("a function that returned was handled")
	}
	if <-crash.Go(explode); !handled {
		t.Error("the goroutine ended before its panic was handled")
	}
}

// TestWithoutAHandler checks that a panic ends a program without a handler, and
// prints where it happened.
func TestWithoutAHandler(t *testing.T) {
	if os.Getenv("CRASH_NOW") != "" {
		crash.Handle(func(any, []byte) {})() // set and taken back
		<-crash.Go(explode)
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run", "TestWithoutAHandler")
	cmd.Env = append(os.Environ(), "CRASH_NOW=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "panic: value") || !strings.Contains(string(out), "crash_test.explode") {
		t.Errorf("%v\n%s", err, out)
	}
}
