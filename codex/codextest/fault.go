package codextest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// A fault is a way in which an answer goes wrong. Exactly one of its functions
// is set. Each gets the ARG of the name.
type fault struct {
	name string
	args []string // values of ARG to list; if there are any, ARG is required
	doc  string
	at   string // default endpoint

	reply  func(s *Server, c *transaction, arg string) *reply // returns the answer, or nil to answer as usual
	adjust func(s *Server, c *transaction, arg string)        // changes the transaction, which is then answered as usual
	edit   func(answer object, arg string)                    // changes a JSON answer
	stream func(arg string) *streamFault                      // changes a stream
}

// armed is a fault that waits for requests.
type armed struct {
	*fault
	arg, at string
	left    int // requests that it will strike; negative: all
}

// anywhere is the endpoint of faults that strike every request.
const anywhere = "any"

// Fault makes the next answers go wrong in the way that name describes: the
// next times of them or, if times < 0, all. The name is one of [Faults],
// optionally with another argument after the colon, optionally followed by
// @ENDPOINT: "500@refresh" breaks refreshing. The endpoints are device-start,
// device-poll, device-page, authorize, exchange, refresh, revoke, models,
// responses, usage, accounts, those of the documented route (discovery, keys,
// documented-authorize, -exchange, -refresh, -revoke, -models, -responses, -other), and any. A request meets at most one fault, in the
// order of the calls of Fault, and in addition those that only change the clock
// or delay the answer. Fault returns an error for an unknown name.
func (s *Server) Fault(name string, times int) error {
	a, err := parseFault(name)
	if err != nil {
		return err
	}
	a.left = times
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, a)
	return nil
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Faults returns the names of the faults, with descriptions.
func Faults() map[string]string {
	list := map[string]string{}
	for f := range allFaults {
		if len(f.args) == 0 {
			list[f.name] = f.doc
		}
		for _, arg := range f.args {
			list[f.name+":"+arg] = f.doc
		}
	}
	return list
}

// allFaults yields all faults.
func allFaults(yield func(*fault) bool) {
	for _, table := range [][]fault{httpFaults, streamFaults, endingFaults, authFaults, codeFaults, documentedFaults, planFaults} {
		for i := range table {
			if !yield(&table[i]) {
				return
			}
		}
	}
}

var endpoints = []string{
	anywhere, epDeviceStart, epDevicePoll, epDevicePage, epAuthorize, epExchange, epRefresh, epRevoke,
	epModels, epResponses, epUsage, epAccounts,
	epDiscovery, epKeys, epDocumentedAuthorize, epDocumentedExchange, epDocumentedRefresh, epDocumentedRevoke,
	epDocumentedModels, epDocumentedResponses, epDocumentedOther,
}

// parseFault parses NAME[:ARG][@ENDPOINT].
func parseFault(text string) (*armed, error) {
	rest, at, placed := strings.Cut(text, "@")
	if placed && !slices.Contains(endpoints, at) {
		return nil, fmt.Errorf("fault %q: no endpoint %q; there are %s", text, at, strings.Join(endpoints, ", "))
	}
	name, arg, _ := strings.Cut(rest, ":")
	for f := range allFaults {
		if f.name != name {
			continue
		}
		if arg == "" && len(f.args) > 0 {
			return nil, fmt.Errorf("fault %q needs an argument, such as %s:%s", text, name, f.args[0])
		}
		if !placed {
			at = f.at
		}
		if f.stream != nil && at != epResponses && at != epDocumentedResponses {
			return nil, fmt.Errorf("fault %q: only responses stream", text)
		}
		return &armed{fault: f, arg: arg, at: at}, nil
	}
	return nil, fmt.Errorf("no fault %q; there are %s", text, strings.Join(slices.Sorted(maps.Keys(Faults())), ", "))
}

// runFaults applies the faults that wait for c, and reports whether one of them
// answered it.
func (s *Server) runFaults(c *transaction) (answered bool) {
	for _, f := range s.strike(c) {
		switch {
		case f.adjust != nil:
			f.adjust(s, c, f.arg)
		case f.edit != nil:
			c.edits = append(c.edits, func(answer object) { f.edit(answer, f.arg) })
		case f.stream != nil:
			c.stream = f.fault.stream(f.arg)
		case f.reply != nil:
			if a := f.reply(s, c, f.arg); a != nil {
				a.write(c)
				return true
			}
		}
	}
	return false
}

// strike returns the faults for c, and counts them.
func (s *Server) strike(c *transaction) []*armed {
	s.mu.Lock()
	defer s.mu.Unlock()
	var struck, waiting []*armed
	main := false
	for _, f := range s.faults {
		matches := f.left != 0 && (f.at == anywhere || f.at == c.endpoint)
		if matches && (f.adjust != nil || !main) && f.concerns(c) {
			main = main || f.adjust == nil
			struck = append(struck, f)
			if f.left > 0 {
				f.left--
			}
		}
		if f.left != 0 {
			waiting = append(waiting, f)
		}
	}
	s.faults = waiting
	return struck
}

// concerns reports whether a fault of the responses endpoint applies to this
// request. No such fault applies to an attempt at a WebSocket; some depend on
// what the request holds.
func (f *armed) concerns(c *transaction) bool {
	switch {
	case c.endpoint == epResponses && c.r.Method != http.MethodPost:
		return false
	case f.name == "documented-callback":
		return c.r.Method == http.MethodPost // the decision on the page
	case f.name == "reasoning-refused":
		return c.hasReasoning()
	case f.name == "lite-only":
		return !lite(c.r)
	case f.name == "classic-only":
		return lite(c.r)
	}
	return true
}
