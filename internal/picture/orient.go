package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation returns how the image of a JPEG is to be turned, as its Exif data says:
// 1 to 8, and 1 if it does not say. Cameras save what the sensor sees and note how it
// was held.
func orientation(file []byte) int {
	if !bytes.HasPrefix(file, []byte("\xff\xd8")) {
		return 1
	}
	for at := 2; at+4 <= len(file) && file[at] == 0xff && file[at+1] != 0xda; {
		n := int(binary.BigEndian.Uint16(file[at+2:]))
		if n < 2 || at+2+n > len(file) {
			return 1
		}
		if body, ok := bytes.CutPrefix(file[at+4:at+2+n], []byte("Exif\x00\x00")); ok && file[at+1] == 0xe1 {
			return exifOrientation(body)
		}
		at += 2 + n
	}
	return 1
}

// exifOrientation returns the orientation in the first directory of a TIFF.
func exifOrientation(tiff []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	const tag, entry = 0x0112, 12
	if len(tiff) < 8 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entry {
			return 1
		}
		if value := order.Uint16(entries[8:]); order.Uint16(entries) == tag && value >= 1 && value <= 8 {
			return int(value)
		}
		entries = entries[entry:]
	}
	return 1
}

// upright returns the image turned as an orientation says.
func upright(m *image.NRGBA, orientation int) *image.NRGBA {
	if orientation == 1 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	size := image.Pt(w, h)
	if orientation >= 5 {
		size = image.Pt(h, w)
	}
	turned := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			from := [...]image.Point{2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y}, 5: {y, x}, 6: {y, h - 1 - x}, 7: {w - 1 - y, h - 1 - x}, 8: {w - 1 - y, x}}[orientation]
			turned.SetNRGBA(x, y, m.NRGBAAt(from.X, from.Y))
		}
	}
	return turned
}
