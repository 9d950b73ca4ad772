package codex

import (
	"fmt"
	"strings"
	"testing"
)

// endless is an answer that repeats a frame, each time with another part.
func endless(frame string, times int) step {
	frames := []string{frameCreated}
	for i := range times {
		frames = append(frames, strings.ReplaceAll(frame, "#", fmt.Sprint(i)))
	}
	return step{body: sse(append(frames, frameCompleted)...)}
}

// TestAnswersHaveALimit: an answer that grows in any way ends at the limit, and
// the caller keeps the part up to there.
func TestAnswersHaveALimit(t *testing.T) {
	long := strings.Repeat("x", 100)
	for name, frame := range map[string]string{
		"text":        `{"type":"response.output_text.delta","delta":"` + long + `"}`,
		"empty parts": `{"type":"response.output_text.delta","output_index":#,"delta":"x"}`,
		"whole texts": `{"type":"response.output_text.done","output_index":#,"text":"` + long + `"}`,
		"refusal":     `{"type":"response.refusal.delta","delta":"` + long + `"}`,
		"refusals":    `{"type":"response.refusal.done","output_index":#,"refusal":"` + long + `"}`,
		"summary":     `{"type":"response.reasoning_summary_text.delta","delta":"` + long + `"}`,
		"summaries":   `{"type":"response.reasoning_summary_text.done","output_index":#,"text":"` + long + `"}`,
		"reasoning":   `{"type":"response.reasoning_text.delta","delta":"` + long + `"}`,
		"reasonings":  `{"type":"response.reasoning_text.done","output_index":#,"text":"` + long + `"}`,
		"tool":        `{"type":"response.function_call_arguments.delta","delta":"` + long + `"}`,
		"tools":       `{"type":"response.custom_tool_call_input.done","output_index":#,"input":"` + long + `"}`,
		"items":       `{"type":"response.output_item.done","output_index":#,"item":{"type":"message","x":"` + long + `"}}`,
		"citations":   `{"type":"response.output_text.annotation.added","annotation":{"url":"` + long + `"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(endless(frame, 1000))
			r.maxAnswer = 10_000
			events, e := collect(t, r.Client, t.Context(), ask("hi"))
			if e != nil || len(events) > 400 {
				t.Fatalf("%v after %d events", e, len(events))
			}
			if cut, ok := events[len(events)-1].(Incomplete); !ok || cut.Reason != ReasonTooLong {
				t.Errorf("ended with %+v", events[len(events)-1])
			}
		})
	}
	t.Run("whole answer", func(t *testing.T) {
		r := newRig(endless(`{"type":"response.output_text.delta","delta":"`+long+`"}`, 1000))
		r.maxAnswer = 10_000
		a, err := r.Generate(t.Context(), ask("hi"))
		if err != nil || a.Finish != FinishLength || len(a.Text()) < 7000 || len(a.Text()) > 10_000 {
			t.Errorf("%v, %s after %d bytes", err, a.Finish, len(a.Text()))
		}
	})
	t.Run("events that are not kept", func(t *testing.T) {
		r := newRig(endless(`{"type":"response.web_search_call.searching","x":"`+long+`"}`, 1000))
		r.maxAnswer = 10_000
		if events, e := collect(t, r.Client, t.Context(), ask("hi")); e != nil || len(events) != 1002 {
			t.Errorf("%v after %d events", e, len(events))
		}
	})
}

// TestRepeatedTextCountsOnce: the same text arrives as deltas, as a part and as
// an item.
func TestRepeatedTextCountsOnce(t *testing.T) {
	var s answerSize
	text := strings.Repeat("x", 1000)
	for i := range 10 {
		s.add(TextDelta{Position: Position{OutputIndex: i}, Delta: text})
		s.add(TextDone{Position: Position{OutputIndex: i}, Text: text})
		s.add(ItemDone{Position: Position{OutputIndex: i}, Item: AssistantText(text)})
	}
	if s.total < 10_000 || s.total > 13_000 {
		t.Errorf("10,000 bytes count as %d", s.total)
	}
}
