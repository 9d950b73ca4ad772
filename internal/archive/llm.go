package archive

import (
	"context"
	"fmt"

	"banter/history"
)

// The program llm logs to logs.db: a row of responses is a question and its
// answer, and names its row of conversations. See llm/migrations.py in
// https://github.com/simonw/llm. Ids are ULIDs, which sort by age.
const llmQuery = `SELECT coalesce(CAST(r.conversation_id AS TEXT), ''), CAST(r.id AS TEXT), %s, %s, %s, %s, %s,
		coalesce(CAST(r.prompt AS TEXT), ''), coalesce(CAST(r.response AS TEXT), ''), %s
	FROM responses r LEFT JOIN conversations c ON c.id = r.conversation_id
	ORDER BY coalesce(r.conversation_id, r.id), r.datetime_utc, r.id`

// llmPictures lists the attachments of a response, as placeholders.
const llmPictures = `(SELECT group_concat('[attachment ' || coalesce(a.path, a.url, a.type, a.id) || ']', char(10))
	FROM prompt_attachments p JOIN attachments a ON a.id = p.attachment_id WHERE p.response_id = r.id)`

// llmFragments is the texts that a question had beside its prompt.
const llmFragments = `(SELECT group_concat(f.content, char(10) || char(10))
	FROM prompt_fragments p JOIN fragments f ON f.id = p.fragment_id WHERE p.response_id = r.id)`

// An llmRow is a row of llmQuery.
type llmRow struct {
	conversation, id, name, model, resolved, at, fragments, prompt, response, attachments string
}

func readLLM(ctx context.Context, r *sqliteReader) error {
	query, err := llmSelect(ctx, r)
	if err != nil {
		return err
	}
	rows, err := r.db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	key := ""
	for rows.Next() {
		var row llmRow
		if err := rows.Scan(&row.conversation, &row.id, &row.name, &row.model, &row.resolved, &row.at,
			&row.fragments, &row.prompt, &row.response, &row.attachments); err != nil {
			return err
		}
		of := row.conversation
		if of == "" {
			of = "response " + row.id
		}
		if err := r.addLLM(row, of, of != key); err != nil {
			return err
		}
		key = of
	}
	return rows.Err()
}

// llmSelect returns llmQuery for the tables of this database, which older
// versions of llm made.
func llmSelect(ctx context.Context, r *sqliteReader) (string, error) {
	there := map[string][]string{}
	for _, table := range []string{"responses", "conversations", "attachments", "prompt_attachments", "fragments", "prompt_fragments"} {
		var err error
		if there[table], err = columns(ctx, r.db, table); err != nil {
			return "", err
		}
	}
	fragments, pictures := "''", "''"
	if len(there["fragments"]) > 0 && len(there["prompt_fragments"]) > 0 {
		fragments = "coalesce(" + llmFragments + ", '')"
	}
	if len(there["attachments"]) > 0 && len(there["prompt_attachments"]) > 0 {
		pictures = "coalesce(" + llmPictures + ", '')"
	}
	responses := there["responses"]
	return fmt.Sprintf(llmQuery, optional(there["conversations"], "c", "name"), optional(responses, "r", "model"),
		optional(responses, "r", "resolved_model"), optional(responses, "r", "datetime_utc"), fragments, pictures), nil
}

// addLLM adds the question and the answer of a row. One without a text is left
// out.
func (r *sqliteReader) addLLM(row llmRow, source string, first bool) error {
	at := sqliteTime(row.at, epoch)
	model := clean(row.model)
	if row.resolved != "" {
		model = clean(row.resolved)
	}
	if first {
		err := r.begin(history.Conversation{
			ID: newID(at, "llm", source), Title: clean(row.name), Created: at, Updated: at,
		})
		if err != nil {
			return err
		}
	}
	question := joinTexts(clean(row.fragments), joinTexts(clean(row.prompt), clean(row.attachments)))
	if question != "" {
		err := r.add(history.Message{
			ID: newID(at, "llm", row.id, "prompt"), Parent: r.batch.Conversation.Leaf, Role: history.User, Text: question, Created: at,
		})
		if err != nil {
			return err
		}
	}
	if row.response == "" {
		return nil
	}
	return r.add(history.Message{
		ID: newID(at, "llm", row.id, "response"), Parent: r.batch.Conversation.Leaf, Role: history.Assistant,
		Text: clean(row.response), Model: model, Created: at,
	})
}
