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

// paste is a bracketed paste that is arriving.
type paste struct {
	open bool
	cut  bool // the last paste ended in silence; more of it may come
	text []byte
}

// extendPaste adds b to the paste and returns what follows its end.
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

// endPaste sends what has come of the paste, and returns the piece of an end
// mark that it ends in.
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

// interrupts reports whether a read is Ctrl+C and nothing else. A person
// presses it if the mark that ends a paste was lost and no key does anything.
func (r *Reader) interrupts(chunk []byte) bool {
	if n, state := cut(chunk); n != len(chunk) || state != whole {
		return false
	}
	defer func(l layout) { r.layout = l }(r.layout) // nothing was typed yet
	for _, event := range r.decode(chunk) {
		if key, ok := event.(uv.KeyPressEvent); ok && uv.Key(key).Keystroke() == "ctrl+c" {
			return true
		}
	}
	return false
}

// latePaste takes out of chunk what belongs to a paste that silence has ended:
// as keys, its line ends would send it.
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
