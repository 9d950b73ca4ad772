package cli

import (
	"context"
	"sync"

	"banter/internal/notice"
)

// warnings keeps warnings while the screen is drawn, each once. The screen
// takes them one by one; the command prints the rest at its end.
type warnings struct {
	mu    sync.Mutex
	seen  map[string]bool
	queue []error
	more  chan struct{} // closed when a warning arrives; nil if next is not waiting
}

func (w *warnings) add(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	words := notice.Of(err).Sentence
	if w.seen[words] {
		return
	}
	if w.seen == nil {
		w.seen = make(map[string]bool)
	}
	w.seen[words] = true
	w.queue = append(w.queue, err)
	if w.more != nil {
		close(w.more)
		w.more = nil
	}
}

// next waits for a warning; it returns nil when ctx has ended.
func (w *warnings) next(ctx context.Context) error {
	for {
		more, err := w.take()
		if err != nil {
			return err
		}
		select {
		case <-more:
		case <-ctx.Done():
			return nil
		}
	}
}

// take returns the first warning, or a channel that is closed when one arrives.
func (w *warnings) take() (<-chan struct{}, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) > 0 {
		first := w.queue[0]
		w.queue = w.queue[1:]
		return nil, first
	}
	if w.more == nil {
		w.more = make(chan struct{})
	}
	return w.more, nil
}

// rest calls tell with the warnings that the screen has not taken.
func (w *warnings) rest(tell func(error)) {
	for {
		_, err := w.take()
		if err == nil {
			return
		}
		tell(err)
	}
}
