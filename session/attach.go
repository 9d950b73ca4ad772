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
	for _, m := range s.mentions(ctx, text, before) {
		f, err := s.read(ctx, m.Ref, before)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// mentions returns the files that text names, each once.
func (s *Session) mentions(ctx context.Context, text string, before []attach.File) []attach.Mention {
	db := s.history()
	exists := func(ref string) bool {
		if digits, kept := attach.KeptHash(ref); kept {
			_, err := db.Kept(ctx, digits)
			return err == nil
		}
		return was(before, ref) >= 0 || attach.Exists(ref)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(attach.Mentions(text, exists), func(m attach.Mention) bool {
		again := seen[m.Ref]
		seen[m.Ref] = true
		return again
	})
}

// was returns the file of before that a text names by ref, or -1.
func was(before []attach.File, ref string) int {
	return slices.IndexFunc(before, func(f attach.File) bool { return f.Ref == ref })
}

// read returns the file that a text names by ref.
func (s *Session) read(ctx context.Context, ref string, before []attach.File) (f attach.File, err error) {
	digits, kept := attach.KeptHash(ref)
	switch i := was(before, ref); {
	case i >= 0:
		return before[i], nil
	case kept:
		var data []byte
		if data, err = s.history().Kept(ctx, digits); err == nil {
			f, err = attach.Make(ref, data)
		}
	default:
		f, err = attach.Read(attach.Path(ref))
	}
	f.Ref = ref
	return f, err
}

// Named is a file that a text names, or why it cannot be attached.
type Named struct {
	attach.Mention
	File attach.File // without its data
	Err  error
}

// Named returns the files that text would attach. messageID is the question that it
// would be asked in place of, or empty. Those that are known from an earlier call
// are not read again.
func (s *Session) Named(ctx context.Context, text, messageID string, known []Named) (all []Named) {
	before := s.filesOf(messageID)
	for _, m := range s.mentions(ctx, text, before) {
		n := Named{Mention: m}
		if i := slices.IndexFunc(known, func(k Named) bool { return k.Ref == m.Ref }); i >= 0 {
			n.File, n.Err = known[i].File, known[i].Err
		} else {
			n.File, n.Err = s.read(ctx, m.Ref, before)
			n.File.Data = nil
		}
		all = append(all, n)
	}
	return all
}

// filesOf returns the files of a question of the shown branch.
func (s *Session) filesOf(messageID string) []attach.File {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.ID == s.present(messageID) {
			return m.Files()
		}
	}
	return nil
}

// editedFiles returns the files of a question that text is asked in place of: those
// that text names, and those that the old one had without naming them.
func (s *Session) editedFiles(ctx context.Context, messageID, text string) ([]attach.File, error) {
	before := s.filesOf(messageID)
	var given []attach.File
	for _, f := range before {
		if f.Ref == "" {
			given = append(given, f)
		}
	}
	return s.files(ctx, text, given, before)
}

// FileText returns the text of a file that a question has.
func (s *Session) FileText(ctx context.Context, hash string) (string, error) {
	data, err := s.history().File(ctx, hash)
	return string(data), err
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

// File returns the data of a file that a question refers to.
func (s *Session) File(ctx context.Context, hash string) ([]byte, error) {
	return s.history().File(ctx, hash)
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
		if m.IsSummary() {
			texts = append(texts, summaryIntroduction+m.Text+summaryEnd)
			continue
		}
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
