package gateway

import (
	"encoding/json"
	"fmt"
	"strings"
)

// maxStops is the most stop texts of a request.
const maxStops = 4

// readStop parses the stop texts of a request: null, a string, or a list of up
// to four. The faults have the API's words.
func readStop(raw json.RawMessage) ([]string, *fault) {
	if !given(raw) {
		return nil, nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		stop, f := stopText(raw, "stop", "one of a string or array of strings")
		return []string{stop}, f
	}
	if len(list) > maxStops {
		return nil, bad("array_above_max_length", "stop", fmt.Sprintf(
			"Invalid 'stop': array too long. Expected an array with maximum length %d, but got an array with length %d instead.", maxStops, len(list)))
	}
	var stops []string
	for i, raw := range list {
		stop, f := stopText(raw, fmt.Sprintf("stop[%d]", i), "a string")
		if f != nil {
			return nil, f
		}
		stops = append(stops, stop)
	}
	return stops, nil
}

func stopText(raw json.RawMessage, param, wanted string) (string, *fault) {
	stop, ok := text(raw)
	switch {
	case !ok:
		return "", wrongType(param, wanted, raw)
	case stop == "":
		return "", bad("empty_string", param, fmt.Sprintf(
			"Invalid '%s': empty string. Expected a string with minimum length 1, but got an empty string instead.", param))
	}
	return stop, nil
}

// A stopper cuts a text before the first complete stop text, independent of how
// the text is cut into pieces. The zero value cuts nothing.
type stopper struct {
	stops   []string
	held    string // end of the text, which may be the beginning of a stop text
	stopped bool   // the text is cut; the rest is dropped
}

// write adds a piece of the text and returns what can be passed on. It holds
// back what may be the beginning of a stop text.
func (s *stopper) write(piece string) string {
	if len(s.stops) == 0 {
		return piece
	}
	if s.stopped {
		return ""
	}
	all := s.held + piece
	if at := s.find(all); at >= 0 {
		s.held, s.stopped = "", true
		return all[:at]
	}
	keep := 0
	for _, stop := range s.stops {
		keep = max(keep, begun(all, stop))
	}
	s.held = all[len(all)-keep:]
	return all[:len(all)-keep]
}

// rest returns what was held back, at the end of the text.
func (s *stopper) rest() string {
	held := s.held
	s.held = ""
	return held
}

// find returns the index of the stop text that ends first, or -1.
func (s *stopper) find(text string) int {
	at, end := -1, len(text)+1
	for _, stop := range s.stops {
		i := strings.Index(text, stop)
		if e := i + len(stop); i >= 0 && (e < end || e == end && i < at) {
			at, end = i, e
		}
	}
	return at
}

// begun returns the length of the longest end of text that is a proper prefix
// of stop.
func begun(text, stop string) int {
	for n := min(len(text), len(stop)-1); n > 0; n-- {
		if text[len(text)-n:] == stop[:n] {
			return n
		}
	}
	return 0
}
