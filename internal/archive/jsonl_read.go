package archive

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"banter/history"
	"banter/internal/attach"
)

// maxLine is the longest line that is read, in bytes. The longest answers have
// 32 MB, and their items repeat them.
const maxLine = 128 << 20

// A batch has at most this many messages and about this many bytes of text.
const batchMessages, batchBytes = 256, 1 << 20

// lines reads lines of any length.
type lines struct{ from *bufio.Reader }

func newLines(r io.Reader) *lines { return &lines{bufio.NewReaderSize(r, 64<<10)} }

// next returns the next line without its end, which is valid until the next
// call; whole is false for a last line that no line feed ends. A line that is
// longer than maxLine is skipped and returned as nil.
func (l *lines) next() (line []byte, whole bool, err error) {
	part, err := l.from.ReadSlice('\n')
	if err == nil {
		return part[:len(part)-1], true, nil
	}
	long := false
	for errors.Is(err, bufio.ErrBufferFull) {
		if long = long || len(line)+len(part) > maxLine; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		part, err = l.from.ReadSlice('\n')
	}
	if !long {
		line = append(line, part...)
	}
	switch {
	case err == nil:
		return bytes.TrimSuffix(line, []byte("\n")), true, nil
	case errors.Is(err, io.EOF) && (len(line) > 0 || long):
		return line, false, nil
	}
	return nil, false, err
}

// readJSON reads an export of Banter's.
func readJSON(ctx context.Context, r io.Reader, emit func(Batch) error) (Notes, error) {
	j := jsonReader{emit: emit, files: Files{}}
	from := newLines(r)
	for first := true; ; first = false {
		line, _, err := from.next()
		if errors.Is(err, io.EOF) {
			j.notes.Cut = !j.ended
			return j.notes, j.flush()
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && first {
			err = checkHeader(line)
		} else if err == nil {
			err = j.line(line)
		}
		if err != nil {
			return j.notes, errors.Join(err, j.flush())
		}
	}
}

// ErrNewer reports an export of a newer Banter.
var ErrNewer = errors.New("export of a newer version")

func checkHeader(line []byte) error {
	var h headerLine
	if err := json.Unmarshal(line, &h); err != nil || h.Type != headerType {
		return fmt.Errorf("%w: no header", ErrUnknown)
	}
	if h.Version != version {
		return ErrNewer
	}
	return nil
}

type jsonReader struct {
	emit  func(Batch) error
	notes Notes
	ended bool
	batch Batch
	known bool // batch has its head
	size  int  // of the texts and files of batch
	files Files
}

// line reads one line. What it does not understand is counted and left out.
func (j *jsonReader) line(line []byte) error {
	var kind struct {
		Type string `json:"type"`
	}
	if len(bytes.TrimSpace(line)) == 0 && line != nil {
		return nil
	}
	if json.Unmarshal(line, &kind) != nil {
		j.notes.Skipped++
		return nil
	}
	switch kind.Type {
	case conversationType:
		return j.conversation(line)
	case messageType:
		m, err := DecodeMessage(line)
		if err != nil || !j.known || m.Conversation != j.batch.Conversation.ID {
			j.notes.Skipped++
			return nil
		}
		return j.message(m, len(line))
	case FileType:
		f, err := DecodeFile(line)
		if err != nil || j.files.size()+len(f.Data) > 2*attach.MaxTotal {
			j.notes.Skipped++
			return nil
		}
		j.files[f.SHA256] = f.Data
	case endType:
		j.ended = true
	case headerType: // of another export that was appended
		return checkHeader(line)
	default:
		j.notes.Skipped++
	}
	return nil
}

func (j *jsonReader) conversation(line []byte) error {
	if err := j.flush(); err != nil {
		return err
	}
	j.ended, j.known = false, false
	var l conversationLine
	err := json.Unmarshal(line, &l)
	c := history.Conversation{ID: l.ID, Title: l.Title, Model: l.Model, Effort: l.Effort, System: l.System, Account: l.Account, Leaf: l.Leaf,
		Choices: history.Choices{Web: l.Web, Verbosity: l.Verbosity, Tier: l.Tier}}
	if err == nil {
		c.Created, err = parseTime(l.Created)
	}
	if err == nil {
		c.Updated, err = parseTime(l.Updated)
	}
	if err != nil || !ValidID(c.ID) {
		j.notes.Skipped++
		return nil
	}
	j.known, j.files = true, Files{}
	j.batch = Batch{Conversation: c, First: true, Pinned: l.Pinned, Archived: l.Archived}
	return nil
}

func (j *jsonReader) message(m history.Message, size int) error {
	size += j.files.Fill(&m)
	j.batch.Messages = append(j.batch.Messages, m)
	if j.size += size; j.size < batchBytes && len(j.batch.Messages) < batchMessages {
		return nil
	}
	return j.flush()
}

// flush passes on the messages so far. The first batch of a conversation may
// be empty.
func (j *jsonReader) flush() error {
	if !j.known || !j.batch.First && len(j.batch.Messages) == 0 {
		return nil
	}
	err := j.emit(j.batch)
	j.batch, j.size = Batch{Conversation: j.batch.Conversation}, 0
	return err
}
