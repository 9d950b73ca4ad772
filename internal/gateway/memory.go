package gateway

import (
	"sync"

	"banter/codex"
)

// What a [memory] holds at most. Conversations that share their beginning
// share its memory too, so the bytes are an upper bound; the newest answer is
// kept however large it is.
const (
	maxAnswers = 500
	maxMemory  = 64 << 20
)

// A memory keeps the newest answers with the conversations that they belong
// to: the backend keeps nothing, but programs refer to what it said by id. It
// is safe for concurrent use.
type memory struct {
	mu      sync.Mutex
	order   []string // ids of answers, oldest first
	answers map[string]remembered
	items   map[string]codex.Item // of the answers, by id
	bytes   int
}

// A remembered answer.
type remembered struct {
	conversation []codex.Item // question and answer, ready to go on with
	own          []string     // ids of the items of the answer
	bytes        int
}

func newMemory() *memory {
	return &memory{answers: make(map[string]remembered), items: make(map[string]codex.Item)}
}

// remember keeps an answer under its id.
func (m *memory) remember(id string, question, answer []codex.Item) {
	if id == "" {
		return
	}
	r := remembered{conversation: append(question[:len(question):len(question)], answer...)}
	for _, item := range r.conversation {
		if raw, err := item.MarshalJSON(); err == nil {
			r.bytes += len(raw)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, had := m.answers[id]; had {
		return // a server that repeats its ids
	}
	for _, item := range answer {
		if name := item.ID(); name != "" {
			m.items[name] = item
			r.own = append(r.own, name)
		}
	}
	m.answers[id] = r
	m.order = append(m.order, id)
	m.bytes += r.bytes
	for len(m.order) > 1 && (len(m.order) > maxAnswers || m.bytes > maxMemory) {
		m.forgetOldest()
	}
}

func (m *memory) forgetOldest() {
	id := m.order[0]
	m.order = m.order[1:]
	m.bytes -= m.answers[id].bytes
	for _, name := range m.answers[id].own {
		delete(m.items, name)
	}
	delete(m.answers, id)
}

// conversation returns what an answer belongs to, itself included.
func (m *memory) conversation(id string) ([]codex.Item, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.answers[id]
	return r.conversation, ok
}

// item returns an item of an answer.
func (m *memory) item(id string) (codex.Item, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	item, ok := m.items[id]
	return item, ok
}
