package session

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"banter/codex"
	"banter/history"
	"banter/internal/termsafe"
)

// Limits of what a request for a title has of the question and of the answer,
// and of what is read of its answer, in bytes.
const (
	nameQuestion, nameAnswer = 2000, 1000
	nameReply                = 400
)

// namingInstructions ask for a title.
const namingInstructions = "Write a title for this conversation: at most six words, in the language of the question, plain text, no quotes, no full stop. " +
	"Reply with the title alone, and do not answer the question."

// NameConversation asks for a title for the first exchange of a conversation.
// It uses the smallest model of the catalog with the least effort. The title is
// safe to print and at most as long as one of [Title]; an empty one means that
// the model gave none. It ends with ctx, and has no effect on the session.
func NameConversation(ctx context.Context, from Streamer, catalog codex.Catalog, question, answer string) (string, error) {
	model := smallest(catalog)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // an answer that is long enough is not read to its end
	var b strings.Builder
	for event, err := range from.Stream(ctx, namingRequest(model, question, answer)) {
		if err != nil {
			return "", err
		}
		if text, ok := event.(codex.TextDelta); ok {
			b.WriteString(text.Delta)
		}
		if b.Len() > nameReply {
			break
		}
	}
	return nameOf(b.String()), nil
}

// nameTime bounds how long a title is waited for.
const nameTime = 30 * time.Second

// NameSaved gives a saved conversation the title of [NameConversation], once its
// first answer is complete and if the person has not changed the title. It gives up
// without a word: the first words of the question are a title too.
func NameSaved(ctx context.Context, db *history.DB, client Streamer, catalog codex.Catalog, id string) {
	head, err := db.Find(ctx, id)
	if err != nil {
		return
	}
	branch, err := db.Beginning(ctx, head.Leaf, 2)
	if err != nil || len(branch) < 2 || branch[1].Status != history.Done || head.Title != Title(branch[0].Text) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, nameTime)
	defer cancel()
	title, err := NameConversation(ctx, client, catalog, branch[0].Text, branch[1].Text)
	if err != nil || title == "" {
		return
	}
	if now, err := db.Find(ctx, id); err == nil && now.Title == head.Title {
		_ = db.Rename(ctx, id, title)
	}
}

func namingRequest(model codex.Model, question, answer string) codex.Request {
	req := codex.Request{
		Model: model.Slug, Instructions: namingInstructions,
		Input: []codex.Item{codex.UserText("Question:\n" + beginning(question, nameQuestion) + "\n\nAnswer:\n" + beginning(answer, nameAnswer))},
	}
	if len(model.Efforts) > 0 {
		req.Effort = model.Efforts[0].Name // the catalog has them in order
	}
	return req
}

// smallest returns the model whose answers cost least. The catalog has no
// prices, but its names and descriptions tell the small models; the first of
// them is the newest.
func smallest(catalog codex.Catalog) codex.Model {
	for _, m := range catalog.Listed() {
		about := strings.ToLower(m.Slug + " " + m.Description)
		for _, word := range []string{"luna", "mini", "nano", "small"} {
			if strings.Contains(about, word) {
				return m
			}
		}
	}
	return catalog.Default()
}

// beginning returns at most n bytes of text.
func beginning(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + "…"
}

// nameOf returns the title in a reply: its first line with a word, without
// quotes, a label and a full stop.
func nameOf(reply string) string {
	for line := range strings.Lines(termsafe.Text(reply)) {
		line = strings.Join(strings.Fields(termsafe.Line(line)), " ")
		if label := "title:"; len(line) > len(label) && strings.EqualFold(line[:len(label)], label) {
			line = line[len(label):]
		}
		line = strings.Trim(line, " #*_`\"'“”„‘’«»「」.")
		if strings.IndexFunc(line, isWord) >= 0 {
			return cut(line)
		}
	}
	return ""
}
