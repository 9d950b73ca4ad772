package gateway

import "banter/codex"

// A speech is the text of an answer as chat completions have it: that of all
// messages, one after the other.
type speech struct {
	formed bool // the answer must be a JSON document: nothing may stand beside it
	// say gets the pieces of the text. The field is content or refusal.
	say func(field, text string)

	sent    map[partKey]int // bytes of text that have been said
	skipped map[int]bool    // output indices of messages that have no place here
	last    int             // output index of the newest text
	spoken  bool            // some text has been said
}

// skips reports whether a message of the given phase has no place in the
// answer: remarks on the way would break the document that is asked for.
func (s *speech) skips(phase string) bool { return s.formed && phase == "commentary" }

// hear takes an event. It passes over all that holds no text of messages.
func (s *speech) hear(e codex.Event) {
	switch e := e.(type) {
	case codex.TextDelta:
		s.more("content", keyOf(e.Position), e.Delta)
	case codex.TextDone:
		s.rest("content", keyOf(e.Position), e.Text)
	case codex.RefusalDelta:
		s.more("refusal", keyOf(e.Position), e.Delta)
	case codex.RefusalDone:
		s.rest("refusal", keyOf(e.Position), e.Text)
	case codex.ItemAdded:
		if o := readOutput(e.Item); o.Type == "message" && s.skips(o.Phase) {
			if s.skipped == nil {
				s.skipped = make(map[int]bool)
			}
			s.skipped[e.OutputIndex] = true
		}
	case codex.ItemDone:
		o := readOutput(e.Item)
		if o.Type != "message" || s.skips(o.Phase) {
			return
		}
		for i, part := range o.Content {
			s.rest("content", partKey{e.OutputIndex, i}, part.Text)
			s.rest("refusal", partKey{e.OutputIndex, i}, part.Refusal)
		}
	}
}

// more says more of a text.
func (s *speech) more(field string, at partKey, text string) {
	if text == "" || s.skipped[at.output] {
		return
	}
	if s.sent == nil {
		s.sent = make(map[partKey]int)
	}
	s.sent[at] += len(text)
	if s.spoken && at.output != s.last {
		text = messageBreak + text
	}
	s.spoken, s.last = true, at.output
	s.say(field, text)
}

// rest says what the deltas have left out of a text.
func (s *speech) rest(field string, at partKey, whole string) {
	if n := s.sent[at]; n < len(whole) {
		s.more(field, at, whole[n:])
	}
}
