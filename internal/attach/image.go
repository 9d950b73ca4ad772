package attach

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// imageType returns the media type of an image that models read, by its first
// bytes, or "".
func imageType(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "image/webp"
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return "image/gif"
	}
	return ""
}

// A picture is what the blocks of an image file say without being decoded.
type picture struct {
	width, height int
	whole         bool // the file has its end
	moves         bool // it has several frames
}

// measure returns the width and height of an image. It decodes nothing: a file of
// some kilobytes can hold gigapixels.
func measure(name, kind string, data []byte) (width, height int, err error) {
	if len(data) > MaxImage {
		return 0, 0, &Error{fmt.Sprintf("%s is too large: an image can have %s.", name, size(MaxImage)), "Make it smaller first.", nil}
	}
	var p picture
	switch kind {
	case "image/png":
		p = pngPicture(data)
	case "image/jpeg":
		p = jpegPicture(data)
	case "image/webp":
		p = webpPicture(data)
	case "image/gif":
		p = gifPicture(data)
	}
	pixels := int64(p.width) * int64(p.height)
	switch {
	case p.width <= 0 || p.height <= 0 || pixels <= MaxPixels && !p.whole:
		return 0, 0, &Error{name + " is damaged or ends early.", "Save it again, or take another copy of it.", nil}
	case pixels > MaxPixels:
		return 0, 0, &Error{fmt.Sprintf("%s has %d×%d pixels; an image can have %d million.", name, p.width, p.height, MaxPixels/1_000_000), "Make it smaller first.", nil}
	case p.moves:
		return 0, 0, &Error{name + " is an animation.", "Save one frame of it as an image.", nil}
	}
	return p.width, p.height, nil
}

// pngPicture walks the chunks of a PNG.
func pngPicture(data []byte) (p picture) {
	const head = 8
	for rest := data[head:]; len(rest) >= 12; {
		n, kind := int(binary.BigEndian.Uint32(rest)), string(rest[4:8])
		if n < 0 || n > len(rest)-12 {
			n = len(rest) - 12 // the header of a file that is cut counts all the same
		}
		body := rest[8 : 8+n]
		switch {
		case kind == "IHDR" && len(body) >= 13 && p.width == 0:
			p.width, p.height = dimension(binary.BigEndian.Uint32(body)), dimension(binary.BigEndian.Uint32(body[4:]))
		case kind == "acTL":
			p.moves = len(body) >= 4 && binary.BigEndian.Uint32(body) > 1
		case kind == "IEND":
			p.whole = true
			return p
		}
		rest = rest[12+n:]
	}
	return p
}

// dimension returns a length of 32 bits as an int, at most 1<<30.
func dimension(n uint32) int { return int(min(n, 1<<30)) }

// jpegPicture walks the segments of a JPEG up to its first frame.
func jpegPicture(data []byte) (p picture) {
	for at := 2; at+4 <= len(data); {
		if data[at] != 0xff {
			return p
		}
		marker := data[at+1]
		if marker == 0xff { // fill
			at++
			continue
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd7 { // without a length
			at += 2
			continue
		}
		n := int(binary.BigEndian.Uint16(data[at+2:]))
		frame := marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
		switch {
		case n < 2 || marker == 0xd9 || marker == 0xda: // the image data begins without a frame
			return p
		case frame && at+9 <= len(data):
			p.height, p.width = int(binary.BigEndian.Uint16(data[at+5:])), int(binary.BigEndian.Uint16(data[at+7:]))
			p.whole = bytes.Contains(data[at:], []byte("\xff\xd9")) // cameras append more after it
			return p
		}
		at += 2 + n
	}
	return p
}

// gifPicture walks the blocks of a GIF.
func gifPicture(data []byte) (p picture) {
	if len(data) < 13 {
		return p
	}
	p.width, p.height = int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:]))
	at, frames := 13+colorTable(data[10]), 0
	for at < len(data) {
		switch data[at] {
		case ';':
			p.whole, p.moves = frames > 0, frames > 1
			return p
		case '!':
			at = skipBlocks(data, at+2)
		case ',':
			if at+10 > len(data) {
				return p
			}
			frames++
			at = skipBlocks(data, at+10+colorTable(data[at+9])+1)
		default:
			return p
		}
	}
	return p
}

// colorTable returns the size of the table that the flags of a GIF announce.
func colorTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipBlocks returns the offset after the data blocks at an offset.
func skipBlocks(data []byte, at int) int {
	for at < len(data) {
		n := int(data[at])
		at += 1 + n
		if n == 0 {
			return at
		}
	}
	return at
}

// webpPicture reads the first chunk of a WebP, which has the size in one of three
// forms.
func webpPicture(data []byte) (p picture) {
	if len(data) < 30 {
		return p
	}
	p.whole = int64(binary.LittleEndian.Uint32(data[4:]))+8 <= int64(len(data))
	body := data[20:]
	switch string(data[12:16]) {
	case "VP8X":
		p.moves = body[0]&0x02 != 0
		p.width, p.height = 1+uint24(body[4:]), 1+uint24(body[7:])
	case "VP8L":
		bits := binary.LittleEndian.Uint32(body[1:])
		if body[0] == 0x2f {
			p.width, p.height = 1+int(bits&0x3fff), 1+int(bits>>14&0x3fff)
		}
	case "VP8 ":
		if string(body[3:6]) == "\x9d\x01\x2a" {
			p.width, p.height = int(binary.LittleEndian.Uint16(body[6:])&0x3fff), int(binary.LittleEndian.Uint16(body[8:])&0x3fff)
		}
	}
	return p
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
