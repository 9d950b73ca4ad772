package codextest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// A fault is one kind of thing that goes wrong. Exactly one of the functions
// is set. Each gets the ARG of the name.
type fault struct {
	name string
	args []string // values of ARG that are listed; with any, ARG is required
	doc  string
	at   string // endpoint, unless the name says another

	reply  func(s *Server, c *call, arg string) *reply // the whole answer; nil: answer as usual
	adjust func(s *Server, c *call, arg string)        // changes the call, which is then answered as usual
	edit   func(answer object, arg string)             // changes a JSON answer
	stream func(arg string) *streamFault               // changes a stream
}

// armed is a fault that is waiting for its calls.
type armed struct {
	*fault
	arg, at string
	left    int // calls to come; negative: no end
}

// anywhere is the endpoint of faults that strike every call.
const anywhere = "any"

// Fault makes the next times answers of the named kind go wrong; times < 0
// means from now on. The name is one of [Faults], optionally with another
// argument after the colon, optionally followed by @ENDPOINT, so that
// "500@refresh" breaks refreshing: device-start, device-poll, device-page,
// authorize, exchange, refresh, revoke, models, responses, usage, accounts,
// or any. One call meets at most one fault, in the order they were given;
// those that only adjust the clock or delay come on top.
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

// ClearFaults forgets the faults that have not struck yet.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Faults lists the faults by name, with what each does.
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

// allFaults yields every fault.
func allFaults(yield func(*fault) bool) {
	for _, table := range [][]fault{httpFaults, streamFaults, endingFaults, authFaults, codeFaults} {
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
}

// parseFault reads NAME[:ARG][@ENDPOINT].
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
		if f.stream != nil && at != epResponses {
			return nil, fmt.Errorf("fault %q: only responses stream", text)
		}
		return &armed{fault: f, arg: arg, at: at}, nil
	}
	return nil, fmt.Errorf("no fault %q; there are %s", text, strings.Join(slices.Sorted(maps.Keys(Faults())), ", "))
}

// runFaults applies the faults that wait for c, and reports whether one of
// them answered it.
func (s *Server) runFaults(c *call) (answered bool) {
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

// strike takes the faults for c out of the waiting list.
func (s *Server) strike(c *call) []*armed {
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

// concerns reports whether a fault of the responses endpoint has to do with
// this request: a WebSocket try is none of them, and those that are about what
// requests hold strike only these.
func (f *armed) concerns(c *call) bool {
	switch {
	case c.endpoint == epResponses && c.r.Method != http.MethodPost:
		return false
	case f.name == "reasoning-refused":
		return c.hasReasoning()
	case f.name == "lite-only":
		return !lite(c.r)
	case f.name == "classic-only":
		return lite(c.r)
	}
	return true
}
