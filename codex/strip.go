package codex

import (
	"bytes"
	"slices"
)

// A stripLevel is how much of the input is left out because the backend could
// not read it.
type stripLevel int

const (
	keepAll      stripLevel = iota // all that the model and account can read
	keepReadable                   // without reasoning
	keepWords                      // also without other encrypted items and the ids of answers, which refer to reasoning
)

// input returns the input of req without reasoning that the backend cannot
// read: it is encrypted for the model and account that made it, and the backend
// stores nothing that it could look up by the id.
func (s shape) input(req Request) []Item {
	kept := make([]Item, 0, len(req.Input))
	for _, item := range req.Input {
		if s.route == RouteDocumented {
			if sent, ok := s.documentedItem(item, req.Model); ok {
				kept = append(kept, sent)
			}
			continue
		}
		if item.Type() == "reasoning" && !s.readable(item, req.Model) {
			continue
		}
		if s.stripped < keepWords {
			kept = append(kept, item)
		} else if !item.parsed().Encrypted {
			kept = append(kept, item.without("id"))
		}
	}
	return kept
}

func (s shape) readable(item Item, model string) bool {
	return s.stripped == keepAll && bool(item.parsed().Encrypted) && !item.foreign(model, s.account)
}

// strip raises the level until it leaves out more of the input, and reports
// whether it did.
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
