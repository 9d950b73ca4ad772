package main

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"banter/auth"
	"banter/codex/codextest"
	"banter/history"
	"banter/internal/crash"
	"banter/internal/screen"
	"banter/plain"
)

// plainAnswer has what plain mode says in words.
const plainAnswer = "A goroutine is a function that the **Go runtime** schedules.\n\n" +
	"```go\ngo worker(jobs, results)\n```\n\n- Stacks start at 2 KB and grow.\n- Switching happens in user space.\n\n" +
	"|       | Goroutine | Thread |\n|-------|-----------|--------|\n| Stack | 2 KB      | 8 MB   |\n"

// plainScene is the chat without a screen. It is played by [drawPlain], not by a
// model.
var plainScene = scene{name: "plain", size: [2]int{80, 24}, server: codextest.Options{Doc: plainAnswer}, plain: []string{question, "/limits", "/models gpt-6-luna once"}}

// linewise is the rig as plain mode needs it. No picture asks for a passphrase.
type linewise struct{ *rig }

// KeepSealed implements plain.Account.
func (l linewise) KeepSealed(ctx context.Context, tokens auth.Tokens, _ auth.Secret) error {
	return l.store.Save(ctx, tokens)
}

// KeepInMemory implements plain.Account.
func (l linewise) KeepInMemory(ctx context.Context, tokens auth.Tokens) error {
	return l.store.Save(ctx, tokens)
}

// drawPlain types lines to the chat without a screen, and returns the picture of what
// a terminal shows then.
func drawPlain(t *testing.T, r *rig, s scene, light bool) (svg []byte) {
	term := screen.Blank(screen.Options{Width: s.size[0], Height: s.size[1], Light: light})
	in, keys := io.Pipe()
	front := plain.New(plain.Options{
		In: in, Out: term, Terminal: true, Account: linewise{r}, Backend: r, Now: utc,
		Wrap: func(line string) string { return ansi.Wordwrap(line, s.size[0]-1, "") },
		Open: func(context.Context) (*history.DB, error) { return r.db, nil },
	})
	ended := crash.Go(func() {
		if err := front.Run(context.Background()); err != nil {
			t.Error(err)
		}
	})
	term.Wait(time.Second)
	for _, line := range s.plain {
		for _, to := range []io.Writer{term, keys} { // a terminal shows what is typed
			if _, err := io.WriteString(to, line+"\n"); err != nil {
				t.Error(err)
			}
		}
		term.Wait(time.Second)
	}
	svg = term.SVG()
	keys.Close()
	<-ended
	if err := front.Close(context.Background()); err != nil {
		t.Error(err)
	}
	return svg
}
