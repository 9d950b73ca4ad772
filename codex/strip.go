package codex

import (
	"bytes"
	"encoding/json"
	"slices"
)

// A stripping says what is left out of the input because the backend could not
// read it.
type stripping int

const (
	keepAll      stripping = iota // that the model and account can read
	keepReadable                  // no reasoning
	keepWords                     // nor anything else that is encrypted, nor the ids that tie answers to it
)

// input drops reasoning that the backend cannot read: it is encrypted for the
// model and account that it came from, and nothing is stored to look it up by
// its id.
func (s shape) input(req Request) []Item {
	kept := make([]Item, 0, len(req.Input))
	for _, item := range req.Input {
		if item.Type() == "reasoning" && !s.readable(item, req.Model) {
			continue
		}
		if s.stripped < keepWords {
			kept = append(kept, item)
		} else if !item.parsed().Encrypted {
			kept = append(kept, item.withoutID())
		}
	}
	return kept
}

func (s shape) readable(item Item, model string) bool {
	return s.stripped == keepAll && bool(item.parsed().Encrypted) && !item.foreign(model, s.account)
}

// strip leaves out more of the input, and reports whether it held more.
func (s *shape) strip(req Request) bool {
	before := s.input(req)
	for s.stripped < keepWords {
		s.stripped++
		if !slices.EqualFunc(before, s.input(req), func(a, b Item) bool { return bytes.Equal(a.raw, b.raw) }) {
			return true
		}
	}
	return false
}

// withoutID returns i without the server's name for it.
func (i Item) withoutID() Item {
	var members map[string]json.RawMessage
	if json.Unmarshal(i.raw, &members) != nil || members["id"] == nil {
		return i
	}
	delete(members, "id")
	raw, err := marshal(members)
	if err != nil {
		return i
	}
	return newItem(raw).MadeBy(i.Maker())
}
