package attach

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
)

// A refusedType is a type of files that cannot be attached. A file has it if its
// content begins with one of the magics.
type refusedType struct {
	what   string // with an article
	hint   string
	at     int // offset of the magic
	magics []string
}

const (
	asImage = "Save it as a PNG or JPEG first."
	asText  = "Attach the texts in it, one by one."
)

var refusedTypes = []refusedType{
	{"a PDF", "Copy its text with pdftotext, or save its pages as images.", 0, []string{"%PDF-"}},
	{"an RTF document", "Save it as text first.", 0, []string{`{\rtf`}},
	{"an office document", "Save it as text, Markdown or CSV first.", 0, []string{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}},
	{"a HEIC or AVIF image, or a video", asImage, 4, []string{"ftyp"}},
	{"a BMP image", asImage, 0, []string{"BM"}},
	{"a TIFF image", asImage, 0, []string{"II*\x00", "MM\x00*"}},
	{"a JPEG XL image", asImage, 0, []string{"\xff\x0a", "\x00\x00\x00\x0cJXL "}},
	{"a Photoshop image", asImage, 0, []string{"8BPS"}},
	{"an icon", asImage, 0, []string{"\x00\x00\x01\x00"}},
	{"an archive", asText, 0, []string{"PK\x03\x04", "PK\x05\x06", "\x1f\x8b", "BZh", "\xfd7zXZ\x00", "7z\xbc\xaf\x27\x1c", "Rar!", "\x28\xb5\x2f\xfd"}},
	{"an archive", asText, 257, []string{"ustar"}},
	{"a database", "Export what matters as text.", 0, []string{"SQLite format 3\x00"}},
	{"a program", "Attach its source.", 0, []string{"\x7fELF", "MZ", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe", "\x00asm"}},
	{"a recording", "Models here read text and images only.", 0, []string{"ID3", "OggS", "fLaC", "RIFF", "\x1aE\xdf\xa3", "\xff\xfb"}},
}

// office are the ends of names of documents that are zip files inside.
var office = []string{".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".pages", ".numbers", ".key"}

// refusal returns the error for a file of a type that cannot be attached, or nil.
// A type of letters alone counts only if the file is no text.
func refusal(name string, data []byte) error {
	for _, t := range refusedTypes {
		for _, magic := range t.magics {
			if len(data) < t.at || !bytes.HasPrefix(data[t.at:], []byte(magic)) || !t.sure(magic, data) {
				continue
			}
			if strings.HasPrefix(magic, "PK") && isOffice(name, data) {
				return &Error{name + " is an office document.", "Save it as text, Markdown or CSV first.", nil}
			}
			return &Error{name + " is " + t.what + ".", t.hint, nil}
		}
	}
	return nil
}

// sure reports whether a magic cannot be the beginning of a text.
func (t refusedType) sure(magic string, data []byte) bool {
	if magic == "%PDF-" || magic == `{\rtf` || t.at > 4 {
		return true
	}
	return hasControls(data[:min(len(data), 4096)])
}

// isOffice reports whether a zip file is a document, by its name or its first
// entries.
func isOffice(name string, data []byte) bool {
	for _, end := range office {
		if strings.EqualFold(filepath.Ext(name), end) {
			return true
		}
	}
	head := data[:min(len(data), 512)]
	return bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("mimetypeapplication/"))
}

var (
	// tokenFile matches the stores of Banter and of the Codex CLI: JSON with a
	// token that is long enough to be a real one.
	tokenFile = regexp.MustCompile(`"(?:refresh_token|access_token|OPENAI_API_KEY)"\s*:\s*"[^"\s]{20,}"`)
	// keyFile matches private keys and the file that Banter seals a sign-in in.
	keyFile = regexp.MustCompile(`(?m)^(?:-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----|age-encryption\.org/v1|AGE-SECRET-KEY-1)`)
)

// isSecret reports whether a text is a file with a sign-in or a private key.
func isSecret(text []byte) bool {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && tokenFile.Match(text) {
		return true
	}
	return keyFile.Match(bytes.TrimSpace(text))
}
