package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"
)

// chunk returns a chunk of a PNG.
func chunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// withHeader returns a PNG with another header.
func withHeader(file []byte, width, height uint32, depth, color, interlace byte) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	header = append(header, depth, color, 0, 0, interlace)
	return slices.Concat(file[:8], chunk("IHDR", header), file[33:])
}

// inserted returns a file with bytes between others.
func inserted(file []byte, at int, bytes []byte) []byte {
	return slices.Concat(file[:at], bytes, file[at:])
}

// changed returns a file with other bytes at an offset.
func changed(file []byte, at int, by ...byte) []byte {
	out := bytes.Clone(file)
	copy(out[at:], by)
	return out
}

// riff returns a WebP of chunks.
func riff(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body)
}

// riffChunk returns a chunk of a WebP that says it has size bytes.
func riffChunk(kind string, size int, data []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(kind), uint32(size))
	if out = append(out, data...); len(data)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// segment returns a segment of a JPEG.
func segment(marker byte, data []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(data)+2)), data...)
}

// hostilePNGs are PNGs that ask for too much, or for what is not there.
func hostilePNGs(t testing.TB) map[string][]byte {
	file := pngOf(t, painted(40, 30, true))
	end := len(file) - 12
	many := bytes.Repeat(chunk("IDAT", nil), 100_000)
	palette := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})
	indexed := pngOf(t, palette)
	return map[string][]byte{
		"gigapixels": withHeader(file, 60_000, 60_000, 8, 6, 0), "most pixels": withHeader(file, 1<<31-1, 1<<31-1, 8, 6, 0), "negative": withHeader(file, 1<<32-1, 1<<32-1, 8, 6, 0),
		"very wide": withHeader(file, 49_000_000, 1, 8, 6, 0), "very high": withHeader(file, 1, 40_000_000, 8, 6, 0), "16 bits": withHeader(file, 7000, 7000, 16, 6, 0),
		"interlaced": withHeader(file, 6000, 5000, 8, 6, 1), "no width": withHeader(file, 0, 30, 8, 6, 0), "no height": withHeader(file, 40, 0, 8, 6, 0), "depth": withHeader(file, 40, 30, 3, 6, 0),
		"color type": withHeader(file, 40, 30, 8, 5, 0), "interlace method": withHeader(file, 40, 30, 8, 6, 9), "higher than its data": withHeader(file, 40, 3000, 8, 6, 0),
		"zTXt of megabytes": inserted(file, 33, chunk("zTXt", make([]byte, 5<<20))), "iCCP of megabytes": inserted(file, 33, chunk("iCCP", bytes.Repeat([]byte{0x78, 0x9c}, 2<<20))),
		"endless text": inserted(file, 33, bytes.Repeat(chunk("tEXt", []byte("a\x00b")), 100_000)), "many empty IDAT": inserted(file, end, many), "IDAT of zeros": inserted(file, end, chunk("IDAT", make([]byte, 1<<20))),
		"chunk of 4 GB": inserted(file, 33, []byte("\xff\xff\xff\xfftEXt")), "bad checksum": changed(file, 29, 0, 0, 0, 0), "no header": slices.Concat(file[:8], file[33:]), "two headers": inserted(file, 33, file[8:33]),
		"palette for RGBA": inserted(file, 33, chunk("PLTE", make([]byte, 768))), "palette of 4 bytes": inserted(file, 33, chunk("PLTE", make([]byte, 4))), "palette of 300": withPalette(indexed, make([]byte, 900)),
		"palette of 1": withPalette(indexed, make([]byte, 3)), "empty palette": withPalette(indexed, nil), "alpha for 300": inserted(indexed, 33, chunk("tRNS", make([]byte, 300))),
		"only a magic": file[:8], "text": []byte("\x89PNG\r\n\x1a\nhello"), "animated": inserted(file, 33, chunk("acTL", []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0})), "end first": inserted(file, 33, chunk("IEND", nil)),
	}
}

// withPalette returns an indexed PNG with another palette.
func withPalette(file, palette []byte) []byte {
	at := bytes.Index(file, []byte("PLTE")) - 4
	n := int(binary.BigEndian.Uint32(file[at:]))
	return slices.Concat(file[:at], chunk("PLTE", palette), file[at+12+n:])
}

func hostileJPEGs(t testing.TB) map[string][]byte {
	file := jpegOf(t, painted(40, 30, false))
	frame := bytes.Index(file, []byte("\xff\xc0"))
	scan := bytes.Index(file, []byte("\xff\xda"))
	head := file[scan : scan+14]
	large := changed(file, frame+5, 0x13, 0x88, 0x13, 0x88) // 5000×5000
	progressive := changed(file, frame+1, 0xc2)
	return map[string][]byte{
		"65535 square": changed(file, frame+5, 0xff, 0xff, 0xff, 0xff), "no size": changed(file, frame+5, 0, 0, 0, 0), "no height": changed(file, frame+5, 0, 0), "a thin one": changed(file, frame+5, 0xff, 0xff, 0, 1),
		"larger than its data": changed(file, frame+5, 0x03, 0xe8, 0x03, 0xe8), "endless scans": inserted(progressive, scan, bytes.Repeat(head, 200_000)),
		"scans of a large one": inserted(changed(large, frame+1, 0xc2), scan, bytes.Repeat(head, 60)), "a large progressive one": changed(changed(file, frame+5, 0x1b, 0x58, 0x1b, 0x58), frame+1, 0xc2),
		"progressive data missing": progressive, "lossless": changed(file, frame+1, 0xc3), "arithmetic": changed(file, frame+1, 0xc9), "precision": changed(file, frame+4, 16), "no components": changed(file, frame+9, 0),
		"200 components": changed(file, frame+9, 200), "sampling of 0": changed(file, frame+11, 0), "sampling of 15": changed(file, frame+11, 0xff), "table 15": changed(file, frame+12, 15),
		"two frames": inserted(file, scan, file[frame:frame+19]), "endless fill": inserted(file, 2, bytes.Repeat([]byte{0xff}, 1<<20)), "endless comments": inserted(file, 2, bytes.Repeat(segment(0xfe, make([]byte, 60_000)), 80)),
		"segment of nothing": inserted(file, 2, []byte{0xff, 0xe0, 0, 0}), "segment past the end": inserted(file, 2, []byte{0xff, 0xe0, 0xff, 0xff}), "Huffman of everything": inserted(file, 2, segment(0xc4, append([]byte{0}, bytes.Repeat([]byte{0xff}, 16)...))),
		"restart each block": inserted(file, 2, segment(0xdd, []byte{0, 1})), "Exif of a bomb": inserted(file, 2, segment(0xe1, append([]byte("Exif\x00\x00MM\x00*"), bytes.Repeat([]byte{0xff}, 100)...))),
		"no tables": slices.Concat(file[:2], file[frame:]), "only markers": []byte("\xff\xd8\xff\xd9"), "scan without a frame": slices.Concat(file[:2], file[scan:]), "zeros for data": slices.Concat(file[:scan+14], make([]byte, 1<<20)),
	}
}

func hostileGIFs(t testing.TB) map[string][]byte {
	palette := color.Palette{color.Black, color.White, color.RGBA{255, 0, 0, 255}}
	frame := image.NewPaletted(image.Rect(0, 0, 20, 20), palette)
	var moving bytes.Buffer
	all := &gif.GIF{}
	for range 200 {
		all.Image, all.Delay = append(all.Image, frame), append(all.Delay, 0)
	}
	if err := gif.EncodeAll(&moving, all); err != nil {
		t.Fatal(err)
	}
	file := gifOf(t, frame)
	image := bytes.IndexByte(file[13:], ',') + 13
	return map[string][]byte{
		"200 frames": moving.Bytes(), "65535 square": changed(file, 6, 0xff, 0xff, 0xff, 0xff), "no screen": changed(file, 6, 0, 0, 0, 0), "frame larger than its screen": changed(file, image+5, 0xff, 0xff, 0xff, 0xff),
		"frame outside": changed(file, image+1, 0xff, 0xff, 0xff, 0xff), "no frame size": changed(file, image+5, 0, 0, 0, 0), "no palette": slices.Concat(changed(file[:13], 10, 0), file[image:]),
		"code size 200": changed(file, image+10, 200), "code size 0": changed(file, image+10, 0), "endless extensions": inserted(file, image, bytes.Repeat([]byte("!\xfe\x01a\x00"), 200_000)),
		"extension without an end": slices.Concat(file[:image], []byte("!\xf9\x04")), "only a screen": file[:13], "screen and end": append(bytes.Clone(file[:13]), ';'), "unknown block": changed(file, image, 'x'), "GIF88": changed(file, 4, '8'),
	}
}

func hostileWebPs() map[string][]byte {
	lossless, lossy := webpLossless[20:], webpLossy[20:]
	extended := func(flags byte, width, height int) []byte {
		return riffChunk("VP8X", 10, []byte{flags, 0, 0, 0, byte(width), byte(width >> 8), byte(width >> 16), byte(height), byte(height >> 8), byte(height >> 16)})
	}
	return map[string][]byte{
		"16 million square": riff(extended(0, 1<<24-1, 1<<24-1), riffChunk("VP8 ", len(lossy), lossy)), "alpha of gigabytes": riff(extended(0x10, 1<<24-1, 2), riffChunk("ALPH", 1, []byte{0}), riffChunk("VP8 ", len(lossy), lossy)),
		"other size inside": riff(extended(0, 10, 10), riffChunk("VP8L", len(lossless), lossless)), "chunk past the end": riff(riffChunk("VP8L", 1<<30, lossless)), "negative chunk": riff(riffChunk("VP8 ", 1<<32-1, lossy)),
		"empty chunk": riff(riffChunk("VP8L", 0, nil)), "chunks of nothing": riff(bytes.Repeat(riffChunk("JUNK", 0, nil), 100_000)), "VP8L of ones": riff(riffChunk("VP8L", 4000, append([]byte{0x2f}, bytes.Repeat([]byte{0xff}, 3999)...))),
		"VP8L of zeros": riff(riffChunk("VP8L", 4000, append([]byte{0x2f, 0xff, 0xff, 0xff, 0}, make([]byte, 3995)...))), "VP8L of megabytes": riff(riffChunk("VP8L", 4<<20, append(bytes.Clone(lossless), make([]byte, 4<<20-len(lossless))...))),
		"alpha of megabytes": riff(extended(0x10, 0, 0), riffChunk("ALPH", 4<<20, append([]byte{1}, make([]byte, 4<<20-1)...)), riffChunk("VP8 ", len(lossy), lossy)), "VP8 of 16383": riff(riffChunk("VP8 ", len(lossy), changed(lossy, 6, 0xff, 0x3f, 0xff, 0x3f))),
		"VP8 without data": riff(riffChunk("VP8 ", 10, lossy[:10])), "no image": riff(extended(0, 10, 10)), "animation": riff(extended(2, 10, 10), riffChunk("ANIM", 6, make([]byte, 6)), riffChunk("ANMF", 16, make([]byte, 16))), "two alphas": riff(extended(0x10, 0, 0), riffChunk("ALPH", 2, []byte{0, 255}), riffChunk("ALPH", 2, []byte{0, 255}), riffChunk("VP8 ", len(lossy), lossy)),
	}
}

// otherFiles are no images.
var otherFiles = map[string][]byte{
	"nothing": nil, "a byte": {0x89}, "text": []byte("hello"), "zeros": make([]byte, 1<<20), "a BMP": []byte("BM\x00\x00\x00\x00"), "an SVG": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "a sound": []byte("RIFF\x24\x00\x00\x00WAVEfmt "),
}

// TestHostileFiles has every file end in a picture or an error, soon, and without
// much memory. Its files are made of small valid ones.
func TestHostileFiles(t *testing.T) {
	kinds := 0
	for of, files := range map[string]map[string][]byte{
		"PNG": hostilePNGs(t), "JPEG": hostileJPEGs(t), "GIF": hostileGIFs(t), "WebP": hostileWebPs(), "other": otherFiles, "cut": cutFiles(t),
	} {
		t.Run(of, func(t *testing.T) {
			for _, name := range slices.Sorted(maps.Keys(files)) {
				checkHostile(t, name, files[name])
				kinds++
			}
		})
	}
	if t.Logf("%d kinds", kinds); kinds < 100 {
		t.Errorf("only %d kinds of files", kinds)
	}
}

// cutFiles are valid files that end early, at many places.
func cutFiles(t testing.TB) map[string][]byte {
	all := map[string][]byte{}
	for name, file := range validFiles(t) {
		for _, part := range []int{0, 1, 5, 10, 25, 50, 75, 90, 99} {
			all[fmt.Sprintf("%d %% of a %s", part, name)] = file[:len(file)*part/100]
		}
	}
	return all
}

func validFiles(t testing.TB) map[string][]byte {
	m := painted(40, 30, true)
	return map[string][]byte{"PNG": pngOf(t, m), "JPEG": jpegOf(t, m), "GIF": gifOf(t, m), "lossless WebP": webpLossless, "lossy WebP": webpLossy}
}

// checkHostile makes a picture of a file in both protocols.
func checkHostile(t *testing.T, name string, file []byte) {
	t.Helper()
	for _, terminal := range []Terminal{kittyTerminal, sixelTerminal} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		p, err := terminal.Make(t.Context(), file, room)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > maxMemory {
			t.Errorf("%s: took %d MB", name, used>>20)
		}
		if took > 10*time.Second { // a hundred times what it takes
			t.Errorf("%s: took %v", name, took)
		}
		if err == nil && (p.Cells.X > room.X || p.Cells.Y > room.Y || p.Cells.X < 1 || p.Cells.Y < 1) {
			t.Errorf("%s: %v cells", name, p.Cells)
		}
	}
}

// TestADecoderStops checks that a picture is given up with its context, also
// while another one is being made.
func TestADecoderStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := kittyTerminal.Make(ctx, jpegOf(t, painted(40, 30, false)), room); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	decoding <- struct{}{}
	defer func() { <-decoding }()
	if _, err := kittyTerminal.Make(ctx, webpLossy, room); !errors.Is(err, context.Canceled) {
		t.Errorf("while another is made: %v", err)
	}
}

// FuzzMake looks for files that make the decoders panic or stall.
func FuzzMake(f *testing.F) {
	for _, file := range validFiles(f) {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) { checkHostile(t, "fuzzed", file) })
}
