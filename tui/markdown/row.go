package markdown

import "strconv"

// A pen writes cells as text with the sequences that style them. It writes a
// sequence only where the look changes and closes what it opened.
type pen struct {
	sheet *sheet
	links []string // targets by cell.link - 1
	plain bool     // no OSC 8

	buf   []byte
	style style
	link  int
}

// row returns prefix and row as the text of one row.
func (p *pen) row(prefix, row cells) string {
	p.buf = p.buf[:0]
	p.write(prefix)
	p.write(row)
	return p.end()
}

func (p *pen) write(row cells) {
	for i := range row {
		c := &row[i]
		if c.link != p.link {
			p.hyperlink(c.link)
		}
		if c.style != p.style && (!c.space() || c.style.onSpace() || p.style.onSpace()) {
			p.sgr(c.style)
		}
		p.buf = append(p.buf, c.text...)
	}
}

// end closes what is open and returns the row without blanks at its end.
func (p *pen) end() string {
	if p.link != 0 {
		p.hyperlink(0)
	}
	if p.style != (style{}) {
		p.sgr(style{})
	}
	return string(p.buf)
}

func (p *pen) sgr(st style) {
	p.buf = append(p.buf, "\x1b["...)
	if st != (style{}) {
		first := true
		param := func(s string) {
			if !first {
				p.buf = append(p.buf, ';')
			}
			first = false
			p.buf = append(p.buf, s...)
		}
		from := p.style
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
			param(p.sheet.fg[st.fg])
		}
		if st.bg != from.bg {
			param(p.sheet.bg[st.bg])
		}
	}
	p.buf = append(p.buf, 'm')
	p.style = st
}

// hyperlink opens the link with the given number, or closes the open one. The
// id lets the terminal treat the rows of a wrapped link as one.
func (p *pen) hyperlink(link int) {
	p.link = link
	if p.plain {
		return
	}
	p.buf = append(p.buf, "\x1b]8;"...)
	if link != 0 {
		url := p.links[link-1]
		p.buf = append(p.buf, "id="...)
		p.buf = strconv.AppendUint(p.buf, uint64(checksum(url))<<8|uint64(link&255), 36)
		p.buf = append(p.buf, ';')
		p.buf = append(p.buf, url...)
	} else {
		p.buf = append(p.buf, ';')
	}
	p.buf = append(p.buf, "\x1b\\"...)
}

// checksum returns FNV-1a of s.
func checksum(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
