package gateway

import "banter/codex"

// A chatText is the text of an answer in chat completions: that of all
// messages, one after the other.
type chatText struct {
	formed bool // the answer must be a JSON document, without other text
	// say receives the pieces of the text. The field is content or refusal.
	say func(field, text string)

	sent    map[partKey]int // bytes of text that say has received
	skipped map[int]bool    // output indices of messages that are left out
	last    int             // output index of the newest text
	spoken  bool            // some text has been passed to say
}

// skips reports whether to leave out messages of the given phase: commentary
// would break a JSON document.
func (s *chatText) skips(phase string) bool { return s.formed && phase == "commentary" }

// read reads the text of messages in e, and ignores other events.
func (s *chatText) read(e codex.Event) {
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

// more passes on more of a text.
func (s *chatText) more(field string, at partKey, text string) {
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

// rest passes on the part of a text that no delta held.
func (s *chatText) rest(field string, at partKey, whole string) {
	if n := s.sent[at]; n < len(whole) {
		s.more(field, at, whole[n:])
	}
}
