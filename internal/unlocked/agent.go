package unlocked

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"banter/internal/crash"
)

// maxSecret is the longest passphrase that is kept, in bytes.
const maxSecret = 4 << 10

// callTime is how long one call of an agent may take.
const callTime = 2 * time.Second

// A request is one call of an agent, a line of JSON.
type request struct {
	Do      string `json:"do"` // keep, get, forget or lock
	Name    string `json:"name,omitempty"`
	Secret  string `json:"secret,omitempty"`
	Seconds int    `json:"seconds,omitempty"`
}

// A reply is the answer of an agent.
type reply struct {
	OK     bool   `json:"ok"`
	Secret string `json:"secret,omitempty"`
}

var errRefused = errors.New("the agent has no such passphrase")

// ask calls the agent. The result of lock has a byte for each passphrase.
func (k Keeper) ask(r request) (string, error) {
	if k.socket == "" {
		return "", errRefused
	}
	conn, err := net.DialTimeout("unix", k.socket, callTime)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(callTime))
	if err := json.NewEncoder(conn).Encode(r); err != nil {
		return "", err
	}
	var answer reply
	if err := json.NewDecoder(io.LimitReader(conn, 2*maxSecret)).Decode(&answer); err != nil {
		return "", err
	}
	if !answer.OK {
		return "", errRefused
	}
	return answer.Secret, nil
}

// An agent holds passphrases until they expire.
type agent struct {
	mu     sync.Mutex
	held   map[string]held
	listen net.Listener
	timer  *time.Timer
}

type held struct {
	secret string
	until  time.Time
}

// idleTime is how long an agent waits for its first passphrase.
const idleTime = 10 * time.Second

// Serve is the agent: it listens on the socket until no passphrase is left, [Keeper.Lock]
// ends it, or ctx ends. It fails if another agent listens there. ready is called once
// it listens.
func Serve(ctx context.Context, socket string, ready func()) error {
	if conn, err := net.DialTimeout("unix", socket, callTime); err == nil {
		conn.Close()
		return errors.New("another agent is running")
	}
	_ = os.Remove(socket) // of an agent that was killed
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := os.Chmod(socket, 0o600); err != nil {
		return err
	}
	a := &agent{held: make(map[string]held), listen: listener}
	a.timer = crash.AfterFunc(idleTime, a.expire)
	defer a.timer.Stop()
	defer crash.OnDone(ctx, func() { listener.Close() })()
	ready()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return nil // it was closed: the work is done
		}
		crash.Go(func() { a.answer(conn) })
	}
}

// answer answers one call.
func (a *agent) answer(conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(callTime))
	var r request
	if json.NewDecoder(io.LimitReader(conn, 2*maxSecret)).Decode(&r) != nil {
		return
	}
	_ = json.NewEncoder(conn).Encode(a.do(r))
	if r.Do == "lock" {
		a.listen.Close()
	}
}

func (a *agent) do(r request) reply {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch r.Do {
	case "keep":
		if len(r.Secret) > maxSecret || r.Seconds <= 0 {
			return reply{}
		}
		a.held[r.Name] = held{r.Secret, time.Now().Add(time.Duration(r.Seconds) * time.Second)}
	case "get":
		if kept, ok := a.held[r.Name]; ok && time.Now().Before(kept.until) {
			return reply{true, kept.secret}
		}
		return reply{}
	case "forget":
		delete(a.held, r.Name)
	case "lock":
		count := len(a.held)
		clear(a.held)
		return reply{true, string(make([]byte, count))}
	}
	a.wait()
	return reply{OK: true}
}

// expire drops what is too old, and ends the agent if nothing is left.
func (a *agent) expire() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for name, kept := range a.held {
		if !time.Now().Before(kept.until) {
			delete(a.held, name)
		}
	}
	if len(a.held) == 0 {
		a.listen.Close()
		return
	}
	a.wait()
}

// wait sets the timer to the next end. The caller holds mu.
func (a *agent) wait() {
	next := idleTime
	for _, kept := range a.held {
		if left := time.Until(kept.until); next == idleTime || left < next {
			next = left
		}
	}
	a.timer.Reset(max(next, time.Millisecond))
}
