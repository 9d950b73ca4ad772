package codextest_test

import (
	"strings"
	"testing"

	"banter/codex/codextest"
)

// The order of events as it was seen live: reasoning first, then the message.
func TestAnswerStreamsInTheOrderOfTheRealOne(t *testing.T) {
	v := visit(t, codextest.Options{Doc: "Hello, **world**! 世界"})
	a := v.ask(classic("gpt-5.5", `"reasoning":{"effort":"low","summary":"auto"}`, `"include":["reasoning.encrypted_content"]`))
	if a.status != 200 || a.err != nil {
		t.Fatalf("status %d, %v: %s", a.status, a.err, a.body)
	}
	events := a.events(t)
	want := strings.TrimSpace(`
created
in_progress
output_item.added(reasoning)
reasoning_summary_part.added
reasoning_summary_text.delta
reasoning_summary_text.done
reasoning_summary_part.done
output_item.done(reasoning)
output_item.added(message)
content_part.added
output_text.delta
output_text.done
content_part.done
output_item.done(message)
completed`)
	if got := types(events); got != want {
		t.Errorf("events:\n%s\nwant:\n%s", got, want)
	}
	if got := text(events); got != "Hello, **world**! 世界" {
		t.Errorf("text %q", got)
	}
}
