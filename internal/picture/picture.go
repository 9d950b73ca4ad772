// Package picture turns image files into what a terminal can show.
//
// limit.go bounds what decoding a file may cost before it begins, decode.go reads
// the file, scale.go makes the image small, orient.go turns it. kitty.go and sixel.go write it in the
// two protocols of terminals, and shelf.go holds the pictures of a program.
package picture

import (
	"bytes"
	"context"
	"image"
	"image/png"
)

// A Protocol is a way in which terminals take images.
type Protocol int

const (
	None  Protocol = iota
	Kitty          // kitty's, in cells of text that each name a part of the image
	Sixel
)

// A Terminal is what a terminal can show. Package display sends it to the model of
// the program as soon as the terminal has answered.
type Terminal struct {
	Protocol Protocol
	Cell     image.Point // the size of a cell, in pixels
	Shelf    *Shelf      // where the pictures to show go
}

// usualCell is the size of a cell if the terminal does not tell.
var usualCell = image.Pt(8, 16)

// CellOf returns the size of a cell from what the terminal says, which may be
// nonsense.
func CellOf(width, height int) image.Point {
	if width < 2 || height < 2 || width > 100 || height > 200 {
		return usualCell
	}
	return image.Pt(width, height)
}

// Fit returns the size in cells and in pixels of an image that is scaled down to at
// most so many cells. It keeps the proportions, and never scales up.
func (t Terminal) Fit(width, height int, most image.Point) (cells, pixels image.Point) {
	if width <= 0 || height <= 0 || most.X <= 0 || most.Y <= 0 {
		return image.Point{}, image.Point{}
	}
	scale := min(1, float64(most.X*t.Cell.X)/float64(width), float64(most.Y*t.Cell.Y)/float64(height))
	shrunk := func(n, limit int) int { return min(max(int(float64(n)*scale+0.5), 1), limit) }
	pixels = image.Pt(shrunk(width, most.X*t.Cell.X), shrunk(height, most.Y*t.Cell.Y))
	return image.Pt(above(pixels.X, t.Cell.X), above(pixels.Y, t.Cell.Y)), pixels
}

// above returns n/d, rounded up.
func above(n, d int) int { return (n + d - 1) / d }

// A Picture is an image in the form that a terminal takes.
type Picture struct {
	Cells  image.Point // columns and rows that it takes
	png    []byte      // for kitty
	strips []string    // for sixel: the sequence of each row of cells
}

// Size returns the memory that the picture takes, in bytes.
func (p *Picture) Size() int {
	size := len(p.png)
	for _, strip := range p.strips {
		size += len(strip)
	}
	return size
}

// Make decodes an image file and scales it down to at most so many cells. It takes
// time, and at most [maxMemory] bytes at once for all callers together. The file may
// hold anything.
func (t Terminal) Make(ctx context.Context, file []byte, most image.Point) (*Picture, error) {
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	src, err := decode(ctx, file)
	if err != nil {
		return nil, err
	}
	size, turn := src.Bounds().Size(), orientation(file)
	if turn >= 5 {
		size = image.Pt(size.Y, size.X)
	}
	cells, pixels := t.Fit(size.X, size.Y, most)
	if cells == (image.Point{}) {
		return nil, errNoRoom
	}
	if turn >= 5 {
		pixels = image.Pt(pixels.Y, pixels.X)
	}
	scaled := upright(scale(src, pixels), turn)
	p := &Picture{Cells: cells}
	if t.Protocol == Sixel {
		p.strips = sixelStrips(scaled, t.Cell.Y)
		return p, nil
	}
	var out bytes.Buffer
	if err := png.Encode(&out, scaled); err != nil {
		return nil, err
	}
	p.png = out.Bytes()
	return p, nil
}

// decoding has an element while an image is being decoded, so that several large
// ones do not take their memory at the same time.
var decoding = make(chan struct{}, 1)
