package session

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"banter/codex"
	"banter/history"
	"banter/internal/attach"
)

// files returns the files of a question: those that are given, and those that its
// text names, read now. A file that before already has under the same name in the
// text is not read again: it belongs to the question that is being edited.
func (s *Session) files(ctx context.Context, text string, given, before []attach.File) ([]attach.File, error) {
	all := slices.Clone(given)
	if s.opts.Mentions {
		named, err := s.named(ctx, text, before)
		if err != nil {
			return nil, err
		}
		all = append(all, named...)
	}
	return all, attach.Check(all)
}

func (s *Session) named(ctx context.Context, text string, before []attach.File) (all []attach.File, err error) {
	db := s.history()
	was := func(ref string) int {
		return slices.IndexFunc(before, func(f attach.File) bool { return f.Ref == ref })
	}
	exists := func(ref string) bool {
		if digits, kept := attach.KeptHash(ref); kept {
			_, err := db.Kept(ctx, digits)
			return err == nil
		}
		return was(ref) >= 0 || attach.Exists(ref)
	}
	for _, m := range attach.Mentions(text, exists) {
		if slices.ContainsFunc(all, func(f attach.File) bool { return f.Ref == m.Ref }) {
			continue
		}
		var f attach.File
		digits, kept := attach.KeptHash(m.Ref)
		switch i := was(m.Ref); {
		case i >= 0:
			f = before[i]
		case kept:
			var data []byte
			if data, err = db.Kept(ctx, digits); err == nil {
				f, err = attach.Make(m.Ref, data)
			}
		default:
			f, err = attach.Read(attach.Path(m.Ref))
		}
		if err != nil {
			return nil, err
		}
		f.Ref = m.Ref
		all = append(all, f)
	}
	return all, nil
}

// editedFiles returns the files of a question that text is asked in place of: those
// that text names, and those that the old one had without naming them.
func (s *Session) editedFiles(ctx context.Context, messageID, text string) ([]attach.File, error) {
	s.mu.Lock()
	i := slices.IndexFunc(s.messages, func(m history.Message) bool { return m.ID == messageID })
	var before []attach.File
	if i >= 0 {
		before = s.messages[i].Files()
	}
	s.mu.Unlock()
	var given []attach.File
	for _, f := range before {
		if f.Ref == "" {
			given = append(given, f)
		}
	}
	return s.files(ctx, text, given, before)
}

// KeepFile saves a file that is at no path, such as an image of the clipboard, and
// returns what a question names it by after an @. A temporary conversation keeps it
// in memory.
func (s *Session) KeepFile(ctx context.Context, f attach.File) (ref string, err error) {
	if err := s.history().KeepForDraft(ctx, f.Data); err != nil {
		return "", err
	}
	return attach.KeptName(f), nil
}

// A loader returns the data of a file that a question refers to.
type loader func(hash string) ([]byte, error)

func (s *Session) loader(ctx context.Context) loader {
	db := s.history()
	return func(hash string) ([]byte, error) { return db.File(ctx, hash) }
}

// appendQuestion adds questions, which become one item, to the input.
func appendQuestion(input []codex.Item, asked []history.Message, load loader) []codex.Item {
	if len(asked) == 0 {
		return input
	}
	var texts []string
	var images [][]byte
	for _, m := range asked {
		texts = append(texts, m.Text)
		for _, f := range m.Files() {
			data, err := load(f.SHA256)
			switch {
			case err != nil:
				texts = append(texts, fmt.Sprintf("(The file %s was attached here, but it is not available any more.)", f.Name))
			case f.Kind == attach.Image:
				images = append(images, data)
				texts = append(texts, fmt.Sprintf("Image %d: %s", len(images), f.Name))
			default:
				texts = append(texts, marked(f.Name, string(data)))
			}
		}
	}
	text := strings.Join(texts, blankLine)
	item, err := codex.UserImages(text, images...)
	if err != nil { // impossible: the images were checked when they were attached
		item = codex.UserText(text)
	}
	return append(input, item)
}

// marked returns the text of a file below its name, within a fence that is longer
// than any in the text.
func marked(name, text string) string {
	longest, run := 2, 0
	for _, c := range []byte(text) {
		if c != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return "File: " + name + "\n" + fence + "\n" + text + fence
}
