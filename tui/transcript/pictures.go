package transcript

import (
	"image"

	"banter/history"
	"banter/internal/attach"
	"banter/internal/picture"
	"banter/tui/markdown"
)

// Pictures are made while the program runs: the rows of one that is not there yet are
// blank, so that nothing moves when it comes. The chat asks for those near the screen
// with [Transcript.WantsPicture], makes them and brings them.

// mostPictureRows is the most rows that a picture takes.
const mostPictureRows = 12

// keptPictures is how many pictures of a conversation are kept. Those near the screen
// come on top.
const keptPictures = 32

// pictures are the pictures of the files of a conversation.
type pictures struct {
	terminal picture.Terminal
	made     map[PictureKey]*madePicture
	version  int // counts changes of the rows
	looks    int // counts calls of WantsPicture
}

// A PictureKey names a picture: its file, and the size in cells and of a cell.
type PictureKey struct {
	Hash        string // of the file
	Cells, Cell image.Point
}

// madePicture is a picture, or why there is none.
type madePicture struct {
	number int         // on the shelf; 0: it is being made, or cannot be made
	cells  image.Point // that it takes
	failed bool
	looked int // the last look at which it was near the screen
}

// SetTerminal sets what images the terminal shows.
func (t *Transcript) SetTerminal(terminal picture.Terminal) {
	t.DropPictures()
	t.pictures.terminal = terminal
}

// Terminal returns what images the terminal shows.
func (t *Transcript) Terminal() picture.Terminal { return t.pictures.terminal }

// DropPictures takes all pictures of the conversation off the terminal.
func (t *Transcript) DropPictures() {
	for key := range t.pictures.made {
		t.dropPicture(key)
	}
	t.renewPictures()
}

func (t *Transcript) dropPicture(key PictureKey) {
	if number := t.pictures.made[key].number; number != 0 {
		t.pictures.terminal.Shelf.Remove(number)
	}
	delete(t.pictures.made, key)
}

// renewPictures lays out the questions with files again.
func (t *Transcript) renewPictures() {
	t.pictures.version++
	t.changes++
}

// showsPictures reports whether pictures are shown. Without Unicode there are no
// cells for those of kitty's protocol, and the source view shows text.
func (t *Transcript) showsPictures() bool {
	protocol := t.pictures.terminal.Protocol
	return protocol != picture.None && t.styles != nil && !t.mode.Raw && !(protocol == picture.Kitty && t.styles.ASCII)
}

// pictureKey returns the key of the picture of a file. It reports false if the file
// has none.
func (t *Transcript) pictureKey(f attach.File) (PictureKey, bool) {
	if f.Kind != attach.Image || !t.showsPictures() {
		return PictureKey{}, false
	}
	cells, _ := t.pictures.terminal.Fit(f.Width, f.Height, image.Pt(t.textWidth(), mostPictureRows))
	return PictureKey{f.SHA256, cells, t.pictures.terminal.Cell}, cells != image.Point{}
}

// pictureRows returns the rows of the picture of a file, which are blank while the
// picture is being made.
func (t *Transcript) pictureRows(m *history.Message, f attach.File) []markdown.Line {
	key, ok := t.pictureKey(f)
	if !ok {
		return nil
	}
	cells, number := key.Cells, 0
	if made := t.pictures.made[key]; made != nil {
		if made.failed {
			return nil
		}
		if number = made.number; number != 0 {
			cells = made.cells
		}
	}
	var lines []markdown.Line
	for row := range cells.Y {
		text := ""
		if number != 0 {
			text = picture.Row(number, row, cells.X)
		}
		lines = append(lines, t.extraRow(text, len(m.Text)))
	}
	return lines
}

// WantsPicture returns a picture near the screen that has not been asked for. The
// caller makes it and calls [Transcript.SetPicture].
func (t *Transcript) WantsPicture() (wanted PictureKey, ok bool) {
	if !t.showsPictures() {
		return wanted, false
	}
	t.settle()
	t.pictures.looks++
	below := -t.top.row // rows from the top of the screen
	for i := max(t.top.item-1, 0); i < len(t.messages) && below < 2*t.height; i++ {
		for _, f := range t.messages[i].Files() {
			if key, has := t.pictureKey(f); has && !t.near(key) && !ok {
				wanted, ok = key, true
			}
		}
		if i >= t.top.item && t.messages[i].Whole() {
			below += t.itemHeight(i)
		}
	}
	if ok {
		t.pictures.made[wanted] = &madePicture{looked: t.pictures.looks}
		t.forgetPictures()
	}
	return wanted, ok
}

// near notes that a picture is near the screen, and reports whether it has been asked
// for.
func (t *Transcript) near(key PictureKey) bool {
	if t.pictures.made == nil {
		t.pictures.made = make(map[PictureKey]*madePicture)
	}
	made := t.pictures.made[key]
	if made != nil {
		made.looked = t.pictures.looks
	}
	return made != nil
}

// forgetPictures drops the pictures that were near the screen longest ago, if there
// are too many.
func (t *Transcript) forgetPictures() {
	for len(t.pictures.made) > keptPictures {
		var oldest PictureKey
		looked := t.pictures.looks
		for key, made := range t.pictures.made {
			if made.looked < looked {
				oldest, looked = key, made.looked
			}
		}
		if looked == t.pictures.looks { // all are near
			return
		}
		t.dropPicture(oldest)
		t.renewPictures()
	}
}

// SetPicture brings a picture that was wanted: its number on the shelf, or 0 if it
// cannot be shown, and the cells that it takes. It reports false if the picture is not
// wanted any more.
func (t *Transcript) SetPicture(key PictureKey, number int, cells image.Point) bool {
	made := t.pictures.made[key]
	if made == nil || made.number != 0 {
		return false
	}
	made.number, made.cells, made.failed = number, cells, number == 0
	t.renewPictures()
	return true
}
