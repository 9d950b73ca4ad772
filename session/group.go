package session

import (
	"context"
	"errors"
	"slices"
	"sync"

	"banter/history"
	"banter/internal/crash"
)

// A Group keeps the conversations that were left while they were being answered:
// their answers and their queues go on in the background. A program has one
// group, and opens and leaves its conversations with it. It is safe for
// concurrent use; [Group.Next] has one caller at a time.
type Group struct {
	work sync.WaitGroup // one for each conversation in the background

	mu      sync.Mutex // guards the fields below
	left    map[string]*leftSession
	ended   []Background // since the last Next
	changed chan struct{}
	news    bool // something has changed since the last Next
}

// A Background is a conversation that was left while it was being answered.
type Background struct {
	Conversation history.Conversation
	Answering    bool     // false: it has ended, and is not in the group any more
	Queue        []string // questions that were not sent yet
	Err          error    // why the last answer failed, or could not be saved
}

type leftSession struct {
	*Session
	unsent func(queue []string) string // nil: the caller keeps the queue
	taken  chan struct{}               // closed when the conversation is opened again
	alone  <-chan struct{}             // closed once the group does not touch the session any more
}

// NewGroup returns a group without conversations.
func NewGroup() *Group {
	return &Group{left: map[string]*leftSession{}, changed: make(chan struct{}, 1), news: true}
}

// Open is the function [Open], except that it returns the session of a
// conversation that is being answered in the background, and takes it out of the
// background. Such a session keeps the options that it was opened with, and its
// draft is what was typed, without the queue.
func (g *Group) Open(ctx context.Context, opts Options, id string) (*Session, error) {
	if l := g.take(id); l != nil { // also one that is in no history on disk
		return l.Session, l.saveDraft(ctx, nil)
	}
	s, err := Open(ctx, opts, id)
	if err != nil || id == "" {
		return s, err
	}
	if l := g.take(s.State().Conversation.ID); l != nil {
		_ = s.Finish(ctx) // nothing was said in s
		return l.Session, l.saveDraft(ctx, nil)
	}
	return s, nil
}

// take removes a conversation from the group and returns it, or nil if it is not
// there.
func (g *Group) take(id string) *leftSession {
	g.mu.Lock()
	l := g.left[id]
	if l != nil {
		g.drop(l)
		close(l.taken)
	}
	g.mu.Unlock()
	if l != nil {
		<-l.alone
		l.detach() // the next call of Next returns at once
	}
	return l
}

// drop removes l. The caller holds mu.
func (g *Group) drop(l *leftSession) {
	delete(g.left, l.id())
	g.touch()
}

func (g *Group) touch() {
	g.news = true
	select {
	case g.changed <- struct{}{}:
	default:
	}
}

// Leave gives a session up. If it is being answered, it goes on in the
// background until its answer and its queue have ended, and then ends; if not, it
// ends now, as by [Session.Finish]. A call of [Session.Next] that waits returns
// [ErrLeft].
//
// unsent returns the text to save as the draft of the conversation while queue
// waits, which changes while it is sent; nil saves none. It is called on other
// goroutines, also later.
func (g *Group) Leave(ctx context.Context, s *Session, unsent func(queue []string) string) (background bool, err error) {
	s.detach()
	l := &leftSession{Session: s, unsent: unsent, taken: make(chan struct{})}
	queue, answering := s.progress()
	err = l.saveDraft(ctx, queue)
	if !answering {
		err = errors.Join(err, s.Finish(ctx))
		if after, _ := s.progress(); !slices.Equal(after, queue) { // one was sent, or came, meanwhile
			err = errors.Join(err, l.saveDraft(ctx, after))
		}
		return false, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left[l.id()] = l
	g.touch()
	g.work.Add(1)
	l.alone = crash.Go(func() {
		defer g.work.Done()
		g.accompany(context.WithoutCancel(ctx), l, queue)
	})
	return true, err
}

func (l *leftSession) id() string { return l.State().Conversation.ID }

// saveDraft saves what is unsent while queue waits.
func (l *leftSession) saveDraft(ctx context.Context, queue []string) error {
	if l.unsent == nil {
		return nil
	}
	return l.SetDraft(ctx, l.unsent(queue))
}

// accompany keeps the draft of l without the questions that were sent, and ends
// l after its last answer.
func (g *Group) accompany(ctx context.Context, l *leftSession, saved []string) {
	changed, cancel := l.subscribe()
	defer cancel()
	for {
		queue, answering := l.progress()
		if !slices.Equal(queue, saved) && l.saveDraft(ctx, queue) == nil {
			saved = queue
		}
		if !answering {
			break
		}
		select {
		case <-changed:
		case <-l.taken:
			return
		}
	}
	g.mu.Lock()
	if g.left[l.id()] != l { // opened again meanwhile
		g.mu.Unlock()
		return
	}
	g.drop(l)
	g.mu.Unlock()
	err := l.Finish(ctx)
	g.mu.Lock()
	defer g.mu.Unlock()
	state := l.State()
	g.ended = append(g.ended, Background{Conversation: state.Conversation, Queue: state.Queue, Err: join(state.Err, err)})
	g.touch()
}

// Answering returns the conversations that are being answered in the background,
// the oldest first.
func (g *Group) Answering() []Background {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.answering()
}

func (g *Group) answering() []Background {
	var all []Background
	for _, l := range g.left {
		state := l.State()
		all = append(all, Background{Conversation: state.Conversation, Answering: true, Queue: state.Queue, Err: state.Err})
	}
	slices.SortFunc(all, func(a, b Background) int { return a.Conversation.Created.Compare(b.Conversation.Created) })
	return all
}

// Next waits until a conversation was left, opened again or has ended since the
// last call, and returns those that are being answered, and before them those
// that have ended since. The first call returns at once.
func (g *Group) Next(ctx context.Context) ([]Background, error) {
	for {
		g.mu.Lock()
		if g.news {
			all := append(g.ended, g.answering()...)
			g.news, g.ended = false, nil
			g.mu.Unlock()
			return all, nil
		}
		g.mu.Unlock()
		select {
		case <-g.changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// End stops the answer of a conversation in the background, if there is one, and
// waits until it is saved, at most [CloseTime]. Its queue stays in the draft.
func (g *Group) End(ctx context.Context, id string) error {
	l := g.take(id)
	if l == nil {
		return nil
	}
	err := l.Finish(ctx)
	queue, _ := l.progress()
	return errors.Join(err, l.saveDraft(context.WithoutCancel(ctx), queue))
}

// Wait waits until no conversation is being answered in the background.
func (g *Group) Wait(ctx context.Context) error {
	select {
	case <-crash.Go(g.work.Wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close stops all answers in the background and saves them, each within
// [CloseTime], also if ctx has ended.
func (g *Group) Close(ctx context.Context) error {
	var ends []<-chan struct{}
	var mu sync.Mutex
	var errs []error
	for _, b := range g.Answering() {
		ends = append(ends, crash.Go(func() {
			err := g.End(ctx, b.Conversation.ID)
			mu.Lock()
			defer mu.Unlock()
			errs = append(errs, err)
		}))
	}
	for _, end := range ends {
		<-end
	}
	g.work.Wait()
	return errors.Join(errs...)
}
