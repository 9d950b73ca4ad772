package keys

import (
	"bytes"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

const (
	pasteStart = ansi.BracketedPasteStart
	pasteEnd   = ansi.BracketedPasteEnd
)

// paste is the bracketed paste that is arriving.
type paste struct {
	open bool
	cut  bool // silence has ended the last paste; more of it may follow
	text []byte
}

// extendPaste adds b to the paste and returns the bytes after its end.
func (r *Reader) extendPaste(b []byte) (rest []byte) {
	from := max(len(r.paste.text)-len(pasteEnd)+1, 0)
	r.paste.text = append(r.paste.text, b...)
	at := bytes.Index(r.paste.text[from:], []byte(pasteEnd))
	if at < 0 {
		return nil
	}
	rest = r.paste.text[from+at+len(pasteEnd):]
	r.paste.text = r.paste.text[:from+at]
	r.endPaste()
	return rest
}

// endPaste sends the text of the paste so far, without the start of an end mark at
// its end, which it returns.
func (r *Reader) endPaste() (mark []byte) {
	text := r.paste.text
	r.paste = paste{}
	for n := min(len(pasteEnd)-1, len(text)); n > 0; n-- {
		if bytes.HasSuffix(text, []byte(pasteEnd[:n])) {
			text, mark = text[:len(text)-n], text[len(text)-n:]
			break
		}
	}
	if len(text) > 0 {
		r.send(uv.PasteEvent{Content: strings.ToValidUTF8(string(text), "")})
	}
	return mark
}

// interrupts reports whether a read is Ctrl+C and nothing else. A person presses it
// when keys do nothing because the end mark of a paste was lost.
func (r *Reader) interrupts(chunk []byte) bool {
	if n, state := cut(chunk); n != len(chunk) || state != whole {
		return false
	}
	defer func(l layout) { r.layout = l }(r.layout) // a paste says nothing about the keyboard
	for _, event := range r.decode(chunk) {
		if key, ok := event.(uv.KeyPressEvent); ok && uv.Key(key).Keystroke() == "ctrl+c" {
			return true
		}
	}
	return false
}

// latePaste removes from chunk the rest of a paste that silence has ended. As keys
// its line ends would send it.
func (r *Reader) latePaste(chunk []byte) (rest []byte) {
	if !r.paste.cut {
		return chunk
	}
	r.paste.cut = false
	end := bytes.Index(chunk, []byte(pasteEnd))
	start := bytes.Index(chunk, []byte(pasteStart))
	if end >= 0 && (start < 0 || end < start) || end < 0 && start < 0 && len(chunk) >= burstSize {
		r.lost = nil
		r.paste.open = true
		return r.extendPaste(chunk)
	}
	return chunk
}
