package archive_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // makes the databases of other programs

	"banter/history"
	"banter/internal/archive"
)

// tree describes all conversations, a message a line, indented by its depth.
func tree(t testing.TB, db *history.DB) string {
	t.Helper()
	var b strings.Builder
	for _, c := range heads(t, db) {
		fmt.Fprintf(&b, "%s\n", c.Title)
		depth := map[string]int{}
		check(t, db.Each(t.Context(), c.ID, func(m history.Message) error {
			depth[m.ID] = depth[m.Parent] + 1
			mark := ""
			if m.ID == c.Leaf {
				mark = " <- leaf"
			}
			if m.Reasoning != "" {
				mark += " (" + m.Reasoning + ")"
			}
			fmt.Fprintf(&b, "%s%s %s%q%s\n", strings.Repeat("  ", depth[m.ID]), m.Role, strings.TrimSpace(m.Model+" "), m.Text, mark)
			return nil
		}))
	}
	return b.String()
}

// twice imports a file two times and returns what it gave.
func twice(t testing.TB, path string) (string, archive.Notes) {
	t.Helper()
	db := open(t)
	_, notes := read(t, db, path)
	first := export(t, db, archive.JSON)
	if again, _ := read(t, db, path); again.Added != 0 || export(t, db, archive.JSON) != first {
		t.Errorf("the second import added %d messages", again.Added)
	}
	check(t, db.Check(t.Context()))
	return tree(t, db), notes
}

const chatGPT = `[
{"title":"Cats","create_time":1700000000.5,"update_time":1700000100,"conversation_id":"c1","current_node":"d","mapping":{
 "r":{"id":"r","message":null,"parent":null,"children":["s"]},
 "s":{"parent":"r","children":["a","e"],"message":{"author":{"role":"system"},"content":{"content_type":"text","parts":[""]}}},
 "a":{"parent":"s","children":["b","t"],"message":{"author":{"role":"user"},"create_time":1700000001,"content":{"content_type":"multimodal_text","parts":[
  {"content_type":"image_asset_pointer","asset_pointer":"file-service://file-1","width":10,"height":20},"What is it?",{"content_type":"audio_asset_pointer","asset_pointer":"sediment://x"}]}}},
 "b":{"parent":"a","children":[],"message":{"author":{"role":"assistant"},"create_time":1700000002,"recipient":"all","content":{"content_type":"text","parts":["A cat",""]},"metadata":{"model_slug":"gpt-4o"}}},
 "t":{"parent":"a","children":["k"],"message":{"author":{"role":"assistant"},"create_time":1700000002,"content":{"content_type":"thoughts","thoughts":[{"summary":"Look","content":"closely"}]}}},
 "k":{"parent":"t","children":["x"],"message":{"author":{"role":"assistant"},"recipient":"python","content":{"content_type":"code","text":"run()"}}},
 "x":{"parent":"k","children":["d"],"message":{"author":{"role":"tool"},"content":{"content_type":"execution_output","text":"42"}}},
 "d":{"parent":"x","children":["p"],"message":{"author":{"role":"assistant"},"create_time":1700000003,"status":"in_progress","content":{"content_type":"text","parts":["A dog"]},"metadata":{"model_slug":"o3"}}},
 "p":{"parent":"d","children":[],"message":{"author":{"role":"tool"},"create_time":1700000004,"content":{"content_type":"multimodal_text","parts":[{"content_type":"image_asset_pointer","asset_pointer":"sediment://file-2"}]}}},
 "e":{"parent":"s","children":["h"],"message":{"author":{"role":"user"},"create_time":1700000005,"content":{"content_type":"text","parts":["Edited"]}}},
 "h":{"parent":"e","children":["f"],"message":{"author":{"role":"assistant"},"metadata":{"is_visually_hidden_from_conversation":true},"content":{"content_type":"text","parts":["hidden"]}}},
 "f":{"parent":"h","children":[],"message":{"author":{"role":"assistant"},"create_time":null,"content":{"content_type":"later_kind","text":"New"}}}
}},
{"title":null,"id":"c2","mapping":{
 "1":{"parent":"2","children":["2"],"message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["a cycle"]}}},
 "2":{"parent":"1","children":["1"],"message":null},
 "3":{"parent":"gone","children":[],"message":{"author":{"role":"user"},"create_time":"soon","content":{"content_type":"text","parts":["orphan"]}}},
 "4":{"parent":"3","children":[],"message":{"author":{"role":"assistant"},"content":"odd"}}
}},
{"title":7,"mapping":[]},
{"id":"c3","title":"Code","create_time":1700000000,"mapping":{"1":{"message":{"author":{"role":"assistant"},"content":{"content_type":"code","language":"unknown","text":"a ` + "```" + ` b"}}}}}
]`

const chatGPTTree = `
  user "orphan" <- leaf
Code
  assistant "` + "````\\na ``` b\\n````" + `" <- leaf
Cats
  user "[image file-1, 10 × 20]\n\nWhat is it?\n\n[audio_asset_pointer x]"
    assistant gpt-4o"A cat"
    assistant o3"A dog" <- leaf (Look

closely)
      assistant "[image file-2]"
  user "Edited"
    assistant "New"
`

func TestChatGPT(t *testing.T) {
	got, notes := twice(t, save(t, "conversations.json", "\xef\xbb\xbf"+chatGPT))
	if got != chatGPTTree {
		t.Errorf("got\n%s\nwant\n%s", got, chatGPTTree)
	}
	if notes.Skipped != 3 || notes.Cut { // two nodes of the cycle, one odd conversation
		t.Errorf("%+v", notes)
	}
}

func TestChatGPTZip(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	second := strings.Index(chatGPT, `{"title":null`)
	for i, part := range []string{strings.TrimSuffix(chatGPT[:second], ",\n") + "]", "[" + chatGPT[second:]} {
		f, err := w.Create(fmt.Sprintf("export/conversations-%03d.json", i))
		check(t, err)
		fmt.Fprint(f, part)
	}
	f, err := w.Create("chat.html")
	check(t, err)
	fmt.Fprint(f, "<html>")
	check(t, w.Close())
	got, notes := twice(t, save(t, "export.zip", b.String()))
	if got != chatGPTTree || notes.Cut {
		t.Errorf("%+v got\n%s\nwant\n%s", notes, got, chatGPTTree)
	}
}

func TestChatGPTCut(t *testing.T) {
	for n := 1; n < len(chatGPT)-2; n += 41 {
		db := open(t)
		if _, notes := read(t, db, save(t, "conversations.json", chatGPT[:n])); !notes.Cut {
			t.Errorf("cut at %d: %+v", n, notes)
		}
		check(t, db.Check(t.Context()))
	}
}

const codexSession = `{"timestamp":"2025-10-29T00:59:38.317Z","type":"session_meta","payload":{"id":"019a2d7a-41c4","timestamp":"2025-10-29T00:59:38.308Z","cwd":"/p"}}
{"timestamp":"2025-10-29T00:59:38.400Z","type":"response_item","payload":{"type":"message","role":"developer","content":[{"type":"input_text","text":"rules"}]}}
{"timestamp":"2025-10-29T00:59:38.400Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context>x</environment_context>"}]}}
{"timestamp":"2025-10-29T00:59:38.500Z","type":"turn_context","payload":{"model":"gpt-5-codex","effort":"high","summary":"auto"}}
{"timestamp":"2025-10-29T00:59:39.000Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"what is 2+2?"},{"type":"input_image","image_url":"data:"}]}}
{"timestamp":"2025-10-29T00:59:39.000Z","type":"event_msg","payload":{"type":"user_message","message":"what is 2+2?"}}
{"timestamp":"2025-10-29T00:59:40.000Z","type":"response_item","payload":{"type":"reasoning","summary":[{"type":"summary_text","text":"Adding"}],"encrypted_content":"x"}}
{"timestamp":"2025-10-29T00:59:40.000Z","type":"response_item","payload":{"type":"function_call","name":"shell","arguments":"{}","call_id":"1"}}
nonsense
{"timestamp":"2025-10-29T00:59:41.000Z","type":"later","payload":{"x":1}}
{"timestamp":"2025-10-29T00:59:41.000Z","type":"response_item","payload":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"4"}]}}
`

func TestCodexCLI(t *testing.T) {
	want := "\n  user \"what is 2+2?\\n\\n[image]\"\n    assistant gpt-5-codex\"4\" <- leaf (Adding)\n"
	got, notes := twice(t, save(t, "rollout.jsonl", codexSession))
	if got != want || notes.Skipped != 1 || notes.Cut {
		t.Errorf("%+v got\n%s", notes, got)
	}
	got, notes = twice(t, save(t, "rollout.jsonl", codexSession+`{"timestamp":"2025-10-29T00:59:4`))
	if got != want || !notes.Cut {
		t.Errorf("%+v got\n%s", notes, got)
	}

	// A session that goes on later adds to what was imported.
	db := open(t)
	read(t, db, save(t, "rollout.jsonl", codexSession))
	more := `{"timestamp":"2025-10-29T01:00:00.000Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"and 3+3?"}]}}` + "\n"
	if merged, _ := read(t, db, save(t, "rollout.jsonl", codexSession+more)); merged.Added != 1 {
		t.Errorf("%+v", merged)
	}
	if got := tree(t, db); !strings.Contains(got, "      user \"and 3+3?\" <- leaf") {
		t.Errorf("got\n%s", got)
	}
}

func TestEarlyCodexCLI(t *testing.T) {
	got, notes := twice(t, save(t, "rollout.jsonl", `{"id":"5973b6c0","timestamp":"2025-05-07T17:24:21.597Z","instructions":null}
{"record_type":"state"}
{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]}
{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]}
`))
	if got != "\n  user \"hi\"\n    assistant \"hello\" <- leaf\n" || notes.Skipped != 0 {
		t.Errorf("%+v got\n%s", notes, got)
	}
}

// database makes a SQLite file of a script.
func database(t testing.TB, name, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	db, err := sql.Open("sqlite", "file:"+path)
	check(t, err)
	_, err = db.ExecContext(t.Context(), script)
	check(t, err)
	check(t, db.Close())
	return path
}

const llmTables = `
CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, prompt_json TEXT, options_json TEXT, response TEXT,
	response_json TEXT, conversation_id TEXT, duration_ms INTEGER, datetime_utc TEXT);
INSERT INTO conversations VALUES ('c1', 'Sums', 'gpt-4o');
INSERT INTO responses (id, model, prompt, response, conversation_id, datetime_utc) VALUES
	('r2', 'gpt-4o', 'and 3+3?', '6', 'c1', '2024-01-02T03:05:05.000001+00:00'),
	('r1', 'gpt-4o', '2+2?', '4', 'c1', '2024-01-02T03:04:05'),
	('r3', 'm', 'alone', NULL, NULL, 'never'),
	('r4', 'm', x'ff41', 'ok', 'gone', '2024-01-03T00:00:00');`

func TestLLM(t *testing.T) {
	want := []string{
		"\n  user \"alone\" <- leaf", "\n  user \"�A\"\n    assistant m\"ok\" <- leaf",
		"Sums\n  user \"2+2?\"\n    assistant gpt-4o\"4\"\n      user \"and 3+3?\"\n        assistant gpt-4o\"6\" <- leaf",
	}
	path := database(t, "logs.db", llmTables)
	before, err := os.ReadFile(path)
	check(t, err)
	got, notes := twice(t, path)
	for _, part := range want {
		if !strings.Contains(got, part) || notes.Cut {
			t.Errorf("%+v got\n%s", notes, got)
		}
	}
	after, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the database was changed")
	}

	got, _ = twice(t, database(t, "logs.db", llmTables+`
		ALTER TABLE responses ADD COLUMN resolved_model TEXT;
		UPDATE responses SET resolved_model = 'gpt-4o-2024' WHERE id = 'r1';
		CREATE TABLE attachments (id TEXT, type TEXT, path TEXT, url TEXT, content BLOB);
		CREATE TABLE prompt_attachments (response_id TEXT, attachment_id TEXT, "order" INTEGER);
		INSERT INTO attachments VALUES ('a', 'image/png', '/cat.png', NULL, NULL);
		INSERT INTO prompt_attachments VALUES ('r1', 'a', 0);
		CREATE TABLE fragments (id INTEGER, content TEXT);
		CREATE TABLE prompt_fragments (response_id TEXT, fragment_id INTEGER, "order" INTEGER);
		INSERT INTO fragments VALUES (1, 'a file'); INSERT INTO prompt_fragments VALUES ('r1', 1, 0);`))
	if !strings.Contains(got, `user "a file\n\n2+2?\n\n[attachment /cat.png]"`+"\n    assistant gpt-4o-2024\"4\"") {
		t.Errorf("got\n%s", got)
	}
}

const eliaTables = `
CREATE TABLE chat (id INTEGER PRIMARY KEY, model TEXT, title TEXT, started_at DATETIME, archived BOOLEAN);
CREATE TABLE message (id INTEGER PRIMARY KEY, chat_id INTEGER, role TEXT, content TEXT, timestamp DATETIME, meta JSON, parent_id INTEGER, model TEXT);
INSERT INTO chat VALUES (1, 'gpt-4o', 'Branches', '2024-01-02 03:04:05.000001', 0), (2, 'gpt-4o', NULL, NULL, 0);
INSERT INTO message VALUES
	(1, 1, 'system', 'Be brief', '2024-01-02 03:04:05', '{}', NULL, NULL),
	(2, 1, 'user', 'Hi', '2024-01-02 03:04:06', '{}', 1, NULL),
	(3, 1, 'assistant', 'Hello', '2024-01-02 03:04:07', '{}', 2, 'gpt-4o'),
	(4, 1, 'assistant', 'Hey', '2024-01-02 03:04:08', '{}', 2, 'gpt-4'),
	(5, 2, 'user', 'No parents', '2024-01-02 03:04:09', '{}', NULL, NULL),
	(6, 2, 'assistant', 'here', '2024-01-02 03:04:09', '{}', 99, NULL),
	(7, 2, 'tool', 'x', NULL, '{}', NULL, NULL), (8, NULL, 'user', 'x', NULL, '{}', NULL, NULL);`

func TestElia(t *testing.T) {
	want := "\n  user \"No parents\"\n    assistant \"here\" <- leaf\nBranches\n  user \"Hi\"\n    assistant gpt-4o\"Hello\"\n    assistant gpt-4\"Hey\" <- leaf\n"
	if got, notes := twice(t, database(t, "elia.sqlite", eliaTables)); got != want || notes.Cut {
		t.Errorf("%+v got\n%s", notes, got)
	}
}

// TestDamagedDatabase overwrites a page in the middle.
func TestDamagedDatabase(t *testing.T) {
	path := database(t, "logs.db", llmTables+`
		WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 500)
		INSERT INTO responses (id, prompt, response, conversation_id, datetime_utc) SELECT 's' || i, 'q', printf('%.1000c', 'x'), 'c1', '2024-01-02' FROM n;`)
	text, err := os.ReadFile(path)
	check(t, err)
	for i := 20 * 4096; i < 40*4096; i++ {
		text[i] = 0xaa
	}
	check(t, os.WriteFile(path, text, 0o600))
	db := open(t)
	if _, notes := read(t, db, path); !notes.Cut {
		t.Errorf("%+v", notes)
	}
	check(t, db.Check(t.Context()))
}

func TestFindSkipsOtherFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"2025/10/rollout-1.jsonl": codexSession, "2025/10/notes.jsonl": "{}", "picture.png": "x", "conversations.json": chatGPT,
		"settings.json": `[1]`, "empty.jsonl": "", "bad.zip": "PK\x03\x04x", "bad.db": "SQLite format 3\x00",
	} {
		check(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		check(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	files, err := archive.Find(t.Context(), []string{dir})
	check(t, err)
	var kinds []string
	for _, file := range files {
		kinds = append(kinds, string(file.Kind))
	}
	if want := []string{"the Codex CLI", "ChatGPT"}; !slices.Equal(kinds, want) {
		t.Errorf("found %v", kinds)
	}
	if _, err := archive.Find(t.Context(), []string{filepath.Join(dir, "picture.png")}); err == nil {
		t.Error("a named file of another kind is no error")
	}
}
