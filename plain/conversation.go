package plain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"banter/codex"
	"banter/history"
	"banter/internal/crash"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/session"
)

// client returns what asks with the account in use now.
func (f *Front) client() session.Streamer {
	if f.opts.Pin != nil {
		return f.opts.Pin()
	}
	return f.opts.Backend
}

func (f *Front) sessionOptions(db *history.DB) session.Options {
	return session.Options{
		Client: f.client(), History: db, Model: f.catalog.Pick(f.model), Effort: f.effort,
		Account: codex.Account(f.tokens), Instructions: f.opts.System, Now: f.opts.Now,
		Mentions: f.opts.Terminal, // a pipe may bring foreign text
	}
}

// open leaves the conversation and opens another one. It reports whether that
// worked; if not, it has said why.
func (f *Front) open(db *history.DB, id string) bool {
	f.leave()
	sess, err := f.group.Open(f.ctx, f.sessionOptions(db), id)
	if sess == nil {
		f.warn(err)
		if id == "" {
			f.failed, f.done = err, true
			return false
		}
		f.open(f.db, "")
		return false
	}
	f.sess, f.known, f.telling, f.asked, f.chosen, f.at, f.mark, f.problem = sess, map[string]bool{}, telling{}, "", "", "", "", ""
	f.half, f.picked, f.queued, f.gone = history.Message{}, false, 0, false
	s := sess.State()
	for _, m := range s.Messages {
		f.known[m.ID] = true
	}
	f.queued = len(s.Queue)
	f.busy = s.Answer != nil
	f.fullTold = false
	f.limitSession()
	f.watch(sess)
	f.findDraft()
	return true
}

// findDraft tells what was typed and not sent the last time. A pipe does not send it.
func (f *Front) findDraft() {
	f.draft = ""
	if !f.opts.Terminal {
		return
	}
	draft, err := f.sess.Draft(f.ctx)
	if err != nil || strings.TrimSpace(draft) == "" {
		return
	}
	f.draft = draft
	f.tell("Not sent the last time:", draft)
	f.say("An empty line sends it.")
}

// watch has changes of the session told until it is left.
func (f *Front) watch(sess *session.Session) {
	ctx, cancel := context.WithCancel(f.ctx)
	f.work.Add(1)
	ended := crash.Go(func() {
		defer f.work.Done()
		for {
			if _, err := sess.Next(ctx); err != nil {
				return
			}
			f.post(ctx, func() { f.changed(sess) })
		}
	})
	f.stopWatch = func() {
		cancel()
		<-ended // Next has one caller at a time
	}
}

// leave gives the conversation up. An answer in progress goes on in the background.
func (f *Front) leave() {
	if f.sess == nil {
		return
	}
	f.stopWatch()
	pending := f.pending
	f.pending = nil
	var unsent func([]string) string
	if f.busy || len(pending) > 0 {
		unsent = func(queue []string) string { return joined(queue, pending) }
	}
	if _, err := f.group.Leave(f.ctx, f.sess, unsent); err != nil {
		f.warn(err)
	}
	f.heard()
	f.sess, f.busy = nil, false
}

// unsent returns the text that was not sent.
func (f *Front) unsent(queue []string) string { return joined(queue, f.pending) }

func joined(queue, pending []string) string {
	return strings.Join(append(queue[:len(queue):len(queue)], pending...), "\n")
}

// openNew starts a conversation.
func (f *Front) openNew(string) {
	if f.open(f.place(), "") {
		f.say("A new conversation.")
	}
}

// place returns the history of the conversation.
func (f *Front) place() *history.DB {
	if f.memory != nil && f.sess != nil && f.sess.State().Temporary && !f.opts.Temporary {
		return f.memory
	}
	return f.db
}

// openID opens a saved conversation and tells its end, or the message.
func (f *Front) openID(id, message string) {
	if !f.open(f.db, id) {
		return
	}
	f.useOwner()
	if f.sess == nil {
		return
	}
	if message != "" {
		_ = f.sess.Show(f.ctx, message) // without it, the branch that was shown last
	}
	f.tellOpened()
	if message != "" {
		f.tellMessage(message)
		return
	}
	f.tellLast()
}

// tellOpened says which conversation is open.
func (f *Front) tellOpened() {
	s := f.sess.State()
	for _, m := range s.Messages {
		f.known[m.ID] = true
	}
	f.out.gap()
	f.say("Conversation: %s, %s.", titleOf(s.Conversation.Title), count(len(s.Messages), "message"))
	f.tellProblem(s)
}

func titleOf(title string) string {
	if title = termsafe.Line(title); title == "" {
		return "untitled"
	}
	return title
}

// count returns a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// toggleTemporary makes an empty conversation a temporary one or an ordinary one,
// and keeps a temporary one in which something was asked.
func (f *Front) toggleTemporary(string) {
	s := f.sess.State()
	empty := len(s.Messages) == 0 && s.Answer == nil
	switch {
	case f.opts.Temporary || f.opts.Demo:
		f.say("Nothing is kept on disk in this run.")
	case s.Temporary && empty:
		if f.open(f.db, "") {
			f.say("This conversation is kept on disk.")
		}
	case s.Temporary:
		if err := f.sess.Keep(f.ctx, f.db); err != nil {
			f.warn(err)
			return
		}
		f.say("The conversation is kept on disk.")
	case !empty:
		f.say("This conversation is on disk. /new and /temporary begin a temporary one.")
	default:
		f.openTemporary()
	}
}

func (f *Front) openTemporary() {
	if f.memory == nil {
		db, err := history.Open(f.ctx, ":memory:")
		if err != nil {
			f.warn(err)
			return
		}
		f.memory = db
	}
	if f.open(f.memory, "") {
		f.say("Nothing of this conversation is left on disk.")
	}
}

// watchBackground tells of answers that go on in the background.
func (f *Front) watchBackground() {
	f.behind(func(ctx context.Context) {
		for {
			changed, err := f.group.Next(ctx)
			if err != nil {
				return
			}
			f.post(ctx, func() { f.tellBackground(changed) })
		}
	})
}

func (f *Front) tellBackground(changed []session.Background) {
	for _, b := range changed {
		title := titleOf(b.Conversation.Title)
		switch {
		case f.sess != nil && b.Conversation.ID == f.sess.State().Conversation.ID:
		case b.Answering:
			f.say("%s is answered in the background.", title)
		case b.Err != nil:
			f.say("%s: %s", title, notice.Of(b.Err).Sentence)
		default:
			f.say("%s is answered. /chats opens it.", title)
		}
	}
}

// watchWarnings tells of problems that the person should know of.
func (f *Front) watchWarnings() {
	if f.opts.NextWarning == nil {
		return
	}
	f.behind(func(ctx context.Context) {
		for {
			err := f.opts.NextWarning(ctx)
			if err == nil || errors.Is(err, context.Canceled) {
				return
			}
			f.post(ctx, func() { f.warn(err) })
		}
	})
}
