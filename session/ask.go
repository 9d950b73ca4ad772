package session

import (
	"context"
	"slices"
	"strings"

	"banter/codex"
	"banter/history"
	"banter/internal/attach"
	"banter/internal/crash"
)

// Send asks text, or queues it while an answer is in progress. When Send returns
// nil, the question is queued or on disk; on an error it was neither sent nor
// saved. Questions that a failed answer left in the queue follow it.
//
// The question has files, and those that the text names if [Options.Mentions] is
// set. They are read before Send returns.
func (s *Session) Send(ctx context.Context, text string, files ...attach.File) error {
	if strings.TrimSpace(text) == "" {
		return ErrNothingToAsk
	}
	files, err := s.files(ctx, text, files, nil)
	if err != nil {
		return err
	}
	for !s.enqueue(text, files) {
		err := s.ask(ctx, func() (begun, error) {
			if c := s.due(); c != nil {
				s.requeue(text, files)
				return begun{compaction: c}, nil
			}
			return begun{branch: s.messages, question: s.question(text, leaf(s.messages), files), once: true}, nil
		})
		if err != ErrAnswering { // another call was faster: queue behind it
			return err
		}
	}
	return nil
}

// enqueue queues text if an answer is in progress, and reports whether it is.
func (s *Session) enqueue(text string, files []attach.File) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn == nil || s.closing {
		return false
	}
	s.queue, s.attached = append(slices.Clip(s.queue), text), append(s.attached, files)
	s.touch()
	return true
}

// requeue puts a question before the queue. The caller holds mu.
func (s *Session) requeue(text string, files []attach.File) {
	s.queue, s.attached = slices.Insert(slices.Clone(s.queue), 0, text), slices.Insert(slices.Clone(s.attached), 0, files)
}

// Unqueue removes the i-th queued question and returns it, for editing.
func (s *Session) Unqueue(i int) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i < 0 || i >= len(s.queue) {
		return "", false
	}
	text := s.queue[i]
	s.queue, s.attached = slices.Delete(slices.Clone(s.queue), i, i+1), slices.Delete(s.attached, i, i+1)
	s.touch()
	return text, true
}

// Retry asks the last question again, unchanged. Its present answer, failed or
// whole, is kept as a sibling of the new one.
func (s *Session) Retry(ctx context.Context) error {
	return s.ask(ctx, func() (begun, error) {
		for i := len(s.messages) - 1; i >= 0; i-- {
			if s.messages[i].Role == history.User {
				return begun{branch: s.messages[: i+1 : i+1], once: true}, nil
			}
		}
		return begun{}, ErrNothingToAsk
	})
}

// Regenerate asks for another answer in place of the shown one with the given
// id, by the given model and effort; a zero model is that of the conversation.
// The old answer and everything after it are kept as another branch.
func (s *Session) Regenerate(ctx context.Context, messageID string, m codex.Model, effort string) error {
	return s.ask(ctx, func() (begun, error) {
		for i, old := range s.messages {
			present := s.present(messageID)
			if old.ID == present && old.IsSummary() {
				return begun{}, ErrSummary
			}
			if old.ID == present && old.Role == history.Assistant && i > 0 {
				s.remember()
				b := begun{branch: s.messages[:i:i], undo: undoStep{kind: UndoRegenerate, leaf: leaf(s.messages)}}
				if m.Slug != "" {
					b.model, b.effort = m.Slug, m.Effort(effort)
				}
				return b, nil
			}
		}
		return begun{}, ErrNothingToAsk
	})
}

// Edit asks text in place of the shown question with the given id. The old
// question and everything after it are kept as another branch. Files of the old
// question that text still names are those of the new one.
func (s *Session) Edit(ctx context.Context, messageID, text string) error {
	if strings.TrimSpace(text) == "" {
		return ErrNothingToAsk
	}
	files, err := s.editedFiles(ctx, messageID, text)
	if err != nil {
		return err
	}
	return s.ask(ctx, func() (begun, error) {
		for i, m := range s.messages {
			if m.ID == s.present(messageID) && m.Role == history.User {
				s.remember()
				return begun{
					branch: s.messages[:i:i], question: s.question(text, m.Parent, files), once: true,
					undo: undoStep{kind: UndoEdit, leaf: leaf(s.messages)},
				}, nil
			}
		}
		return begun{}, ErrNothingToAsk
	})
}

// begun is how a turn begins. A shortened branch has a shortened capacity too,
// because snapshots share the array.
type begun struct {
	branch        []history.Message // what the turn continues
	question      *history.Message  // that follows the branch; nil: the branch ends with it
	model, effort string            // of this answer alone; empty: those of the conversation
	half          *history.Message  // the answer to go on with; nil: a new one
	once          bool              // what was chosen for one question holds for this one
	undo          undoStep          // noted once the turn has begun; zero: none
	compaction    *compaction       // the turn makes a summary; nil: it answers
}

// A plan returns how a turn begins. Its caller holds mu.
type plan func() (begun, error)

// ask starts a turn: it saves the question and an empty answer, then streams
// the answer.
func (s *Session) ask(ctx context.Context, p plan) error {
	if err := s.latest(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	if err := s.free(); err != nil {
		s.mu.Unlock()
		return err
	}
	how, err := p()
	if err != nil {
		s.mu.Unlock()
		return err
	}
	t := s.begin(ctx)
	if how.once {
		s.takeOnce(t, &how)
	}
	s.work.Add(1) // Done is called by run, or below
	if how.compaction != nil {
		s.summarizes(t, how.compaction)
		s.mu.Unlock()
		crash.Go(func() { s.run(t) })
		return nil
	}
	s.mu.Unlock()

	if err := s.saveQuestion(ctx, t, how); err != nil {
		s.mu.Lock()
		s.turn = nil
		s.returnOnce(t)
		s.touch()
		s.mu.Unlock()
		t.cancel()
		s.work.Done()
		return err
	}
	crash.Go(func() { s.run(t) })
	return nil
}

// free returns the error that prevents a new turn, if any.
func (s *Session) free() error {
	switch {
	case s.closing:
		return ErrClosed
	case s.turn != nil:
		return ErrAnswering
	}
	return nil
}

// begin claims the session for a new turn. The turn outlives ctx: only Stop and
// Close end it. The caller holds mu.
func (s *Session) begin(ctx context.Context) *turn {
	t := &turn{dirty: make(chan struct{}, 1)}
	t.ctx, t.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.turn = t
	return t
}

// saveQuestion saves the question, if there is a new one, and an empty answer in
// one transaction, and shows them.
func (s *Session) saveQuestion(ctx context.Context, t *turn, how begun) error {
	s.head.Lock()
	defer s.head.Unlock()
	branch, question := how.branch, how.question
	s.mu.Lock()
	conv, saved, pending := s.conv, s.saved, slices.Clone(s.unsaved)
	s.mu.Unlock()
	if question != nil {
		pending = append(pending, *question)
		question.Data = nil // the history has it from then on
		branch = append(branch, *question)
	}
	answer := s.answer(conv, leaf(branch))
	if how.model != "" {
		answer.Model, answer.Effort = how.model, how.effort
	}
	if how.half != nil {
		answer = s.resumed(*how.half)
	}
	pending = append(pending, answer)
	if !saved && conv.Title == "" {
		conv.Title = Title(branch[0].Text)
	}
	if err := s.write(ctx, saved, &conv, pending); err != nil {
		return err
	}
	conv.Updated, conv.Leaf = later(conv.Updated, answer.Created), answer.ID // as History set them
	forks := s.forksAfter(ctx, branch, question)
	if filled, err := s.fill(ctx, s.history(), branch); err == nil { // else the request reads them, and reports why not
		branch = filled
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.conv, s.saved, s.unsaved, s.forks = conv, true, nil, forks
	s.setMessages(branch)
	s.failure, s.saveFault = nil, nil
	if how.undo.kind != UndoNothing {
		s.did(how.undo)
	}
	t.answer, t.streaming = answer, true
	if how.half != nil {
		t.acc.resume(answer)
	}
	s.touch()
	return nil
}

// forksAfter returns the forks after a turn has begun at the end of branch. They
// are read again if it began elsewhere than at the end of the shown branch.
func (s *Session) forksAfter(ctx context.Context, branch []history.Message, question *history.Message) map[string][]string {
	s.mu.Lock()
	db, id, forks, shown := s.db, s.conv.ID, s.forks, len(s.messages)
	s.mu.Unlock()
	if question != nil {
		shown++
	}
	if len(branch) == shown {
		return forks
	}
	fresh, err := db.Forks(ctx, id)
	if err != nil { // known again after the next change
		return forks
	}
	return fresh
}

// write saves messages, and before them the head if it is new or names another
// account.
func (s *Session) write(ctx context.Context, saved bool, conv *history.Conversation, messages []history.Message) error {
	moved := conv.Account != s.opts.Account
	conv.Account = s.opts.Account
	db := s.history()
	if !saved {
		return db.Create(ctx, *conv, messages...)
	}
	if moved {
		if err := updateHead(ctx, db, conv.ID, func(c *history.Conversation) { c.Account = conv.Account }); err != nil {
			return err
		}
	}
	return db.Put(ctx, messages...)
}

func (s *Session) question(text, parent string, files []attach.File) *history.Message {
	now := s.opts.Now()
	m := history.Message{
		ID: history.NewID(), Conversation: s.conv.ID, Parent: parent, Role: history.User,
		Text: text, Status: history.Done, Created: now, Ended: now,
	}.WithFiles(files)
	return &m
}

func (s *Session) answer(conv history.Conversation, parent string) history.Message {
	return history.Message{
		ID: history.NewID(), Conversation: conv.ID, Parent: parent, Role: history.Assistant, Status: history.Streaming,
		Model: conv.Model, Effort: conv.Effort, Account: s.opts.Account, Created: s.opts.Now(),
	}
}

// leaf returns the id of the last message, or "".
func leaf(messages []history.Message) string {
	if len(messages) == 0 {
		return ""
	}
	return messages[len(messages)-1].ID
}
