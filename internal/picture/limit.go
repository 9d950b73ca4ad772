package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// The limits of what is decoded. A file of some kilobytes may ask for gigabytes or
// for hours; such a file is not shown.
const (
	maxPixels = 50_000_000
	maxSide   = 65_535        // pixels
	maxChunks = 20_000        // of a PNG; each costs more than its bytes
	maxMemory = 192 << 20     // bytes, estimated from the header
	maxWork   = 1_000_000_000 // pixels of a JPEG times the passes over them
)

var (
	errType  = errors.New("decode image: unknown type")
	errLarge = errors.New("decode image: too large")
	// errNoRoom means that the window has no cells for an image.
	errNoRoom = errors.New("show image: no room")
)

// A format is a type of image files.
type format struct {
	magic  string
	at     int // offset of magic
	header func(file []byte) (image.Config, error)
	cost   func(file []byte, c image.Config) (memory int64, err error)
	decode func(r *reader) (image.Image, error)
}

var formats = []format{
	{"\x89PNG\r\n\x1a\n", 0, headerBy(png.DecodeConfig), pngCost, decodeBy(png.Decode)},
	{"\xff\xd8\xff", 0, headerBy(jpeg.DecodeConfig), jpegCost, decodeBy(jpeg.Decode)},
	{"GIF8", 0, headerBy(gif.DecodeConfig), gifCost, decodeBy(gif.Decode)}, // the first frame
	{"WEBPVP8", 8, headerBy(webp.DecodeConfig), webpCost, decodeBy(webp.Decode)},
}

// formatOf returns the format of a file by its first bytes.
func formatOf(file []byte) (format, bool) {
	for _, f := range formats {
		if len(file) >= f.at && bytes.HasPrefix(file[f.at:], []byte(f.magic)) {
			return f, true
		}
	}
	return format{}, false
}

// check returns an error if the file may not be decoded.
func (f format) check(file []byte) error {
	c, err := f.header(file)
	if err != nil {
		return err
	}
	if c.Width <= 0 || c.Height <= 0 || max(c.Width, c.Height) > maxSide || pixelsOf(c) > maxPixels {
		return errLarge
	}
	memory, err := f.cost(file, c)
	if err == nil && memory > maxMemory {
		err = errLarge
	}
	return err
}

func pixelsOf(c image.Config) int64 { return int64(c.Width) * int64(c.Height) }

// pngCost counts two or four bytes a channel; the passes of an interlaced file are
// images of their own.
func pngCost(file []byte, c image.Config) (int64, error) {
	const head, depth, interlace = 8, 24, 28 // offsets in the header, which was read
	chunks := 0
	for at := head; at+12 <= len(file); chunks++ {
		at += 12 + int(min(binary.BigEndian.Uint32(file[at:]), 1<<30))
	}
	if chunks > maxChunks {
		return 0, errLarge
	}
	each := int64(4)
	if file[depth] == 16 {
		each = 8
	}
	if file[interlace] != 0 {
		each *= 2
	}
	return pixelsOf(c) * each, nil
}

// jpegCost counts the planes, their conversion, and for a progressive file the
// coefficients, which are kept until the end. Each pass visits all blocks, even if
// the file has only a few bytes for it.
func jpegCost(file []byte, c image.Config) (int64, error) {
	const block = 32 // sizes are rounded up to so many pixels
	pixels := int64(c.Width+block) * int64(c.Height+block)
	if passes := int64(bytes.Count(file, []byte("\xff\xda"))); passes*pixels > maxWork {
		return 0, errLarge
	}
	planes, each := int64(3), int64(3)
	switch c.ColorModel {
	case color.GrayModel:
		planes, each = 1, 1
	case color.RGBAModel:
		each = 7
	case color.CMYKModel:
		planes, each = 4, 12
	}
	if bytes.Contains(file, []byte("\xff\xc2")) {
		each += 4 * planes
	}
	return pixels * each, nil
}

func gifCost(_ []byte, c image.Config) (int64, error) { return 2 * pixelsOf(c), nil }

// codeTables is the most memory that a byte of a lossless WebP makes the decoder
// take for tables of codes.
const codeTables = 256

// webpCost counts planes and transforms, and the tables of codes.
func webpCost(file []byte, c image.Config) (int64, error) {
	total := 12 * pixelsOf(c)
	for at := 12; at+8 <= len(file); {
		n := int64(binary.LittleEndian.Uint32(file[at+4:]))
		if kind := string(file[at : at+4]); kind == "VP8L" || kind == "ALPH" {
			total += min(n, int64(len(file))) * codeTables
		}
		if n > int64(len(file)) {
			break
		}
		at += 8 + int(n+n&1)
	}
	return total, nil
}
