package picture

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"banter/internal/picture/picturetest"
)

var (
	kittyTerminal = Terminal{Protocol: Kitty, Cell: image.Pt(10, 20)}
	sixelTerminal = Terminal{Protocol: Sixel, Cell: image.Pt(10, 20)}
	room          = image.Pt(60, 12)
)

// painted returns an image with a color gradient, some shapes and a clear corner.
func painted(width, height int, clear bool) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.NRGBA{uint8(x * 255 / width), uint8(y * 255 / height), uint8((x/16 + y/16) % 2 * 200), 255}
			if clear && x < width/4 && y < height/4 {
				c = color.NRGBA{}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gifOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := gif.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The smallest files of both kinds of WebP, of one pixel.
var (
	webpLossless = unbase64("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	webpLossy    = unbase64("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
)

func unbase64(text string) []byte {
	data, _ := base64.StdEncoding.DecodeString(text)
	return data
}

// difference returns the mean difference of a channel of two images of one size.
func difference(t *testing.T, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("sizes %v and %v", a.Bounds(), b.Bounds())
	}
	sum := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p := color.NRGBAModel.Convert(a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y)).(color.NRGBA)
			q := color.NRGBAModel.Convert(b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y)).(color.NRGBA)
			for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B), int(p.A) - int(q.A)} {
				sum += max(d, -d)
			}
		}
	}
	return float64(sum) / float64(4*a.Bounds().Dx()*a.Bounds().Dy())
}

func make1(t *testing.T, terminal Terminal, file []byte) *Picture {
	t.Helper()
	p, err := terminal.Make(t.Context(), file, room)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// stacked returns the image that the sixels of a picture draw, one below the other.
func stacked(t *testing.T, p *Picture) *image.NRGBA {
	t.Helper()
	var all *image.NRGBA
	for row := range p.Cells.Y {
		m, err := picturetest.ReadSixel(p.Sixel(row))
		if err != nil {
			t.Fatal(err)
		}
		if m.Rect.Dy() > sixelTerminal.Cell.Y {
			t.Fatalf("row %d has %v pixels: it covers the next row", row, m.Rect)
		}
		if all == nil {
			all = image.NewNRGBA(image.Rect(0, 0, m.Rect.Dx(), 0))
		}
		all.Pix = append(all.Pix, m.Pix...)
		all.Rect.Max.Y += m.Rect.Dy()
	}
	return all
}

// TestWhatIsDrawn reads what terminals get with readers of their own, and compares it
// with the image in the file, scaled by averages.
func TestWhatIsDrawn(t *testing.T) {
	small, large := painted(90, 45, true), painted(600, 480, false)
	half := reduce(large, 2) // 300×240: as high as 12 rows
	exact := painted(100, 60, false)
	for name, test := range map[string]struct {
		file  []byte
		want  image.Image // nil: only that it is drawn
		cells image.Point
		kitty float64 // most difference
		sixel float64
	}{
		"small PNG":     {pngOf(t, small), small, image.Pt(9, 3), 0, 5},
		"large PNG":     {pngOf(t, large), half, image.Pt(30, 12), 1, 6},
		"JPEG":          {jpegOf(t, large), half, image.Pt(30, 12), 6, 10},
		"GIF":           {gifOf(t, exact), exact, image.Pt(10, 3), 14, 16},
		"lossless WebP": {webpLossless, nil, image.Pt(1, 1), 0, 0},
		"lossy WebP":    {webpLossy, nil, image.Pt(1, 1), 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := make1(t, kittyTerminal, test.file)
			id := ID{Program: 7, Number: 42}
			w := picturetest.ReadKitty([]byte("before" + p.Send(id) + "after"))
			const value = 7<<24 | 42
			if len(w.Faults) > 0 || w.Places[value] != test.cells || w.Images[value] == nil {
				t.Fatalf("faults %v, places %v", w.Faults, w.Places)
			}
			q := make1(t, sixelTerminal, test.file)
			if q.Cells != test.cells {
				t.Errorf("sixels in %v cells", q.Cells)
			}
			if drawn := stacked(t, q); test.want != nil {
				if d := difference(t, w.Images[value], test.want); d > test.kitty {
					t.Errorf("kitty shows another image: difference %.1f", d)
				}
				if d := difference(t, drawn, test.want); d > test.sixel {
					t.Errorf("the sixels show another image: difference %.1f", d)
				}
				t.Logf("kitty %d bytes, sixels %d", p.Size(), q.Size())
			}
			if w = picturetest.ReadKitty([]byte(p.Send(id) + Delete(id))); len(w.Images) > 0 || len(w.Faults) > 0 {
				t.Errorf("after its deletion: %v %v", w.Images, w.Faults)
			}
		})
	}
}

// TestPhotosAreUpright checks that the top left corner of an image comes to where the
// camera says that it was.
func TestPhotosAreUpright(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 80, 40))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for i := range 20 * 20 { // dark in the top left corner
		m.SetNRGBA(i%20, i/20, color.NRGBA{A: 255})
	}
	file := jpegOf(t, m)
	for orientation, corner := range map[int]image.Point{
		0: {5, 5}, 1: {5, 5}, 2: {75, 5}, 3: {75, 35}, 4: {5, 35}, 5: {5, 5}, 6: {35, 5}, 7: {35, 75}, 8: {5, 75}, 9: {5, 5},
	} {
		for _, exif := range []string{"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00%c\x00\x00", "II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00%c\x00\x00\x00"} {
			turned := inserted(file, 2, segment(0xe1, fmt.Appendf([]byte("Exif\x00\x00"), exif, orientation)))
			w := picturetest.ReadKitty([]byte(make1(t, kittyTerminal, turned).Send(ID{1, 1})))
			got := w.Images[1<<24|1]
			size := image.Pt(80, 40)
			if orientation >= 5 && orientation <= 8 {
				size = image.Pt(40, 80)
			}
			if r, _, _, _ := got.At(corner.X, corner.Y).RGBA(); r > 0x4000 || got.Bounds().Size() != size {
				t.Errorf("orientation %d: %v, and %04x at %v", orientation, got.Bounds(), r, corner)
			}
		}
	}
}

// TestSixelByLibsixel has another program read the sixels.
func TestSixelByLibsixel(t *testing.T) {
	tool, err := exec.LookPath("sixel2png")
	if err != nil {
		if os.Getenv("BANTER_REQUIRE_ALL") != "" {
			t.Fatal("sixel2png of libsixel-bin is missing")
		}
		t.Skip("needs sixel2png of libsixel-bin")
	}
	p := make1(t, sixelTerminal, pngOf(t, painted(300, 240, false)))
	folder := t.TempDir()
	for row := range p.Cells.Y {
		in, out := filepath.Join(folder, "row.six"), filepath.Join(folder, "row.png")
		if err := os.WriteFile(in, []byte(p.Sixel(row)), 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.Command(tool, "-i", in, "-o", out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		file, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		want, err := picturetest.ReadSixel(p.Sixel(row))
		if err != nil {
			t.Fatal(err)
		}
		// libsixel rounds a height up to whole bands.
		cropped := image.NewNRGBA(want.Rect)
		for y := range want.Rect.Dy() {
			for x := range want.Rect.Dx() {
				cropped.Set(x, y, got.At(x, y))
			}
		}
		if d := difference(t, cropped, want); d > 1 {
			t.Errorf("row %d: difference %.1f", row, d)
		}
	}
}

// TestFit checks that images keep their proportions, are never scaled up, and fit.
func TestFit(t *testing.T) {
	for _, test := range []struct {
		width, height int
		cells, pixels image.Point
	}{
		{1, 1, image.Pt(1, 1), image.Pt(1, 1)},
		{16, 16, image.Pt(2, 1), image.Pt(16, 16)},
		{600, 240, image.Pt(60, 12), image.Pt(600, 240)},
		{1200, 480, image.Pt(60, 12), image.Pt(600, 240)},
		{1000, 4000, image.Pt(6, 12), image.Pt(60, 240)},
		{100_000, 1, image.Pt(60, 1), image.Pt(600, 1)},
		{1, 100_000, image.Pt(1, 12), image.Pt(1, 240)},
		{0, 5, image.Point{}, image.Point{}},
		{-5, 5, image.Point{}, image.Point{}},
		{1 << 40, 1 << 40, image.Pt(24, 12), image.Pt(240, 240)},
	} {
		if cells, pixels := kittyTerminal.Fit(test.width, test.height, room); cells != test.cells || pixels != test.pixels {
			t.Errorf("%d×%d: %v cells, %v pixels; want %v, %v", test.width, test.height, cells, pixels, test.cells, test.pixels)
		}
	}
	if CellOf(0, 0) != usualCell || CellOf(1000, 20) != usualCell || CellOf(9, 18) != image.Pt(9, 18) {
		t.Error("the size of a cell is taken or left wrongly")
	}
}

// TestEachPartIsOneCell checks that a part is one cell on terminals that count by
// clusters and on those that count by characters, and that it names what it should.
func TestEachPartIsOneCell(t *testing.T) {
	for program := 1; program < 256; program++ {
		row, column := program%12, program%100
		part := Part(ID{uint8(program), 9}, row, column)
		cluster, width := ansi.FirstGraphemeCluster(part, ansi.GraphemeWidth)
		if cluster != part || width != 1 || ansi.StringWidthWc(part) != 1 {
			t.Fatalf("%+q is %d cells, its first cluster %+q", part, ansi.StringWidth(part), cluster)
		}
		id, r, c, ok := picturetest.Part(part, ansi.IndexedColor(9))
		if !ok || id != uint32(program)<<24|9 || r != row || c != column {
			t.Fatalf("%+q is read as %x, %d, %d, %v", part, id, r, c, ok)
		}
	}
}

func TestShelf(t *testing.T) {
	s := NewShelf()
	p := &Picture{png: make([]byte, 1<<20)}
	var numbers []int
	for n := s.Put(p); n != 0; n = s.Put(p) {
		numbers = append(numbers, n)
	}
	if len(numbers) != maxShelf>>20 {
		t.Errorf("%d MB are kept", len(numbers))
	}
	s.Remove(numbers[0])
	s.Remove(numbers[0])
	s.Remove(0)
	if n := s.Put(p); n == 0 || n == numbers[0] || s.Get(n) != p || s.Get(numbers[0]) != nil {
		t.Errorf("a free number was used at once, or no room was left: %d", n)
	}
	small := NewShelf()
	for range maxPictures {
		small.Put(&Picture{})
	}
	if n := small.Put(&Picture{}); n != 0 {
		t.Errorf("number %d is given after %d", n, maxPictures)
	}
}

// TestRowsAreBlank checks that a row of a picture is nothing to read or to copy, and
// that only such a link names one.
func TestRowsAreBlank(t *testing.T) {
	row := Row(12, 3, 20)
	if ansi.Strip(row) != strings.Repeat(" ", 20) || !HasRow(row) {
		t.Errorf("%q", row)
	}
	for target, ok := range map[string]bool{"banter-picture:12:3": true, "banter-picture:0:3": false, "banter-picture:256:3": false, "banter-picture:1:-1": false, "banter-picture:1": false, "https://a": false, "": false} {
		if _, _, got := ParseRow(target); got != ok {
			t.Errorf("%q: %v", target, got)
		}
	}
}
