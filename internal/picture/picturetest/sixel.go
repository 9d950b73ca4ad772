package picturetest

import (
	"fmt"
	"image"
	"image/color"
	"strconv"
	"strings"
)

// ReadSixel reads a sixel, from its introducer to its end. Pixels that it does not
// set are transparent. See DEC STD 070, "Sixel Graphics".
func ReadSixel(sequence string) (*image.NRGBA, error) {
	parameters, rest, found := strings.Cut(strings.TrimPrefix(sequence, "\x1bP"), "q")
	body, ended := strings.CutSuffix(rest, "\x1b\\")
	if !found || !ended || !strings.HasPrefix(sequence, "\x1bP") {
		return nil, fmt.Errorf("no sixel: %.20q", sequence)
	}
	if strings.Split(parameters+";;", ";")[1] != "1" {
		return nil, fmt.Errorf("it wipes the background: %q", parameters)
	}
	var pan, pad, width, height int
	if _, err := fmt.Sscanf(body, "\"%d;%d;%d;%d", &pan, &pad, &width, &height); err != nil || pan != pad {
		return nil, fmt.Errorf("no size in %.20q", body)
	}
	s := sixel{image: image.NewNRGBA(image.Rect(0, 0, width, height)), colors: map[int]color.NRGBA{}}
	body = strings.TrimLeft(body[1:], "0123456789;")
	for body != "" && s.err == nil {
		body = s.step(body)
	}
	return s.image, s.err
}

// sixel is the state of a reader.
type sixel struct {
	image  *image.NRGBA
	colors map[int]color.NRGBA
	color  color.NRGBA
	x, y   int
	err    error
}

// step carries out what is at the start of body and returns the rest.
func (s *sixel) step(body string) (rest string) {
	switch c := body[0]; {
	case c == '$':
		s.x = 0
	case c == '-':
		s.x, s.y = 0, s.y+6
	case c == '#':
		return s.choose(body[1:])
	case c == '!':
		rest = strings.TrimLeft(body[1:], "0123456789")
		n, err := strconv.Atoi(body[1 : len(body)-len(rest)])
		if err != nil || rest == "" {
			s.err = fmt.Errorf("no repetition: %.10q", body)
			return ""
		}
		s.draw(rest[0], n)
		return rest[1:]
	case c >= '?' && c <= '~':
		s.draw(c, 1)
	default:
		s.err = fmt.Errorf("the character %q", c)
	}
	return body[1:]
}

// choose reads the number of a color, and its definition if there is one.
func (s *sixel) choose(body string) (rest string) {
	rest = strings.TrimLeft(body, "0123456789;")
	var n []int
	for field := range strings.SplitSeq(body[:len(body)-len(rest)], ";") {
		i, _ := strconv.Atoi(field)
		n = append(n, i)
	}
	if len(n) == 5 {
		if n[1] != 2 || max(n[2], n[3], n[4]) > 100 || n[0] > 255 {
			s.err = fmt.Errorf("no color: %v", n)
		}
		s.colors[n[0]] = color.NRGBA{uint8(n[2] * 255 / 100), uint8(n[3] * 255 / 100), uint8(n[4] * 255 / 100), 255}
	}
	chosen, known := s.colors[n[0]]
	if s.color = chosen; !known || len(n) != 1 && len(n) != 5 {
		s.err = fmt.Errorf("unknown color %v", n)
	}
	return rest
}

// draw draws a column of six pixels n times.
func (s *sixel) draw(char byte, n int) {
	if char < '?' || char > '~' {
		s.err = fmt.Errorf("the character %q", char)
		return
	}
	for range n {
		for bit := range 6 {
			if (char-'?')>>bit&1 == 0 {
				continue
			}
			if !(image.Point{X: s.x, Y: s.y + bit}).In(s.image.Rect) {
				s.err = fmt.Errorf("a pixel at %d, %d outside of %v", s.x, s.y+bit, s.image.Rect)
				return
			}
			s.image.SetNRGBA(s.x, s.y+bit, s.color)
		}
		s.x++
	}
}
