package replica

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"banter/history"
	"banter/internal/archive"
	"banter/internal/attach"
	"banter/internal/safefile"
)

// A file is lines of JSON, described in docs/sync.md: a header, values, messages
// and their files as in an export, and an end with a checksum of all lines before. A file
// without its end is not whole.
const (
	headerType  = "banter-sync"
	valueType   = "value"
	messageType = "message"
	endType     = "end"
	version     = 1

	maxFile = 512 << 20 // bytes; a parcel with the longest answer stays far below
)

type line struct {
	Type         string `json:"type"`
	Version      int    `json:"version,omitempty"`
	Conversation string `json:"conversation,omitempty"`
	Name         string `json:"name,omitempty"`
	Value        string `json:"value,omitempty"`
	Time         int64  `json:"time,omitempty"`
	Machine      string `json:"machine,omitempty"`
	SHA256       string `json:"sha256,omitempty"`
}

// encode returns the text of a file.
func encode(p history.Parcel) ([]byte, error) {
	var b bytes.Buffer
	add := func(l line) error {
		text, err := archive.EncodeLine(l)
		b.Write(text)
		return err
	}
	if err := add(line{Type: headerType, Version: version}); err != nil {
		return nil, err
	}
	for _, v := range p.Values {
		if err := add(line{Type: valueType, Conversation: v.Conversation, Name: v.Name, Value: v.Value, Time: v.Time, Machine: v.Machine}); err != nil {
			return nil, err
		}
	}
	for _, m := range p.Messages {
		for _, data := range m.Data {
			if data == nil { // lost
				continue
			}
			text, err := archive.EncodeFile(attach.File{SHA256: attach.Hash(data), Data: data})
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
		text, err := archive.EncodeMessage(shared(m))
		if err != nil {
			return nil, err
		}
		b.Write(text)
	}
	sum := sha256.Sum256(b.Bytes())
	err := add(line{Type: endType, SHA256: hex.EncodeToString(sum[:])})
	return b.Bytes(), err
}

// shared returns a message without what belongs to an account: its id, and the
// encrypted reasoning, which no other account can use. Its bookmark is a value.
func shared(m history.Message) history.Message {
	m.Account, m.Bookmark = "", history.Bookmark{}
	var items []json.RawMessage
	for _, item := range m.Items {
		var kind struct {
			Type string `json:"type"`
		}
		if _ = json.Unmarshal(item, &kind); kind.Type != "reasoning" { // the mark of a summary is no object
			items = append(items, item)
		}
	}
	m.Items = items
	return m
}

// decode reads the text of a file. A part that it does not understand is left
// out: a newer Banter may have written it.
func decode(text []byte) ([]history.Value, []history.Message, error) {
	body, ok := whole(text)
	if !ok {
		return nil, nil, errNotWhole
	}
	var values []history.Value
	var messages []history.Message
	files := archive.Files{}
	for row := range bytes.Lines(body) {
		var l line
		if json.Unmarshal(row, &l) != nil {
			var kind struct {
				Type string `json:"type"`
			}
			if json.Unmarshal(row, &kind) != nil {
				continue
			}
			l = line{Type: kind.Type}
		}
		switch l.Type {
		case valueType:
			if archive.ValidID(l.Conversation) && 0 <= l.Time && l.Time < 1<<60 {
				values = append(values, history.Value{Conversation: l.Conversation, Name: l.Name, Value: l.Value, Time: l.Time, Machine: l.Machine})
			}
		case messageType:
			if m, err := archive.DecodeMessage(row); err == nil {
				files.Fill(&m)
				messages = append(messages, shared(m))
			}
		case archive.FileType:
			if f, err := archive.DecodeFile(row); err == nil {
				files[f.SHA256] = f.Data
			}
		case headerType:
			if l.Version != version {
				return nil, nil, errNotWhole // a newer Banter will read it
			}
		}
	}
	return values, messages, nil
}

// whole returns the lines of a file before its end, if that is there and right.
func whole(text []byte) (body []byte, ok bool) {
	if !bytes.HasPrefix(text, []byte(`{"type":"`+headerType+`"`)) || !bytes.HasSuffix(text, []byte("\n")) {
		return nil, false
	}
	i := bytes.LastIndexByte(text[:len(text)-1], '\n') + 1
	var end line
	if i == 0 || json.Unmarshal(text[i:], &end) != nil || end.Type != endType {
		return nil, false
	}
	sum := sha256.Sum256(text[:i])
	return text[:i], end.SHA256 == hex.EncodeToString(sum[:])
}

// readFile reads a file of the folder. The error is errNotWhole for one that is
// still being copied, and errLocked for one that no key opens.
func readFile(path string, keys *keyring) ([]history.Value, []history.Message, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, nil, errNotWhole
	}
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, nil, errNotWhole
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, nil, errNotWhole // a network mount may fail for one file
	}
	if strings.HasSuffix(path, ".age") {
		if text, err = keys.decrypt(text); err != nil {
			return nil, nil, err
		}
	}
	return decode(text)
}

// writeFile writes a parcel to a new file, which gets its name when it is whole
// and on the disk.
func writeFile(path, machine string, parcel history.Parcel, keys *keyring) error {
	text, err := encode(parcel)
	if err == nil && keys.encrypts() {
		text, err = keys.encrypt(text)
	}
	if err != nil {
		return err
	}
	return writeWhole(path, machine, text)
}

// writeWhole writes a file under a name that no reader takes, and renames it.
func writeWhole(path, machine string, text []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), unfinished(machine))
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	if err == nil {
		err = temp.Sync()
	}
	if closed := temp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = safefile.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", filepath.Base(path), err), os.Remove(temp.Name()))
	}
	return nil
}

// unfinished is the pattern of the names of files that machine is writing.
func unfinished(machine string) string { return ".banter-" + machine + "-*.tmp" }

// removeUnfinished removes what a killed process of this machine was writing.
func removeUnfinished(folder, machine string) {
	left, err := filepath.Glob(filepath.Join(globEscaper.Replace(folder), unfinished(machine)))
	if err != nil {
		return // they are in no reader's way
	}
	for _, name := range left {
		_ = os.Remove(name) // as above
	}
}

// globEscaper keeps the characters of a folder from being a pattern.
var globEscaper = strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]")
