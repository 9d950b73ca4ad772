package archive

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"

	"banter/history"
	"banter/internal/attach"
	"banter/internal/termsafe"
)

// FileType is the type of a line with the data of a file. It comes before the
// first message that refers to it. An older Banter leaves it out.
const FileType = "file"

type fileLine struct {
	Type   string `json:"type"`
	SHA256 string `json:"sha256"`
	Data   string `json:"data"` // in base64
}

// EncodeFile returns the data of a file as a line of JSON, with a line feed.
func EncodeFile(f attach.File) ([]byte, error) {
	return EncodeLine(fileLine{Type: FileType, SHA256: f.SHA256, Data: base64.StdEncoding.EncodeToString(f.Data)})
}

// DecodeFile reads a line that [EncodeFile] wrote.
func DecodeFile(line []byte) (attach.File, error) {
	var l fileLine
	if err := json.Unmarshal(line, &l); err != nil {
		return attach.File{}, fmt.Errorf("read file: %w", err)
	}
	data, err := base64.StdEncoding.DecodeString(l.Data)
	if err != nil || attach.Hash(data) != l.SHA256 || len(data) > attach.MaxImage {
		return attach.File{}, fmt.Errorf("read file %.12s: damaged", l.SHA256)
	}
	return attach.File{SHA256: l.SHA256, Data: data}, nil
}

// Files holds the data of files that were read, by their hashes, until the first
// message that refers to them comes.
type Files map[string][]byte

// Fill moves the data of the files of a message to it, and returns how many bytes
// it has then.
func (f Files) Fill(m *history.Message) (size int) {
	for _, one := range m.Files() {
		if data := f[one.SHA256]; data != nil {
			m.Data = append(m.Data, data)
			delete(f, one.SHA256)
			size += len(data)
		}
	}
	return size
}

// size returns how many bytes wait for their messages.
func (f Files) size() (size int) {
	for _, data := range f {
		size += len(data)
	}
	return size
}

// fileLines names the files of a question, one a line.
func fileLines(m history.Message) []string {
	var lines []string
	for _, f := range m.Files() {
		lines = append(lines, fmt.Sprintf("%s (%s)", termsafe.Line(f.Name), strings.ReplaceAll(f.Detail(), "  ", ", ")))
	}
	return lines
}

// FileList returns the names of the files of a question as a list in markdown, to
// follow its text, or "".
func FileList(m history.Message) string {
	list := ""
	for _, file := range fileLines(m) {
		list += "\n- " + escaped(file)
	}
	if list == "" {
		return ""
	}
	return "\n" + list
}

// htmlFiles shows the files of a question: a text folded, and an image.
func htmlFiles(files []attach.File) string {
	var b strings.Builder
	for _, f := range files {
		name := htmlLine(f.Name) + " (" + htmlLine(strings.ReplaceAll(f.Detail(), "  ", ", ")) + ")"
		switch {
		case f.Data == nil:
			fmt.Fprintf(&b, "<p class=\"file\">%s</p>\n", name)
		case f.Kind == attach.Image && slices.Contains(imageTypes, f.Type):
			fmt.Fprintf(&b, "<figure><img alt=\"%s\" width=\"%d\" height=\"%d\" src=\"data:%s;base64,%s\"><figcaption>%s</figcaption></figure>\n",
				htmlLine(f.Name), f.Width, f.Height, f.Type, base64.StdEncoding.EncodeToString(f.Data), name)
		default:
			fmt.Fprintf(&b, "<details><summary>%s</summary><pre><code>%s</code></pre></details>\n", name, html.EscapeString(termsafe.Text(string(f.Data))))
		}
	}
	return b.String()
}

// imageTypes are the types that a page shows: the reference in an imported message
// may name any.
var imageTypes = []string{"image/png", "image/jpeg", "image/webp", "image/gif"}
