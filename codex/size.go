package codex

// eventSize is the memory that keeping an event costs besides its text, in
// bytes.
const eventSize = 32

// An answerSize counts the bytes of an answer. Done events repeat the text of
// deltas, so it counts only what they add.
type answerSize struct {
	total      int
	part, item int // of the deltas since the last part and the last item was done
}

// add counts an event.
func (s *answerSize) add(e Event) {
	switch e := e.(type) {
	case TextDelta:
		s.delta(e.Delta)
	case RefusalDelta:
		s.delta(e.Delta)
	case ReasoningDelta:
		s.delta(e.Delta)
	case ReasoningTextDelta:
		s.delta(e.Delta)
	case ToolInputDelta:
		s.delta(e.Delta)
	case TextDone:
		s.whole(e.Text)
	case RefusalDone:
		s.whole(e.Text)
	case ReasoningDone:
		s.whole(e.Text)
	case ReasoningTextDone:
		s.whole(e.Text)
	case ToolInputDone:
		s.whole(e.Input)
	case ItemDone:
		s.total += max(0, len(e.Item.raw)-s.item) + eventSize
		s.part, s.item = 0, 0
	case CitationAdded:
		s.total += len(e.Citation.URL) + len(e.Citation.Title) + eventSize
	}
}

func (s *answerSize) delta(text string) {
	s.total += len(text) + eventSize
	s.part += len(text)
	s.item += len(text)
}

func (s *answerSize) whole(text string) {
	extra := max(0, len(text)-s.part)
	s.total += extra + eventSize
	s.part, s.item = 0, s.item+extra
}
