package markdown

import "strconv"

// A styleWriter writes cells as text with the sequences that style them. It writes a
// sequence only where the look changes, and closes all of them.
type styleWriter struct {
	styles *styleSheet
	links  []string // targets by cell.link - 1
	plain  bool     // no OSC 8

	buf   []byte
	style style
	link  int
}

// row returns prefix and row as the text of one row.
func (w *styleWriter) row(prefix, row cells) string {
	w.buf = w.buf[:0]
	w.write(prefix)
	w.write(row)
	return w.end()
}

func (w *styleWriter) write(row cells) {
	for i := range row {
		c := &row[i]
		if c.link != w.link {
			w.hyperlink(c.link)
		}
		if c.style != w.style && (!c.space() || c.style.onSpace() || w.style.onSpace()) {
			w.sgr(c.style)
		}
		w.buf = append(w.buf, c.text...)
	}
}

// end closes the link and the style and returns the row.
func (w *styleWriter) end() string {
	if w.link != 0 {
		w.hyperlink(0)
	}
	if w.style != (style{}) {
		w.sgr(style{})
	}
	return string(w.buf)
}

func (w *styleWriter) sgr(st style) {
	w.buf = append(w.buf, "\x1b["...)
	if st != (style{}) {
		first := true
		param := func(s string) {
			if !first {
				w.buf = append(w.buf, ';')
			}
			first = false
			w.buf = append(w.buf, s...)
		}
		from := w.style
		if from.attr&^st.attr != 0 || from.fg != 0 && st.fg == 0 || from.bg != 0 && st.bg == 0 {
			param("0")
			from = style{}
		}
		for i, code := range sgrAttrs {
			if st.attr&^from.attr&(1<<i) != 0 {
				param(code)
			}
		}
		if st.fg != from.fg {
			param(w.styles.fg[st.fg])
		}
		if st.bg != from.bg {
			param(w.styles.bg[st.bg])
		}
	}
	w.buf = append(w.buf, 'm')
	w.style = st
}

// hyperlink opens the link with the given number, or closes the open one. The
// id lets the terminal treat the rows of a wrapped link as one.
func (w *styleWriter) hyperlink(link int) {
	w.link = link
	if w.plain {
		return
	}
	w.buf = append(w.buf, "\x1b]8;"...)
	if link != 0 {
		url := w.links[link-1]
		w.buf = append(w.buf, "id="...)
		w.buf = strconv.AppendUint(w.buf, uint64(checksum(url))<<8|uint64(link&255), 36)
		w.buf = append(w.buf, ';')
		w.buf = append(w.buf, url...)
	} else {
		w.buf = append(w.buf, ';')
	}
	w.buf = append(w.buf, "\x1b\\"...)
}

// checksum returns FNV-1a of s.
func checksum(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
