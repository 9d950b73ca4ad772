package gateway

import (
	"slices"
	"sync"

	"banter/codex"
)

// Limits of a [memory]. Conversations with the same beginning share its memory,
// so the real size is lower. The newest answer is kept even if it is larger.
const (
	maxAnswers = 500
	maxMemory  = 64 << 20
)

// A memory keeps the newest answers with their conversations. The backend keeps
// nothing, but programs refer to answers and items by id. It is safe for
// concurrent use.
type memory struct {
	mu      sync.Mutex
	order   []string // ids of answers, oldest first
	answers map[string]remembered
	items   map[string]codex.Item // items of the answers, by id
	bytes   int
}

// A remembered is an answer in memory.
type remembered struct {
	conversation []codex.Item // question and answer, for a request that continues them
	asked        int          // number of items of the question
	own          []string     // ids of the items of the answer
	response     *response    // must not be changed; nil if there is none
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
		return // the server has repeated an id
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

// forget removes an answer. The caller holds the lock.
func (m *memory) forget(id string) {
	m.order = slices.DeleteFunc(m.order, func(other string) bool { return other == id })
	m.bytes -= m.answers[id].bytes
	for _, name := range m.answers[id].own {
		delete(m.items, name)
	}
	delete(m.answers, id)
}

// delete removes an answer, and reports whether it existed.
func (m *memory) delete(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, known := m.answers[id]
	if known {
		m.forget(id)
	}
	return known
}

// answer returns an answer in memory.
func (m *memory) answer(id string) (remembered, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.answers[id]
	return r, ok
}

// conversation returns the conversation of an answer, which it ends.
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
