package plain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/citation"
	"banter/internal/crash"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/plain/spoken"
	"banter/session"
)

// A teller tells the text of an answer while it arrives.
type teller interface {
	Push(delta string)
	Finish()
}

// rawTeller tells a text as the model wrote it.
type rawTeller struct {
	line   func(string)
	filter termsafe.Filter
	rest   string
}

func (r *rawTeller) Push(delta string) { r.add(r.filter.Push(delta)) }

func (r *rawTeller) add(text string) {
	lines := strings.Split(r.rest+text, "\n")
	for _, line := range lines[:len(lines)-1] {
		r.line(line)
	}
	r.rest = lines[len(lines)-1]
}

func (r *rawTeller) Finish() {
	if r.add(r.filter.Flush()); r.rest != "" {
		r.line(r.rest)
	}
	r.rest = ""
}

// telling is the answer that is being told.
type telling struct {
	id      string // empty: none
	text    string // so far
	teller  teller
	attempt int // the last one that was told of
	items   int // of the answer that have arrived
	steps   int // on the web that were told
	silence *time.Timer
	wait    int // counts the waits for words
}

// silentAfter is how long no word arrives before the person hears of it.
const silentAfter = 10 * time.Second

// speaker returns a teller that tells markdown in words.
func (f *Front) speaker() *spoken.Teller {
	t := spoken.New(f.out.line)
	t.Code = f.out.code
	return t
}

func (f *Front) newTeller() teller {
	if f.raw {
		return &rawTeller{line: f.out.code}
	}
	return f.speaker()
}

// ask sends a question.
func (f *Front) ask(text string) {
	if f.sess == nil {
		f.say("You are not signed in. /retry signs in.")
		return
	}
	if f.chosen = ""; !f.busy {
		f.asked = text
	}
	if !f.opts.Terminal { // it does not show what it gets
		f.tell("You:", text)
	}
	if err := f.sess.Send(f.ctx, text, f.files...); err != nil {
		f.asked, f.pending = "", []string{text}
		f.warn(err)
		if f.opts.Terminal {
			f.say("The question is kept. An empty line sends it again.")
		}
		return
	}
	f.files = nil
	if f.busy {
		f.queued++
		f.say("The question waits for the answer to end.")
	}
	f.changed(f.sess)
}

// changed tells what the session has added since the last call.
func (f *Front) changed(sess *session.Session) {
	if sess != f.sess {
		return
	}
	s := sess.State()
	f.tellEnded(s)
	if s.Answer != nil {
		f.tellGrowing(s)
	}
	if s.Err == nil {
		f.problem = ""
	} else if s.Answer == nil {
		f.tellProblem(s)
		f.queued = 0
	}
	f.busy = s.Answer != nil || s.Compacting || f.queued > 0
	if s.Deleted && !f.gone {
		f.gone = true
		f.say("This conversation was deleted elsewhere. /new starts another one.")
	}
	if f.ending && !f.busy {
		f.done = true
	}
}

// tellEnded tells the messages after the last known one. Earlier ones may still be
// read from the history.
func (f *Front) tellEnded(s session.State) {
	first, any := 0, len(f.known) == 0
	for i, m := range s.Messages {
		if f.known[m.ID] {
			first, any = i+1, true
		}
	}
	for i, m := range s.Messages {
		if m.Status == history.Streaming { // elsewhere; it is told when it has ended
			continue
		}
		if fresh := any && i >= first && !f.known[m.ID]; !fresh {
			f.known[m.ID] = true
			continue
		}
		f.known[m.ID] = true
		if m.Role == history.User {
			f.tellQuestion(m)
		} else {
			f.endAnswer(m, s)
		}
	}
}

// tellQuestion tells a question, unless the terminal shows it.
func (f *Front) tellQuestion(m history.Message) {
	f.queued = max(f.queued-1, 0)
	if m.Text != f.asked {
		f.out.gap()
		f.tell("You:", m.Text)
	}
	f.asked = ""
	f.tellFiles(m)
}

// begin announces an answer.
func (f *Front) begin(id string) {
	f.telling = telling{id: id, teller: f.newTeller(), wait: f.telling.wait}
	f.out.gap()
	if f.half.ID == id {
		f.out.line("Answer, continued:")
		f.telling.text = f.half.Text
		f.telling.items, f.telling.steps = len(f.half.Items), len(citation.Read("", f.half.Items).Steps)
	} else {
		f.out.line("Answer:")
	}
	f.half = history.Message{}
}

// tellGrowing tells what has arrived of the answer.
func (f *Front) tellGrowing(s session.State) {
	if f.telling.id != s.Answer.ID {
		f.begin(s.Answer.ID)
		f.listen()
	}
	if r := s.Retrying; s.Waiting && r != nil && r.Attempt != f.telling.attempt {
		f.telling.attempt = r.Attempt
		f.say("The request failed and is sent again in %s.", count(int(r.After.Round(time.Second).Seconds()), "second"))
	}
	f.tellSteps(*s.Answer)
	f.grow(s.Answer.Text)
}

// grow tells what text adds.
func (f *Front) grow(text string) {
	t := &f.telling
	delta, grown := strings.CutPrefix(text, t.text)
	if delta == "" && grown {
		return
	}
	f.heard()
	if !grown {
		t.teller.Finish()
		f.out.gap()
		f.say("The server has changed the answer. From its beginning:")
		t.teller, delta = f.newTeller(), text
	}
	t.text = text
	t.teller.Push(delta)
}

// listen says so if no word arrives for long.
func (f *Front) listen() {
	f.telling.wait++
	wait := f.telling.wait
	f.telling.silence = crash.AfterFunc(silentAfter, func() {
		f.post(f.ctx, func() {
			if wait == f.telling.wait && f.busy {
				f.say("No word has arrived yet. Ctrl+C stops waiting.")
			}
		})
	})
}

// heard ends listen.
func (f *Front) heard() {
	f.telling.wait++
	if f.telling.silence != nil {
		f.telling.silence.Stop()
	}
}

// endAnswer tells the rest of an answer and how it ended.
func (f *Front) endAnswer(m history.Message, s session.State) {
	if f.telling.id != m.ID {
		f.begin(m.ID)
	}
	f.tellSteps(m)
	f.grow(m.Text)
	f.heard()
	f.telling.teller.Finish()
	f.telling = telling{wait: f.telling.wait}
	_, sources := numbered(m)
	f.tellSources(sources)
	if f.thought {
		f.tellThinking(m)
	}
	f.tellStatus(m)
	f.tellProblem(s)
	f.tellMeters(s)
	if f.details {
		f.say("%s", detailsOf(m))
	}
	f.out.gap()
	if f.opts.Bell {
		f.out.bell()
	}
	f.name(s)
}

// tellStatus says why an answer is not whole.
func (f *Front) tellStatus(m history.Message) {
	switch m.Status {
	case history.Stopped:
		f.say("Stopped. Type /continue to go on, or /retry to ask again.")
	case history.Interrupted:
		f.say("This answer was cut off. Type /continue to go on, or /retry to ask again.")
	}
}

// tellProblem says once why the last answer failed.
func (f *Front) tellProblem(s session.State) {
	if s.Err == nil || f.problem == notice.Of(s.Err).Sentence {
		return
	}
	f.problem = notice.Of(s.Err).Sentence
	f.warn(s.Err)
	switch {
	case needsSignIn(s.Err):
		f.say("Type /retry to sign in again.")
	case s.Continuable:
		f.say("Type /continue to go on, or /retry to ask again.")
	case s.Retryable:
		f.say("Type /retry to ask again.")
	}
}

// needsSignIn reports whether a new sign-in would solve the problem.
func needsSignIn(err error) bool {
	fault, ok := errors.AsType[*codex.Error](err)
	return errors.Is(err, auth.ErrSignInAgain) || errors.Is(err, auth.ErrNoTokens) || ok && (fault.Code == codex.CodeSignIn || fault.Code == codex.CodeConsent)
}

// detailsOf returns the model, the time and the tokens of an answer.
func detailsOf(m history.Message) string {
	words := "Answered by " + m.Model
	if m.Effort != "" {
		words += ", effort " + m.Effort
	}
	if took := m.Ended.Sub(m.Created); took > 0 {
		words += ", in " + count(int(took.Round(time.Second).Seconds()), "second")
	}
	var usage codex.Usage
	if json.Unmarshal(m.Usage, &usage) == nil && usage.Total > 0 {
		words += fmt.Sprintf(", %d tokens read, %d written", usage.Input, usage.Output)
	}
	return words + "."
}

func (f *Front) tellThinking(m history.Message) {
	if m.Reasoning == "" {
		f.say("The model gave no summary of what it thought.")
		return
	}
	f.out.gap()
	f.say("What the model thought:")
	t := f.speaker()
	t.Push(m.Reasoning)
	t.Finish()
	f.say("End of what the model thought.")
}

// name asks for a title after the first answer, behind the conversation.
func (f *Front) name(s session.State) {
	n := len(s.Messages)
	if !f.opts.Titles || f.opts.Demo || f.opts.Temporary || s.Temporary || n != 2 || s.Messages[1].Status != history.Done {
		return
	}
	db, client, catalog, id := f.db, f.client(), f.catalog, s.Conversation.ID
	f.behind(func(ctx context.Context) { session.NameSaved(ctx, db, client, catalog, id) })
}
