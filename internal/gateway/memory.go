package gateway

import (
	"slices"
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
	asked        int          // how much of the conversation is the question
	own          []string     // ids of the items of the answer
	response     *response    // never changes any more; nil: there is none
	bytes        int
}

func newMemory() *memory {
	return &memory{answers: make(map[string]remembered), items: make(map[string]codex.Item)}
}

// remember keeps an answer under its id.
func (m *memory) remember(id string, question, answer []codex.Item, head *response) {
	if id == "" {
		return
	}
	r := remembered{conversation: append(question[:len(question):len(question)], answer...), asked: len(question), response: head}
	for _, item := range r.conversation {
		if raw, err := item.MarshalJSON(); err == nil {
			r.bytes += len(raw)
		}
	}
	if head != nil {
		r.bytes += len(head.Tools) + len(head.Metadata)
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
		m.forget(m.order[0])
	}
}

// forget drops an answer. The caller holds the lock.
func (m *memory) forget(id string) {
	m.order = slices.DeleteFunc(m.order, func(other string) bool { return other == id })
	m.bytes -= m.answers[id].bytes
	for _, name := range m.answers[id].own {
		delete(m.items, name)
	}
	delete(m.answers, id)
}

// delete drops an answer, if it is there.
func (m *memory) delete(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, known := m.answers[id]
	if known {
		m.forget(id)
	}
	return known
}

// answer returns what is known of an answer.
func (m *memory) answer(id string) (remembered, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.answers[id]
	return r, ok
}

// conversation returns what an answer belongs to, itself included.
func (m *memory) conversation(id string) ([]codex.Item, bool) {
	r, ok := m.answer(id)
	return r.conversation, ok
}

// item returns an item of an answer.
func (m *memory) item(id string) (codex.Item, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	item, ok := m.items[id]
	return item, ok
}
