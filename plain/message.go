package plain

import (
	"slices"
	"strings"

	"banter/history"
	"banter/internal/termsafe"
)

func (f *Front) stop(string) {
	if !f.busy {
		f.say("No answer is being written.")
		return
	}
	f.sess.Stop()
}

// retry signs in if that is what is missing, or asks again.
func (f *Front) retry(string) {
	if f.sess == nil || needsSignIn(f.sess.State().Err) {
		f.signIn()
		return
	}
	f.begun(f.sess.Retry(f.ctx))
}

// compact asks for a summary of the older messages, which the model gets in their place.
func (f *Front) compact(string) {
	err := f.sess.Compact(f.ctx)
	if err == nil {
		f.say("The model is asked for a summary of the older messages, and goes on with it.")
	}
	f.begun(err)
}

// goOn continues a half answer.
func (f *Front) goOn(string) {
	s := f.sess.State()
	if n := len(s.Messages); n > 0 && s.Continuable {
		f.half = s.Messages[n-1]
	}
	err := f.sess.Continue(f.ctx)
	if err == nil {
		delete(f.known, f.half.ID)
	}
	f.begun(err)
}

// begun tells what has changed, or why an answer could not begin.
func (f *Front) begun(err error) {
	if err != nil {
		f.asked, f.half = "", history.Message{}
		f.warn(err)
		return
	}
	f.chosen, f.problem = "", ""
	f.forget()
	f.changed(f.sess)
}

// forget makes all messages of the shown branch known, except the new question.
func (f *Front) forget() {
	for _, m := range f.sess.State().Messages {
		if m.ID != f.half.ID {
			f.known[m.ID] = true
		}
	}
}

// target returns the message that an act is about: the chosen one, or else the last
// with that role.
func (f *Front) target(role history.Role) (history.Message, bool) {
	messages := f.sess.State().Messages
	for i, m := range slices.Backward(messages) {
		if f.chosen == "" && m.Role == role || f.chosen == m.ID && m.Role == role {
			return m, true
		}
		if f.chosen == m.ID { // the question of the chosen answer, or the answer of the question
			if m.Role == history.Assistant && i > 0 {
				return messages[i-1], messages[i-1].Role == role
			} else if i+1 < len(messages) {
				return messages[i+1], messages[i+1].Role == role
			}
		}
	}
	return history.Message{}, false
}

// noTarget says that an act has nothing to be about.
func (f *Front) noTarget() { f.say("Nothing was asked yet.") }

// read tells a message.
func (f *Front) read(m history.Message) {
	f.out.gap()
	if m.Role == history.User {
		f.tell("You:", m.Text)
		f.tellFiles(m)
		f.tellBookmark(m)
		return
	}
	f.out.line("Answer:")
	text, sources := numbered(m)
	if f.raw {
		text = m.Text
	}
	teller := f.newTeller()
	teller.Push(text)
	teller.Finish()
	f.tellSources(sources)
	if f.thought {
		f.tellThinking(m)
	}
	if m.Status == history.Failed && m.Error != "" {
		f.say("%s", m.Error)
	}
	f.tellStatus(m)
	f.tellBookmark(m)
	if f.details {
		f.say("%s", detailsOf(m))
	}
}

// readAll tells the whole conversation.
func (f *Front) readAll(string) {
	messages := f.sess.State().Messages
	if len(messages) == 0 {
		f.noTarget()
	}
	for _, m := range messages {
		f.read(m)
		f.at = ""
	}
}

// tellLast tells the last question and its answer.
func (f *Front) tellLast() {
	f.at = ""
	f.readStep(-1)
}

// readStep tells the question before or after the one that was read last, and its
// answer.
func (f *Front) readStep(step int) {
	messages := f.sess.State().Messages
	i := slices.IndexFunc(messages, func(m history.Message) bool { return m.ID == f.at })
	if i < 0 {
		i = len(messages)
	}
	for i += step; i >= 0 && i < len(messages); i += step {
		if messages[i].Role == history.User {
			f.at = messages[i].ID
			f.tellMessage(f.at)
			return
		}
	}
	if len(messages) > 0 {
		f.say("There is no other question on that side.")
	} else {
		f.noTarget()
	}
}

// tellMessage tells a message of the shown branch; of a question, the answer too.
func (f *Front) tellMessage(id string) {
	messages := f.sess.State().Messages
	i := slices.IndexFunc(messages, func(m history.Message) bool { return m.ID == id })
	if i < 0 {
		return
	}
	f.read(messages[i])
	if messages[i].Role == history.User && i+1 < len(messages) {
		f.read(messages[i+1])
	}
}

// rowOf returns a message in one line.
func rowOf(m history.Message) string {
	who := "You: "
	if m.Role == history.Assistant {
		who = "Answer: "
	}
	return who + firstWords(m.Text)
}

// rowWords is how many characters of a message a list tells.
const rowWords = 80

func firstWords(text string) string {
	all := []rune(strings.Join(strings.Fields(termsafe.Text(text[:min(len(text), 8*rowWords)])), " "))
	if len(all) > rowWords {
		return string(all[:rowWords]) + "..."
	}
	return string(all)
}

// chooseMessage lists the messages of the shown branch.
func (f *Front) chooseMessage(string) {
	messages := f.sess.State().Messages
	if len(messages) == 0 {
		f.noTarget()
		return
	}
	f.chooseFrom("Messages:", messages)
}

func (f *Front) chooseFrom(title string, messages []history.Message) {
	var rows []string
	for _, m := range messages {
		rows = append(rows, rowOf(m))
	}
	f.choose(menu{
		title: title, rows: rows, prompt: "A number chooses one, an empty line goes back.",
		take: func(i int, _ string) {
			f.chosen = messages[i].ID
			f.read(messages[i])
			f.out.gap()
			f.say("It is chosen for /copy, /code, /save, /edit, /again, /fork, /remove, /bookmark, /note, /version-before and /version-after.")
		},
	})
}

// find lists the messages with a text.
func (f *Front) find(words string) {
	if words == "" {
		f.wants("Find:", false, func(text string) {
			if text = strings.TrimSpace(text); text != "" {
				f.find(text)
			}
		})
		return
	}
	var found []history.Message
	for _, m := range f.sess.State().Messages {
		if at := strings.Index(strings.ToLower(m.Text), strings.ToLower(words)); at >= 0 {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		f.say("Nothing was found.")
		return
	}
	f.chooseFrom("Found in "+count(len(found), "message")+":", found)
}

// edit asks another question in place of the target.
func (f *Front) edit(text string) {
	m, ok := f.target(history.User)
	switch {
	case !ok:
		f.noTarget()
	case text != "":
		f.asked = text
		f.begun(f.sess.Edit(f.ctx, m.ID, text))
	default:
		f.tell("The question was:", m.Text)
		f.wantsText("Ask instead:", func(text string) {
			if strings.TrimSpace(text) == "" {
				f.say("Nothing was changed.")
				return
			}
			f.edit(text)
		})
	}
}

// again asks for another answer.
func (f *Front) again(string) {
	if m, ok := f.target(history.Assistant); ok {
		f.begun(f.sess.Regenerate(f.ctx, m.ID, noModel, ""))
		return
	}
	f.noTarget()
}

// fork copies the conversation up to the target, and opens the copy.
func (f *Front) fork(string) {
	m, ok := f.target(history.Assistant)
	if !ok {
		f.noTarget()
		return
	}
	db := f.place()
	made, err := f.sess.Fork(f.ctx, m.ID)
	if err != nil {
		f.warn(err)
		return
	}
	if f.open(db, made.ID) {
		f.tellOpened()
	}
}

// remove deletes the target and what follows.
func (f *Front) remove(string) {
	m, ok := f.target(history.Assistant)
	if f.chosen != "" {
		ok = true
		m.ID = f.chosen
	}
	if !ok {
		f.noTarget()
		return
	}
	f.changedBranch(f.sess.Remove(f.ctx, m.ID), "Removed. /undo brings it back.")
}

func (f *Front) undo(string) {
	if f.spare() {
		return
	}
	f.changedBranch(f.sess.Undo(f.ctx), "Undone.")
}

// changedBranch tells the end of the branch that is shown now.
func (f *Front) changedBranch(err error, words string) {
	if err != nil {
		f.warn(err)
		return
	}
	f.chosen = ""
	f.forget()
	f.say("%s", words)
	f.tellLast()
}
