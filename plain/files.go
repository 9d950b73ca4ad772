package plain

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"banter/history"
	"banter/internal/attach"
	"banter/internal/termsafe"
)

// mayUseFiles reports whether a person is there, who alone decides about files: a
// pipe may bring foreign text.
func (f *Front) mayUseFiles() bool {
	if !f.opts.Terminal {
		f.say("Lines of a pipe cannot do that: they may be foreign text.")
	}
	return f.opts.Terminal
}

// attachFile attaches a file to the next question. A path may be typed as terminals
// write a file that is dropped on them.
func (f *Front) attachFile(path string) {
	switch {
	case !f.mayUseFiles():
	case path != "":
		f.attachPaths(pathsIn(path))
	default:
		f.wants("Path of the file:", false, func(text string) {
			if text = strings.TrimSpace(text); text != "" {
				f.attachPaths(pathsIn(text))
			}
		})
	}
}

// dropped attaches the files that a line consists of, as a terminal types those that
// are dropped on it.
func (f *Front) dropped(line string) bool {
	if !f.opts.Terminal || f.sess == nil {
		return false
	}
	paths := attach.Pasted(line)
	f.attachPaths(paths)
	return len(paths) > 0
}

// pathsIn returns the paths that a line consists of.
func pathsIn(line string) []string {
	if paths := attach.Pasted(line); paths != nil {
		return paths
	}
	return []string{strings.Trim(line, `"'`)}
}

func (f *Front) attachPaths(paths []string) {
	for _, path := range paths {
		file, err := attach.Read(attach.Path(path))
		f.takeFile(file, err)
	}
}

// attachImage attaches the image in the clipboard to the next question.
func (f *Front) attachImage(string) {
	if !f.mayUseFiles() {
		return
	}
	if f.opts.ClipboardImage == nil {
		f.say("No program here reads images from the clipboard. /attach and a path attach a file.")
		return
	}
	var data []byte
	err := f.during(func(ctx context.Context) (err error) {
		data, err = f.opts.ClipboardImage(ctx)
		return err
	})
	var file attach.File
	if err == nil {
		if file, err = attach.Make("image", data); err == nil {
			file.Name = attach.KeptName(file)
		}
	}
	f.takeFile(file, err)
}

// takeFile keeps a file for the next question, or says why it cannot be attached.
func (f *Front) takeFile(file attach.File, err error) {
	if err == nil {
		err = attach.Check(append(f.files[:len(f.files):len(f.files)], file))
	}
	if err != nil {
		f.warn(err)
		return
	}
	if m, _ := f.nextModel(); file.Kind == attach.Image && m.ContextWindow > 0 && !m.Images {
		f.say("%s sees no images. /models lists others.", m.Slug)
		return
	}
	f.files = append(f.files, file)
	f.say("%s goes with the next question. /detach takes it out.", fileWords(file))
}

// detachFile takes the last file out of the next question.
func (f *Front) detachFile(string) {
	last := len(f.files) - 1
	if last < 0 {
		f.say("No file is attached to the next question.")
		return
	}
	f.say("%s does not go with the next question.", termsafe.Line(f.files[last].Name))
	f.files = f.files[:last]
}

func fileWords(file attach.File) string {
	return termsafe.Line(file.Name) + ", " + strings.ReplaceAll(file.Detail(), "  ", ", ")
}

// tellFiles tells the files of a question.
func (f *Front) tellFiles(m history.Message) {
	for _, file := range m.Files() {
		f.say("With the file %s.", fileWords(file))
	}
}

// save writes the target, or a block of code in it, to a file.
func (f *Front) save(name string) {
	if !f.mayUseFiles() {
		return
	}
	m, ok := f.aimed()
	if !ok || strings.TrimSpace(m.Text) == "" {
		f.noTarget()
		return
	}
	blocks, rows := codeIn(m.Text)
	if name != "" || len(blocks) == 0 {
		f.saveAs(m.Text, name)
		return
	}
	texts := append([]string{m.Text}, blocks...)
	f.choose(menu{
		title: "What shall be saved?", rows: append([]string{"The whole message"}, rows...), prompt: "A number chooses, and a name of a file may follow; an empty line goes back.",
		take: func(i int, name string) { f.saveAs(texts[i], name) },
	})
}

// saveAs asks for the name of the file if there is none. Another file is replaced
// only if its name is typed again.
func (f *Front) saveAs(text, name string) {
	if name == "" {
		f.wants("Name of the file:", false, func(name string) { f.saved(text, strings.TrimSpace(name), false) })
		return
	}
	f.saved(text, name, false)
}

func (f *Front) saved(text, name string, replace bool) {
	if name == "" {
		f.say("Nothing was saved.")
		return
	}
	path, err := attach.Save(name, termsafe.Text(text), replace)
	if err == nil {
		f.say("Saved in %s.", path)
		return
	}
	f.warn(err)
	if errors.Is(err, fs.ErrExist) {
		f.wants("Another name, or the same again to replace the file:", false, func(again string) {
			f.saved(text, strings.TrimSpace(again), strings.TrimSpace(again) == name)
		})
	}
}
