package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"banter/codex"
	"banter/history"
	"banter/internal/attach"
)

// CompactFrom is how full the context of a model is, in percent, when a person
// should compact the conversation or start another one.
const CompactFrom = 85

// keptExchanges is the most questions before a summary that are sent as they
// are, with their answers.
// They are summarized too if they have more than half of the text, and more than
// keptBytes.
const (
	keptExchanges = 2
	keptBytes     = 8 << 10
)

// summaryRequest asks for a summary. It is sent after the messages to summarize
// and never saved.
const summaryRequest = "Write a summary of our conversation so far. It will take the place of the messages above when we go on, so you will see nothing else of them. " +
	"Keep what later answers may need: my aims and wishes in my own words, decisions and their reasons, facts, names, numbers, paths, code that we still work on, and what is open. " +
	"Write in the language of the conversation, as markdown, in at most 1000 words. Reply with the summary alone, and answer no question."

// The words around a summary in what is sent.
const (
	summaryIntroduction = "Earlier messages of our conversation are left out here. You wrote this summary of them:\n\n"
	summaryEnd          = "\n\nThis is the end of the summary. The conversation goes on:"
)

// A compaction is what a turn summarizes.
type compaction struct {
	older   []history.Message // to summarize, as they are sent
	end     int               // number of messages of the shown branch before the summary
	kept    int               // number of them that are sent as they are
	again   string            // question without an answer to ask again after the summary; may be empty
	files   []attach.File     // of that question
	waiting int               // number of queued questions that wait for another question
}

// Compact asks the model for a summary of the older part of the shown branch.
// The summary becomes a message at the end of the branch, and later questions
// send it in place of that part. All messages are kept. If the last question has
// no answer, as when the conversation was too long, it is asked again after the
// summary. Compact returns when the model was asked; [State.Compacting] is set
// until the summary is there, and [Session.Stop] gives up without a change.
func (s *Session) Compact(ctx context.Context) error {
	return s.ask(ctx, func() (begun, error) {
		c := s.compaction()
		if c == nil {
			return begun{}, ErrNothingToCompact
		}
		return begun{compaction: c}, nil
	})
}

// CompactAt makes the session compact the conversation unasked before a
// question, once the last answer has used at least so many tokens; 0: never. If
// that fails or is stopped, the question is sent without it, and so are those
// that follow.
func (s *Session) CompactAt(tokens int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.compactAt = tokens
}

// due returns what to summarize before the next question, or nil. The caller
// holds mu.
func (s *Session) due() *compaction {
	if s.compactAt <= 0 || s.declined || s.usage == nil || s.usage.Total < s.compactAt {
		return nil
	}
	since := s.messages[lastSummary(s.messages)+1:]
	if len(since) <= 2 { // the summary has just been made, and did not help
		return nil
	}
	return s.compaction()
}

// compaction returns what a summary of the shown branch would be about, or nil
// if there is nothing. The caller holds mu.
func (s *Session) compaction() *compaction {
	branch, again, files := answered(s.messages)
	first := lastSummary(branch) + 1
	if len(branch) == first { // nothing follows the last summary
		return nil
	}
	c := &compaction{end: len(branch), older: sent(branch), again: again, files: files, waiting: len(s.queue)}
	limit := max(size(c.older)/2, keptBytes)
	for n := 1; n <= keptExchanges; n++ {
		at := lastExchanges(branch, n)
		if at < first || size(branch[at:]) > limit {
			break
		}
		older := sent(branch[:at])
		if len(older) < 2 { // nothing, or the summary alone
			break
		}
		c.kept, c.older = c.end-at, older
	}
	return c
}

// answered returns the branch without its last question if no text answers that
// one, and that question with its files.
func answered(messages []history.Message) (branch []history.Message, unanswered string, files []attach.File) {
	for i, m := range slices.Backward(messages) {
		switch {
		case m.Role == history.User:
			return messages[:i], m.Text, m.Files()
		case m.TextSize() > 0:
			return messages, "", nil
		}
	}
	return messages, "", nil
}

// lastExchanges returns the index of the n-th question from the end.
func lastExchanges(messages []history.Message, n int) int {
	at := len(messages)
	for ; n > 0 && at > 0; n-- {
		for at--; at > 0 && messages[at].Role != history.User; at-- {
		}
	}
	return at
}

// lastSummary returns the index of the last summary, or -1.
func lastSummary(messages []history.Message) int {
	for i, m := range slices.Backward(messages) {
		if m.IsSummary() {
			return i
		}
	}
	return -1
}

// sent returns the messages of a branch that a model is sent: if there is a
// summary, the last one, what it keeps, and what follows.
func sent(branch []history.Message) []history.Message {
	at := lastSummary(branch)
	if at < 0 {
		return branch
	}
	kept, _ := branch[at].Kept()
	all := slices.Concat([]history.Message{summary(branch[at].Text)}, branch[max(at-kept, 0):at], branch[at+1:])
	return append(all[:1], slices.DeleteFunc(all[1:], history.Message.IsSummary)...)
}

// summary returns a summary that is not saved.
func summary(text string) history.Message {
	return history.Message{Role: history.Assistant, Text: text, Items: history.SummaryItems(0)}
}

// size returns the length of the texts of messages and of their files.
func size(messages []history.Message) int {
	n := 0
	for _, m := range messages {
		n += m.TextSize()
		for _, f := range m.Files() {
			n += int(f.Size)
		}
	}
	return n
}

// summarizes makes t a turn that summarizes. The caller holds mu.
func (s *Session) summarizes(t *turn, c *compaction) {
	t.compaction, t.answer = c, s.answer(s.conv, leaf(s.messages[:c.end]))
	s.touch()
}

// compact makes the summary of t, saves and shows it. It reports whether the
// next question of the queue may follow.
func (s *Session) compact(t *turn) bool {
	text, err := s.digest(t, t.compaction.older)
	t.cancel()
	s.moving.RLock()
	defer s.moving.RUnlock()
	if err == nil {
		err = s.saveSummary(t, text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	more := len(s.queue) > 0
	if err != nil {
		s.declined, more = true, len(s.queue) > t.compaction.waiting
		if !t.stopped {
			s.failure = err
		}
	}
	if more = more && !s.closing; !more {
		s.turn = nil
	}
	s.touch()
	return more
}

// digest returns a summary of messages. If they are too long for the model, it
// summarizes the first half, and then that summary with the rest. A single
// exchange that is too long is left out, with words that say so.
func (s *Session) digest(t *turn, messages []history.Message) (string, error) {
	text, err := s.summarize(t, messages)
	if fault, ok := errors.AsType[*codex.Error](err); !ok || fault.Code != codex.CodeContextFull {
		return text, err
	}
	mid := middle(messages)
	if mid == 0 {
		return leftOut(messages), nil
	}
	head, err := s.digest(t, messages[:mid])
	if err != nil {
		return "", err
	}
	return s.digest(t, append([]history.Message{summary(head)}, messages[mid:]...))
}

// middle returns the index of the question that is nearest to the middle of the
// text, with a question before it, or 0.
func middle(messages []history.Message) int {
	mid, least, before, all, asked := 0, 0, 0, size(messages), false
	for i, m := range messages {
		if m.Role == history.User {
			if off := max(all-2*before, 2*before-all); asked && (mid == 0 || off < least) {
				mid, least = i, off
			}
			asked = true
		}
		before += m.TextSize()
	}
	return mid
}

// leftOut returns the words for an exchange that is too long to be summarized,
// after the summary of what comes before it.
func leftOut(messages []history.Message) string {
	var texts []string
	if messages[0].IsSummary() {
		texts, messages = []string{messages[0].Text}, messages[1:]
	}
	said := fmt.Sprintf("(A question and its answer of %d characters were too long to be summarized and are left out.)", size(messages))
	return strings.Join(append(texts, said), blankLine)
}

// summarize asks for a summary of messages.
func (s *Session) summarize(t *turn, messages []history.Message) (string, error) {
	messages, err := readWhole(t.ctx, s.history(), messages)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	t.acc = accumulator{}
	m, system := t.answer, s.conv.System
	s.mu.Unlock()
	asked := history.Message{Role: history.User, Text: summaryRequest}
	err = s.listen(t, codex.Request{
		Model: m.Model, Effort: m.Effort, Summary: "auto", Instructions: system,
		Input: replay(append(slices.Clip(messages), asked), s.loader(t.ctx)), ConversationID: m.Conversation,
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	status, err := outcome(t, err)
	text := strings.TrimSpace(t.acc.text.string())
	switch {
	case err != nil:
		return "", err
	case status != history.Done:
		return "", context.Canceled
	case text == "":
		return "", errNoSummary
	}
	return text, nil
}

// saveSummary saves the summary of t and shows the branch with it.
func (s *Session) saveSummary(t *turn, text string) error {
	s.head.Lock()
	defer s.head.Unlock()
	s.mu.Lock()
	c, m, conv := t.compaction, t.draft(), s.conv
	m.Text, m.Status, m.Ended, m.Items = text, history.Done, s.opts.Now(), history.SummaryItems(c.kept)
	if t.acc.usage != nil {
		m.Usage, _ = json.Marshal(t.acc.usage) // five numbers cannot fail
	}
	before, whole := leaf(s.messages), c.end == len(s.messages)
	pending := append(append(slices.Clip(s.unsaved), t.stripped...), m)
	s.mu.Unlock()
	ctx := context.WithoutCancel(t.ctx)
	if err := s.write(ctx, true, &conv, pending); err != nil {
		return err
	}
	conv.Updated, conv.Leaf = later(conv.Updated, m.Ended), m.ID // as History set them
	s.mu.Lock()
	db, forks := s.db, s.forks
	s.mu.Unlock()
	if !whole { // the old question is a sibling of the summary
		if fresh, err := db.Forks(ctx, conv.ID); err == nil {
			forks = fresh
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	step := undoStep{kind: UndoCompact, leaf: before}
	if whole {
		step.summary = m.ID
	} else {
		s.remember()
	}
	s.did(step)
	s.conv.Account, s.conv.Updated, s.conv.Leaf = conv.Account, conv.Updated, conv.Leaf
	s.messages, s.forks = append(s.messages[:c.end:c.end], m), forks
	s.unsaved, s.failure, s.saveFault, s.usage, s.declined = nil, nil, nil, nil, false
	if c.again != "" {
		s.requeue(c.again, c.files)
	}
	return nil
}
