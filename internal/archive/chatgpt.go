package archive

import (
	"archive/zip"
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"time"

	"banter/history"
)

// ChatGPT's data export is a zip with conversations.json, or with several files
// conversations-000.json and so on: an array of conversations, each a tree of
// nodes in "mapping". OpenAI does not document it; this follows
// https://github.com/mitkury/chatgpt-export-parser (docs/chatgpt-data-export-format.md).
var chatGPTPart = regexp.MustCompile(`^conversations(-\d+)?\.json$`)

type chatGPTConversation struct {
	ID          string                 `json:"id"`
	OtherID     string                 `json:"conversation_id"`
	Title       string                 `json:"title"`
	Created     number                 `json:"create_time"`
	Updated     number                 `json:"update_time"`
	Archived    bool                   `json:"is_archived"`
	CurrentNode string                 `json:"current_node"`
	Mapping     map[string]chatGPTNode `json:"mapping"`
}

type chatGPTNode struct {
	Parent   string          `json:"parent"`
	Children []string        `json:"children"`
	Message  *chatGPTMessage `json:"message"`
}

type chatGPTMessage struct {
	Author struct {
		Role string `json:"role"`
	} `json:"author"`
	Created  number         `json:"create_time"`
	Content  chatGPTContent `json:"content"`
	Status   string         `json:"status"`
	To       string         `json:"recipient"`
	Metadata struct {
		Model  string `json:"model_slug"`
		Hidden bool   `json:"is_visually_hidden_from_conversation"`
	} `json:"metadata"`
}

// A number is a JSON number; anything else counts as 0.
type number float64

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(text []byte) error {
	var value float64
	if json.Unmarshal(text, &value) == nil {
		*n = number(value)
	}
	return nil
}

func chatGPTParts(archive *zip.Reader) []*zip.File {
	var parts []*zip.File
	for _, file := range archive.File {
		if chatGPTPart.MatchString(path.Base(file.Name)) {
			parts = append(parts, file)
		}
	}
	slices.SortFunc(parts, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	return parts
}

// readChatGPTZip reads all parts in a zip.
func readChatGPTZip(ctx context.Context, from io.ReaderAt, size int64, emit func(Batch) error, progress func(int64)) (Notes, error) {
	var notes Notes
	archive, err := zip.NewReader(from, size)
	if err != nil {
		return notes, err
	}
	var done, packed, before float64
	parts := chatGPTParts(archive)
	for _, part := range parts {
		packed += float64(part.CompressedSize64)
	}
	for _, part := range parts {
		text, err := part.Open()
		if err != nil {
			return notes, err
		}
		counted := &countingReader{from: text, progress: func(read int64) {
			share := float64(read) / max(float64(part.UncompressedSize64), 1)
			done = before + min(share, 1)*float64(part.CompressedSize64)
			progress(int64(done / max(packed, 1) * float64(size)))
		}}
		more, err := readChatGPT(ctx, counted, emit)
		notes.Skipped, notes.Cut = notes.Skipped+more.Skipped, notes.Cut || more.Cut
		_ = text.Close() // it was only read
		if err != nil {
			return notes, err
		}
		before += float64(part.CompressedSize64)
	}
	return notes, nil
}

// readChatGPT reads an array of conversations, or one alone.
func readChatGPT(ctx context.Context, r io.Reader, emit func(Batch) error) (Notes, error) {
	var notes Notes
	buffered := bufio.NewReader(r)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		_, _ = buffered.Discard(3) // a byte order mark
	}
	from := json.NewDecoder(buffered)
	first, _ := buffered.Peek(1)
	array := string(first) != "{"
	if array {
		if delim, err := from.Token(); err != nil || delim != json.Delim('[') {
			return cutOr(notes, err)
		}
	}
	for from.More() {
		if err := ctx.Err(); err != nil {
			return notes, err
		}
		var c chatGPTConversation
		err := from.Decode(&c)
		if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); wrong {
			notes.Skipped++
			continue
		}
		if err != nil {
			return cutOr(notes, err)
		}
		batch, skipped := c.batch()
		notes.Skipped += skipped
		if err := emit(batch); err != nil {
			return notes, err
		}
	}
	if _, err := from.Token(); err != nil && (array || !errors.Is(err, io.EOF)) {
		return cutOr(notes, err)
	}
	return notes, nil
}

// cutOr returns notes of a file that ends early or is damaged. An error of the
// disk stays an error.
func cutOr(notes Notes, err error) (Notes, error) {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	if err == nil || syntax || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) {
		notes.Cut = true
		return notes, nil
	}
	return notes, err
}

// batch returns the conversation as Banter keeps it, and the number of its
// nodes that belong to no tree.
func (c *chatGPTConversation) batch() (Batch, int) {
	id := cmp.Or(c.ID, c.OtherID)
	created := seconds(float64(c.Created), epoch)
	w := chatGPTWalk{c: c, source: id, created: created, ids: map[string]string{}, thoughts: map[string]string{}}
	w.conversation = newID(created, "chatgpt", id)
	w.walk()
	head := history.Conversation{
		ID: w.conversation, Title: c.Title, Leaf: w.ids[c.CurrentNode],
		Created: created, Updated: seconds(float64(c.Updated), created),
	}
	for _, m := range w.messages {
		if head.Updated.Before(m.Ended) {
			head.Updated = m.Ended
		}
	}
	if head.Leaf == "" && len(w.messages) > 0 {
		head.Leaf = w.messages[len(w.messages)-1].ID
	}
	return Batch{Conversation: head, Messages: w.messages, First: true, Archived: c.Archived}, len(c.Mapping) - len(w.ids)
}

// A chatGPTWalk makes messages of the nodes of a tree. Nodes that show nothing,
// such as calls of tools, are left out: their children follow their parent.
type chatGPTWalk struct {
	c            *chatGPTConversation
	source       string
	conversation string
	created      time.Time
	ids          map[string]string // by node: the message that it became, or that it follows
	thoughts     map[string]string // by node: reasoning that no message has yet
	messages     []history.Message
}

// walk visits the tree from its roots, parents first, without recursion: the
// file may be deep, or have cycles.
func (w *chatGPTWalk) walk() {
	children, roots := w.tree()
	stack := roots
	for len(stack) > 0 {
		node := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if _, seen := w.ids[node]; seen {
			continue
		}
		w.visit(node)
		for _, child := range slices.Backward(children[node]) {
			stack = append(stack, child)
		}
	}
}

// tree returns the children of each node, and the roots, the first one last.
func (w *chatGPTWalk) tree() (children map[string][]string, roots []string) {
	names := make([]string, 0, len(w.c.Mapping))
	for name := range w.c.Mapping {
		names = append(names, name)
	}
	slices.Sort(names)
	children = map[string][]string{}
	placed := map[string]bool{}
	for _, name := range names {
		for _, child := range w.c.Mapping[name].Children {
			if node, known := w.c.Mapping[child]; known && !placed[child] && node.Parent == name {
				placed[child] = true
				children[name] = append(children[name], child)
			}
		}
	}
	for _, name := range slices.Backward(names) {
		parent := w.c.Mapping[name].Parent
		if _, known := w.c.Mapping[parent]; !known {
			roots = append(roots, name)
		} else if !placed[name] {
			children[parent] = append(children[parent], name)
		}
	}
	return children, roots
}

func (w *chatGPTWalk) visit(name string) {
	node := w.c.Mapping[name]
	parent := w.ids[node.Parent]
	thoughts := w.thoughts[node.Parent]
	w.ids[name] = parent
	m := node.Message
	if m == nil || m.Metadata.Hidden {
		w.thoughts[name] = thoughts
		return
	}
	role, text := m.shown()
	if text == "" {
		w.thoughts[name] = joinTexts(thoughts, m.Content.thoughts())
		return
	}
	at := seconds(float64(m.Created), w.created)
	made := history.Message{
		ID: newID(at, "chatgpt", w.source, name), Conversation: w.conversation, Parent: parent,
		Role: role, Text: text, Status: history.Done, Created: at, Ended: at,
	}
	if role == history.Assistant {
		made.Model, made.Reasoning = m.Metadata.Model, thoughts
		if m.Status == "in_progress" || m.Status == "finished_partial_completion" {
			made.Status = history.Stopped
		}
	}
	w.ids[name] = made.ID
	w.messages = append(w.messages, made)
}
