package transcript

import (
	"image"
	"strings"
	"testing"

	"banter/internal/attach"
	"banter/internal/picture"
)

// withShots returns a reader of n questions with an image of 30 by 5 cells each.
func withShots(n int) *reader {
	messages := said(n)
	for i := range messages {
		if m := &messages[i]; !IsAnswer(*m) {
			*m = m.WithFiles([]attach.File{{Name: "shot.png", Kind: attach.Image, Width: 300, Height: 100, SHA256: attach.Hash([]byte(m.ID))}})
		}
	}
	r := newReader(messages, 80, 20)
	r.SetTerminal(picture.Terminal{Protocol: picture.Kitty, Cell: image.Pt(10, 20), Shelf: picture.NewShelf()})
	return r
}

// load makes all pictures near the screen and returns how many were wanted.
func (r *reader) load(t *testing.T) (n int) {
	t.Helper()
	r.View(r.st, r.l, r.height)
	for {
		key, ok := r.WantsPicture()
		if !ok {
			return n
		}
		n++
		number := r.Terminal().Shelf.Put(&picture.Picture{Cells: key.Cells})
		if !r.SetPicture(key, number, key.Cells) || number == 0 {
			t.Fatalf("picture %v is not taken", key)
		}
	}
}

// pictureRowsShown returns how many rows of the screen are of pictures.
func (r *reader) pictureRowsShown() (n int) {
	for _, row := range r.View(r.st, r.l, r.height) {
		n += strings.Count(row, "\x1b]8;;banter-picture:")
	}
	return n
}

// TestPicturesComeWithoutMovingAnything: the rows of a picture are there before it is,
// and only those near the screen are made.
func TestPicturesComeWithoutMovingAnything(t *testing.T) {
	r := withShots(60)
	before := r.text()
	if n := r.load(t); n == 0 || n > 8 {
		t.Errorf("%d pictures are made for one screen", n)
	}
	if after := r.text(); after != before {
		t.Errorf("the text moved:\n%s\nthen\n%s", before, after)
	}
	if r.pictureRowsShown() == 0 {
		t.Error("no picture is shown")
	}
	r.Page(-1)
	for range 3 { // the reader is within a picture
		r.scroll(-1)
		before = r.text()
		r.load(t)
		if after := r.text(); after != before {
			t.Fatalf("the text moved:\n%s\nthen\n%s", before, after)
		}
	}
}

// TestFarPicturesAreForgotten pages through a conversation: never are more pictures
// kept than the limit, and those that were forgotten are made again.
func TestFarPicturesAreForgotten(t *testing.T) {
	r := withShots(60)
	shown := func() (n int) {
		for number := 1; number < 256; number++ {
			if r.Terminal().Shelf.Get(number) != nil {
				n++
			}
		}
		return n
	}
	for range 50 {
		r.load(t)
		r.Page(-1)
	}
	if n := shown(); n > keptPictures || n < keptPictures/2 {
		t.Errorf("%d pictures are kept", n)
	}
	r.ToEnd()
	if n := r.load(t); n == 0 || r.pictureRowsShown() == 0 {
		t.Errorf("back at the end %d pictures are made again", n)
	}
	r.DropPictures()
	if n := shown(); n != 0 {
		t.Errorf("%d pictures are left on the terminal", n)
	}
}

// TestPicturesThatAreNotShown: a file that cannot be decoded, the source view, text
// without Unicode and a terminal without images have the line alone.
func TestPicturesThatAreNotShown(t *testing.T) {
	for name, hide := range map[string]func(r *reader){
		"damaged": func(r *reader) {
			for key, ok := r.WantsPicture(); ok; key, ok = r.WantsPicture() {
				r.SetPicture(key, 0, image.Point{})
			}
		},
		"source view": func(r *reader) { r.SetMode(Mode{Raw: true}) },
		"no Unicode":  func(r *reader) { r.st.ASCII = true; r.renewPictures() },
		"no images":   func(r *reader) { r.SetTerminal(picture.Terminal{Shelf: picture.NewShelf()}) },
		"no size": func(r *reader) {
			r.messages[0] = r.messages[0].WithFiles([]attach.File{{Name: "shot.png", Kind: attach.Image, SHA256: attach.Hash(nil)}})
			r.renewPictures()
		},
	} {
		r := withShots(1)
		r.View(r.st, r.l, r.height)
		hide(r)
		text := r.text()
		_, wanted := r.WantsPicture()
		if wanted || !strings.Contains(text, "shot.png") || strings.Contains(text, strings.Repeat("\n▌", 3)) || r.pictureRowsShown() > 0 {
			t.Errorf("%s: wanted %v\n%s", name, wanted, text)
		}
	}
}
