package session

import (
	"testing"

	"banter/codex"
)

// TestEveryStepIsSeen: what is read after each event, and whether that is
// worth another look.
func TestEveryStepIsSeen(t *testing.T) {
	var f fold
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
		if f.ended() {
			t.Errorf("it has ended before %T", step.event)
		}
		if got := f.take(step.event); got != step.differs {
			t.Errorf("%T: reads differently: %v", step.event, got)
		}
		if f.text.string() != step.text || f.reasoning.string() != step.reasoning {
			t.Errorf("%T: %q and %q", step.event, f.text.string(), f.reasoning.string())
		}
	}
	if !f.ended() || f.usage == nil || f.usage.Total != 3 {
		t.Errorf("the end: %v, %+v", f.ended(), f.usage)
	}
	f.restart()
	if f.ended() || f.usage != nil || f.text.string() != "" || f.reasoning.string() != "" || f.replayable() != nil {
		t.Error("something of the first attempt is left")
	}
	if f.take(codex.Incomplete{Usage: &codex.Usage{Total: 4}}); !f.ended() || f.incomplete != "unknown" || f.usage.Total != 4 {
		t.Errorf("an end without a reason: %+v", f)
	}
}
