package archive_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"banter/history"
	"banter/internal/archive"
)

// Go's fuzzing compares the counters of all linked code after each run. With
// SQLite in the program that takes seconds, so mutated files are made here.

// mutations returns the number of mutated files of each kind.
func mutations(t testing.TB) int {
	n, err := strconv.Atoi(os.Getenv("BANTER_MUTATIONS"))
	if err != nil {
		n = 300
		if testing.Short() {
			n = 20
		}
	}
	t.Logf("%d mutations; BANTER_MUTATIONS sets another number", n)
	return n
}

// tokens are inserted into texts: what means something to a parser.
var tokens = []string{
	"null", "{", "}", "[", "]", ",", ":", `"`, "\\", "\n", "\r\n", "\x00", "\xff", "1e999", "-1", "9223372036854775808", "{}", "[]", `""`, "true",
	`"parent":"a"`, `"children":["a","a"]`, `"id":`, `"payload":`, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "\ufeff", "<!--", "```", "~~~~", "\t", "> ", "- ", "</",
}

// mutate changes a few places of a text.
func mutate(random *rand.Rand, original string) string {
	b := []byte(original)
	for range 1 + random.IntN(6) {
		at := random.IntN(len(b) + 1)
		end := min(len(b), at+random.IntN(1+random.IntN(200)))
		switch random.IntN(6) {
		case 0:
			b = slices.Delete(b, at, end)
		case 1:
			b = slices.Insert(b, at, slices.Clone(b[at:end])...)
		case 2:
			b = slices.Insert(b, at, []byte(tokens[random.IntN(len(tokens))])...)
		case 3:
			b = slices.Replace(b, at, end, []byte(tokens[random.IntN(len(tokens))])...)
		case 4:
			if at < len(b) {
				b[at] = byte(random.IntN(256))
			}
		case 5:
			if random.IntN(4) == 0 {
				b = b[:at]
			}
		}
	}
	return string(b)
}

// TestMutatedFiles checks that every reader returns only conversations that can be
// saved, for any content of a file.
func TestMutatedFiles(t *testing.T) {
	for name, seed := range map[string]string{
		"all.jsonl": export(t, fill(t), archive.JSON), "conversations.json": chatGPT, "rollout.jsonl": codexSession,
		"logs.db": fileText(t, database(t, "logs.db", llmTables)), "elia.sqlite": fileText(t, database(t, "elia.sqlite", eliaTables)),
	} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(len(name)), 1))
			path := filepath.Join(t.TempDir(), name)
			for range mutations(t) {
				text := mutate(random, seed)
				check(t, os.WriteFile(path, []byte(text), 0o600))
				feed(t, path)
				if t.Failed() {
					t.Fatalf("the file\n%q", text)
				}
			}
		})
	}
}

func feed(t *testing.T, path string) {
	t.Helper()
	file, err := archive.Open(t.Context(), path)
	if err != nil {
		return
	}
	known := map[string]string{} // message to conversation
	_, err = file.Read(t.Context(), func(b archive.Batch) error {
		checkBatch(t, file.Kind, b, known)
		return nil
	}, func(int64) {})
	if err != nil && (file.Kind == archive.ChatGPT || file.Kind == archive.CodexCLI) {
		t.Error(err)
	}
}

func checkBatch(t *testing.T, kind archive.Kind, b archive.Batch, known map[string]string) {
	t.Helper()
	if !archive.ValidID(b.Conversation.ID) || b.Conversation.Created.Year() > 9999 || b.Conversation.Updated.Year() > 9999 {
		t.Errorf("conversation %+v", b.Conversation)
	}
	for _, m := range b.Messages {
		if m.Role != history.User && m.Role != history.Assistant || !archive.ValidID(m.ID) || m.Created.Year() > 9999 ||
			m.Status == "" || m.Status == history.Streaming || m.Conversation != b.Conversation.ID {
			t.Errorf("message %+v", m)
		}
		if kind == archive.Banter {
			continue // what is missing there is left out when it is saved
		}
		if m.Parent != "" && known[m.Parent] != m.Conversation {
			t.Errorf("message before its parent: %+v", m)
		}
		known[m.ID] = m.Conversation
	}
}

func fileText(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	check(t, err)
	return string(text)
}

// TestMutatedMarkdown checks that the message after any message is still one.
func TestMutatedMarkdown(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 10 * mutations(t) {
		message := mutate(random, strings.Join(hostile[random.IntN(len(hostile)):], "\n\n"))
		source := []byte(archive.Closed(message) + "\n\n<!-- message next -->\n\n## Next\n")
		heading, ok := goldmark.DefaultParser().Parse(text.NewReader(source)).LastChild().(*ast.Heading)
		if !ok || string(heading.Lines().Value(source)) != "Next" {
			t.Fatalf("%q swallows what follows", message)
		}
	}
}
