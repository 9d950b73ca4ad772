package dialog

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"banter/history"
	"banter/internal/notice"
	"banter/internal/termsafe"
	"banter/tui/keymap"
	"banter/tui/style"
	"banter/tui/task"
)

// QuestionChosen is an event that asks to put a question into the input.
type QuestionChosen struct{ Question history.Question }

func (QuestionChosen) event() {}

// QuestionStore is the part of *history.DB that the list of questions needs. It is
// called outside the UI's goroutine.
type QuestionStore interface {
	Questions(ctx context.Context, q history.Query, limit int) ([]history.Question, error)
}

// The most questions that the list begins with, and that a search adds.
const (
	newestQuestions = 1000
	foundQuestions  = 200
)

// questionList is the list of what was asked in all conversations. Its field filters
// the newest ones at once, and searches all others.
type questionList struct {
	overlay
	store   QuestionStore
	tasks   *task.Group
	now     func() time.Time
	asking  *task.Task
	finding *task.Task
	newest  []history.Question
	found   []history.Question // by the newest search
	remark  string
}

type (
	questionsLoaded struct {
		task *task.Task
		all  []history.Question
		err  error
	}
	questionsFound questionsLoaded
)

// NewQuestions returns the list of questions and the command that loads it.
func NewQuestions(store QuestionStore, tasks *task.Group, now func() time.Time) (Dialog, tea.Cmd) {
	l := &questionList{
		overlay: newOverlay("Asked before", "Reading your questions", "You have not asked anything yet."),
		store:   store, tasks: tasks, now: now, asking: tasks.Task(),
	}
	l.label = searchLabel
	asking := l.asking
	return l, tasks.Do(func(context.Context) tea.Msg {
		all, err := store.Questions(asking.Ctx, history.Query{}, newestQuestions)
		return questionsLoaded{asking, all, err}
	})
}

func (l *questionList) Update(msg tea.Msg) (tea.Cmd, Event) {
	switch msg := msg.(type) {
	case questionsLoaded:
		l.loaded(msg)
		return nil, nil
	case questionsFound:
		l.add(msg)
		return nil, nil
	}
	pressed, _ := msg.(tea.KeyPressMsg)
	chosen, ok := l.chosen()
	switch {
	case leaves(msg):
		l.stop()
		return nil, Dismissed{}
	case keymap.TakeQuestion.Is(pressed.Keystroke()) && ok:
		l.stop()
		return nil, QuestionChosen{chosen}
	}
	typed := l.field.Text()
	if l.overlay.update(msg); l.field.Text() != typed {
		return l.find(), nil
	}
	return nil, nil
}

func (l *questionList) stop() {
	l.asking.Stop()
	if l.finding != nil {
		l.finding.Stop()
	}
}

func (l *questionList) loaded(msg questionsLoaded) {
	if msg.task != l.asking {
		return
	}
	msg.task.Stop()
	if l.newest = msg.all; msg.err != nil && len(msg.all) == 0 {
		l.fail(msg.err)
		return
	}
	l.show()
}

// find searches for what the field says.
func (l *questionList) find() tea.Cmd {
	if l.finding != nil {
		l.finding.Stop()
	}
	l.finding, l.remark = nil, ""
	query, err := history.ParseQuery(l.field.Text())
	if err != nil || query.Empty() {
		if l.found = nil; err != nil {
			n := notice.Of(err)
			l.remark = strings.TrimSpace(n.Sentence + " " + n.Hint)
		}
		l.show()
		return nil
	}
	l.show()
	finding, store := l.tasks.Task(), l.store
	l.finding = finding
	return l.tasks.Do(func(context.Context) tea.Msg {
		all, err := store.Questions(finding.Ctx, query, foundQuestions)
		return questionsFound{finding, all, err}
	})
}

// add shows what the newest search has found.
func (l *questionList) add(msg questionsFound) {
	if msg.task != l.finding || errors.Is(msg.err, context.Canceled) {
		return
	}
	msg.task.Stop()
	if msg.err != nil {
		l.remark = notice.Of(msg.err).Sentence
	}
	l.found = msg.all
	l.show()
}

// show shows the newest questions that match, and after them what the search has found
// beyond them.
func (l *questionList) show() {
	if l.loading != "" && l.newest == nil && l.found == nil {
		return
	}
	rows := make([]row, 0, len(l.newest)+len(l.found))
	for _, q := range l.newest {
		rows = append(rows, l.row(q))
	}
	l.list.extra = 0
	l.setRows(rows)
	shown := make(map[string]bool, len(l.list.hits))
	for _, h := range l.list.hits {
		shown[rows[h.row].key] = true
	}
	for _, q := range l.found {
		if !shown[q.Message] {
			rows = append(rows, l.row(q))
			l.list.extra++
		}
	}
	if l.list.extra > 0 {
		l.setRows(rows)
	}
}

func (l *questionList) row(q history.Question) row {
	return row{key: q.Message, name: questionLine(q.Text), facts: style.Ago(q.Time, l.now())}
}

// questionLine returns the beginning of a question as a safe line.
func questionLine(text string) string {
	const most = 400
	text = strings.TrimSpace(text)
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	return strings.TrimSpace(oneLine(termsafe.Text(text)))
}

// chosen returns the question of the chosen row.
func (l *questionList) chosen() (history.Question, bool) {
	id := l.list.chosenRow().key
	for _, q := range slices.Concat(l.newest, l.found) {
		if q.Message == id {
			return q, true
		}
	}
	return history.Question{}, false
}

func (l *questionList) View(st *style.Styles, width, height int) (string, *tea.Cursor) {
	o := l.overlay
	o.keys = []key.Binding{keymap.CloseDialog.Key()}
	if q, ok := l.chosen(); ok {
		o.detail = "in: " + style.Title(q.Conversation)
		o.keys = []key.Binding{keymap.TakeQuestion.Key(), keymap.CloseDialog.Key()}
	}
	if l.remark != "" {
		o.detail = l.remark
	}
	return o.view(st, width, height)
}
