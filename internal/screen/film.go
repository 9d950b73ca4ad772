package screen

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// A Film is a series of pictures of a terminal, which an SVG file shows one after the
// other, for ever. Equal films give equal bytes.
type Film struct {
	term    *Terminal
	base    picture
	numbers map[string]int // of the rows that were drawn, by their elements
	rows    []string
	frames  []frame
}

// A frame is a picture and how long it is shown.
type frame struct {
	rows    []int // numbers of rows, -1 for a blank one
	caret   string
	lasting time.Duration
}

// Film begins a film of the terminal.
func (t *Terminal) Film() *Film {
	return &Film{term: t, base: t.picture(), numbers: map[string]int{"": -1}}
}

// Shoot waits for d, and takes a picture each step until then. Pictures that show the
// same become one.
func (f *Film) Shoot(d, step time.Duration) {
	for ; d > 0; d -= step {
		f.Show(min(d, step))
		f.term.Wait(min(d, step))
	}
}

// Show adds the picture that the terminal shows now, for a time of the film.
func (f *Film) Show(lasting time.Duration) {
	width, height := f.term.Size()
	shot := frame{lasting: lasting}
	for y := range height {
		p := f.base
		p.out = bytes.Buffer{}
		p.rowAt(f.term, y, 0, width)
		drawn := p.out.String()
		number, known := f.numbers[drawn]
		if !known {
			number = len(f.rows)
			f.numbers[drawn] = number
			f.rows = append(f.rows, drawn)
		}
		shot.rows = append(shot.rows, number)
	}
	if x, y, visible := f.term.Cursor(); visible {
		p := f.base
		p.out = bytes.Buffer{}
		p.rect(float64(x), y, 1, 0, 1, p.front, 0.55)
		shot.caret = p.out.String()
	}
	if n := len(f.frames); n > 0 && f.frames[n-1].same(shot) {
		f.frames[n-1].lasting += lasting
		return
	}
	f.frames = append(f.frames, shot)
}

func (a frame) same(b frame) bool {
	return a.caret == b.caret && fmt.Sprint(a.rows) == fmt.Sprint(b.rows)
}

// SVG returns the film. The pictures are below each other on a strip, which jumps up
// by one picture after the other behind a window of its size. Each row is in the file
// once, however many pictures show it. Without animations it shows its last picture.
func (f *Film) SVG() []byte {
	var out bytes.Buffer
	width, height := f.term.Size()
	w, h := float64(width)*cellWidth, float64(height)*cellHeight
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f">`+"\n", w+2*margin, h+2*margin, w+2*margin, h+2*margin)
	out.WriteString(f.style(h))
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n<defs>\n", f.base.back)
	for i, row := range f.rows {
		fmt.Fprintf(&out, "<g id=\"r%d\">\n%s</g>\n", i, row)
	}
	out.WriteString("</defs>\n")
	fmt.Fprintf(&out, `<svg x="%.0f" y="%.0f" width="%.0f" height="%.0f"><g class="strip" %s>`+"\n", margin, margin, w, h, fontAttributes)
	for i, shot := range f.frames {
		fmt.Fprintf(&out, `<g transform="translate(0 %.0f)">`+"\n", float64(i)*h)
		for y, number := range shot.rows {
			if number >= 0 {
				fmt.Fprintf(&out, `<use href="#r%d" y="%.0f"/>`, number, float64(y)*cellHeight)
			}
		}
		fmt.Fprintf(&out, "\n%s</g>\n", shot.caret)
	}
	out.WriteString("</g></svg>\n</svg>\n")
	return out.Bytes()
}

// style returns the animation: the strip is at each picture from its time on.
func (f *Film) style(height float64) string {
	var length time.Duration
	for _, shot := range f.frames {
		length += shot.lasting
	}
	var steps strings.Builder
	var at time.Duration
	for i, shot := range f.frames {
		fmt.Fprintf(&steps, "%.3f%%{transform:translateY(%.0fpx)}", 100*at.Seconds()/length.Seconds(), -float64(i)*height)
		at += shot.lasting
	}
	last := -float64(len(f.frames)-1) * height
	return fmt.Sprintf("<style>@keyframes play{%s100%%{transform:translateY(%.0fpx)}}"+
		".strip{transform:translateY(%.0fpx);animation:play %.2fs step-end infinite}"+
		"@media(prefers-reduced-motion:reduce){.strip{animation:none}}</style>\n", steps.String(), last, last, length.Seconds())
}
