package tui

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banter/internal/picture/picturetest"
	"banter/internal/screen"
)

// shotApp is a program in a folder with an image of 30 by 4 cells and one that is
// damaged, on a terminal that shows images.
func shotApp(t *testing.T, graphics screen.Graphics, history string) *app {
	t.Helper()
	t.Chdir(t.TempDir())
	m := image.NewNRGBA(image.Rect(0, 0, 300, 80))
	for i := range 300 * 80 {
		m.SetNRGBA(i%300, i/300, color.NRGBA{uint8(i % 256), uint8(i / 300), 200, 255})
	}
	var file bytes.Buffer
	if err := png.Encode(&file, m); err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(file.Bytes())
	copy(damaged[len(damaged)/2:], make([]byte, 50)) // the length and the end remain
	for name, data := range map[string][]byte{"shot.png": file.Bytes(), "damaged.png": damaged} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return newApp(t, setup{folder: history, screen: screen.Options{Graphics: graphics}})
}

// parts returns how many cells of the screen show a part of an image that the
// terminal has.
func (d *app) parts() (n int) {
	d.t.Helper()
	window := picturetest.ReadKitty(d.Output())
	if len(window.Faults) > 0 {
		d.t.Errorf("faults: %v", window.Faults)
	}
	width, height := d.Size()
	for y := range height {
		for x := range width {
			c := d.Cell(x, y)
			id, row, column, ok := picturetest.Part(c.Content, c.Style.Fg)
			if !ok {
				continue
			}
			n++
			if place := window.Places[id]; row >= place.Y || column >= place.X {
				d.t.Errorf("a cell shows row %d, column %d of an image in %v", row, column, place)
			}
		}
	}
	return n
}

// TestAttachedImagesAreShown attaches an image, looks at the screen in all the ways in
// which it can change, and at what the terminal has at the end.
func TestAttachedImagesAreShown(t *testing.T) {
	const whole = 30 * 4
	const foreign = "\U0010eeee\u0305\u0305" // would be a cell of an image
	synctest.Test(t, func(t *testing.T) {
		d := shotApp(t, screen.KittyGraphics, t.TempDir())
		d.Type("What is @shot.png and @damaged.png")
		d.Press("enter")
		d.back.answer(t, "A picture."+foreign)
		d.sees("shot.png  ", "300×80", "damaged.png", "A picture.")
		if n := d.parts(); n != whole {
			t.Errorf("%d cells show the image, want %d", n, whole)
		}
		if window := picturetest.ReadKitty(d.Output()); window.Sent != 1 {
			t.Errorf("%d images were sent", window.Sent)
		}

		quiet := len(d.Output())
		d.Wait(time.Minute)
		if n := len(d.Output()); n != quiet {
			t.Errorf("%d bytes were written while nothing happened", n-quiet)
		}

		d.Press("f1") // the help lies over it
		if n := d.parts(); n != 0 {
			t.Errorf("the help shows %d cells of the image", n)
		}
		d.Press("esc")
		d.Resize(60, 8)
		if n := d.parts(); n == 0 || n >= whole {
			t.Errorf("a low window shows %d cells", n)
		}
		d.Resize(80, 24)
		d.Drag(4, 0, 20, 8)
		if got := d.Copied(); len(got) != 1 || got[0] != "at is @shot.png and @damaged.png\n\nA picture."+foreign {
			t.Errorf("copied %+q: the text, and nothing of the image", got)
		}
		d.Press("ctrl+n") // another conversation
		if window := picturetest.ReadKitty(d.Output()); len(window.Images) != 0 {
			t.Errorf("another conversation keeps %d images", len(window.Images))
		}
		d.leave()
		if window := picturetest.ReadKitty(d.Output()); len(window.Images) != 0 || len(window.Faults) != 0 {
			t.Errorf("the program left %d images; faults %v", len(window.Images), window.Faults)
		}
	})
}

// TestImagesOfASavedConversation opens a conversation with an image on terminals with
// sixels and without images.
func TestImagesOfASavedConversation(t *testing.T) {
	history := t.TempDir()
	for _, test := range []struct {
		graphics screen.Graphics
		strips   int
	}{{screen.NoGraphics, 0}, {screen.SixelGraphics, 4}} {
		synctest.Test(t, func(t *testing.T) {
			d := shotApp(t, test.graphics, history)
			defer d.leave()
			if test.graphics == screen.NoGraphics {
				d.Type("See @shot.png")
				d.Press("enter")
				d.back.answer(t, "Seen.")
			} else {
				d.Type("1") // resumes it
				d.Press("enter")
			}
			d.sees("shot.png  ", "300×80", "Seen.")
			strips := 0
			for rest := string(d.Output()); ; strips++ {
				_, after, found := strings.Cut(rest, "\x1bP0;1;0q")
				if !found {
					break
				}
				body, next, _ := strings.Cut(after, "\x1b\\")
				if m, err := picturetest.ReadSixel("\x1bP0;1;0q" + body + "\x1b\\"); err != nil || m.Rect.Size() != image.Pt(300, 20) {
					t.Errorf("a sixel of %v: %v", m.Rect, err)
				}
				rest = next
			}
			if strips != test.strips {
				t.Errorf("%d strips are drawn, want %d", strips, test.strips)
			}
			if strings.Contains(string(d.Output()), "\x1b_Ga=") {
				t.Error("a terminal without kitty's protocol got an image in it")
			}
		})
	}
}
