package session

import (
	"testing"

	"banter/codex"
)

// TestEveryStepIsSeen: what is read after each event, and whether that is
// worth another look.
func TestEveryStepIsSeen(t *testing.T) {
	var a accumulator
	for _, step := range []struct {
		event           codex.Event
		differs         bool
		text, reasoning string
	}{
		{codex.Created{}, false, "", ""},
		{codex.ReasoningDelta{Delta: "Thin"}, true, "", "Thin"},
		{codex.ReasoningDone{Text: "Think."}, true, "", "Think."},
		{text(1, 0, "Half of "), true, "Half of ", "Think."},
		{codex.TextDone{Position: codex.Position{OutputIndex: 1}, Text: "Half of it."}, true, "Half of it.", "Think."},
		{codex.RefusalDelta{Position: codex.Position{OutputIndex: 2}, Delta: "I can"}, true, "Half of it.\n\nI can", "Think."},
		{codex.RefusalDelta{Position: codex.Position{OutputIndex: 2}, Delta: "not"}, true, "Half of it.\n\nI cannot", "Think."},
		{codex.RefusalDone{Position: codex.Position{OutputIndex: 2}, Text: "I cannot."}, true, "Half of it.\n\nI cannot.", "Think."},
		{done(3, message("m", "The end.")), true, "Half of it.\n\nI cannot.\n\nThe end.", "Think."},
		{codex.Unknown{Type: "new"}, false, "Half of it.\n\nI cannot.\n\nThe end.", "Think."},
		{codex.Completed{Usage: &codex.Usage{Total: 3}}, false, "Half of it.\n\nI cannot.\n\nThe end.", "Think."},
	} {
		if a.ended() {
			t.Errorf("it has ended before %T", step.event)
		}
		if got := a.take(step.event); got != step.differs {
			t.Errorf("%T: reads differently: %v", step.event, got)
		}
		if a.text.string() != step.text || a.reasoning.string() != step.reasoning {
			t.Errorf("%T: %q and %q", step.event, a.text.string(), a.reasoning.string())
		}
	}
	if !a.ended() || a.usage == nil || a.usage.Total != 3 {
		t.Errorf("the end: %v, %+v", a.ended(), a.usage)
	}
	a.restart()
	if a.ended() || a.usage != nil || a.text.string() != "" || a.reasoning.string() != "" || a.replayable() != nil {
		t.Error("something of the first attempt is left")
	}
	if a.take(codex.Incomplete{Usage: &codex.Usage{Total: 4}}); !a.ended() || a.incomplete != "unknown" || a.usage.Total != 4 {
		t.Errorf("an end without a reason: %+v", a)
	}
}
