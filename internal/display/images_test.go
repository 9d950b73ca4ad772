package display

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/display/keys"
	"banter/internal/picture"
	"banter/internal/picture/picturetest"
)

// TestWhichImages has terminals answer, byte by byte, and checks what is used.
func TestWhichImages(t *testing.T) {
	const (
		kittyOK = "\x1b_Gi=31;OK\x1b\\"
		kitty   = "\x1bP>|kitty(0.42.1)\x1b\\"
		wezterm = "\x1bP>|WezTerm 20240203\x1b\\"
		cell    = "\x1b[6;20;10t"
		plain   = "\x1b[?62;22c"
		sixel   = "\x1b[?62;4;22c"
	)
	for name, test := range map[string]struct {
		setting Images
		profile colorprofile.Profile
		answers string
		want    picture.Protocol
	}{
		"kitty":                       {ImagesAuto, colorprofile.TrueColor, kittyOK + kitty + cell + plain, picture.Kitty},
		"kitty with 256 colors":       {ImagesAuto, colorprofile.ANSI256, kittyOK + kitty + cell + plain, picture.Kitty},
		"kitty with 16 colors":        {ImagesAuto, colorprofile.ANSI, kittyOK + kitty + cell + plain, picture.None},
		"kitty without colors":        {ImagesAuto, colorprofile.ASCII, kittyOK + kitty + cell + plain, picture.None},
		"kitty that refuses":          {ImagesAuto, colorprofile.TrueColor, "\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\" + kitty + cell + plain, picture.None},
		"another without its cells":   {ImagesAuto, colorprofile.TrueColor, kittyOK + wezterm + cell + plain, picture.None},
		"another with sixels":         {ImagesAuto, colorprofile.TrueColor, kittyOK + wezterm + cell + sixel, picture.Sixel},
		"sixels":                      {ImagesAuto, colorprofile.TrueColor, cell + sixel, picture.Sixel},
		"sixels in unknown cells":     {ImagesAuto, colorprofile.TrueColor, sixel, picture.None},
		"sixels without colors":       {ImagesAuto, colorprofile.ASCII, cell + sixel, picture.None},
		"class 4 is no sixel":         {ImagesAuto, colorprofile.TrueColor, "\x1b[?4;6c", picture.None},
		"xterm":                       {ImagesAuto, colorprofile.TrueColor, "\x1bP>|XTerm(390)\x1b\\" + cell + plain, picture.None},
		"no answer":                   {ImagesAuto, colorprofile.TrueColor, "", picture.None},
		"off":                         {ImagesOff, colorprofile.TrueColor, kittyOK + kitty + cell + sixel, picture.None},
		"kitty, told":                 {ImagesKitty, colorprofile.TrueColor, "", picture.Kitty},
		"sixels, told":                {ImagesSixel, colorprofile.TrueColor, "", picture.Sixel},
		"sixels, told, without color": {ImagesSixel, colorprofile.ASCII, "", picture.None},
	} {
		m := newImages(test.setting)
		m.answer(tea.ColorProfileMsg{Profile: test.profile})
		reader := keys.New(nil, func(msg tea.Msg) {
			if version, ok := msg.(uv.TerminalVersionEvent); ok { // as Bubble Tea does
				msg = tea.TerminalVersionMsg(version)
			}
			m.answer(msg)
		})
		if err := reader.Read(strings.NewReader(test.answers)); err != nil {
			t.Fatal(err)
		}
		if m.shown.Protocol != test.want {
			t.Errorf("%s: %v, want %v", name, m.shown.Protocol, test.want)
		}
		if strings.Contains(test.answers, cell) && m.shown.Cell != image.Pt(10, 20) {
			t.Errorf("%s: cells of %v", name, m.shown.Cell)
		}
	}
}

// TestTheSystemKnowsCells: the size that the system knows counts until the terminal
// tells its own.
func TestTheSystemKnowsCells(t *testing.T) {
	m := newImages(ImagesAuto)
	m.answer(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	if m.measure(0, 0) || m.measure(8, 17) {
		t.Error("a terminal that shows nothing has changed")
	}
	if !m.answer(uv.PrimaryDeviceAttributesEvent{62, 4}) || m.shown.Cell != image.Pt(8, 17) || m.shown.Protocol != picture.Sixel {
		t.Errorf("shown: %v", m.shown)
	}
	if m.measure(8, 17) || !m.measure(9, 18) || m.shown.Cell != image.Pt(9, 18) {
		t.Errorf("after another font: %v", m.shown)
	}
	if !m.answer(uv.CellSizeEvent{Width: 10, Height: 20}) || m.measure(9, 18) || m.shown.Cell != image.Pt(10, 20) {
		t.Errorf("after the terminal's answer: %v", m.shown)
	}
}

// TestWhoIsAskedAboutImages: a multiplexer, a remote terminal or a console that shows
// questions is not.
func TestWhoIsAskedAboutImages(t *testing.T) {
	for _, test := range []struct {
		environ []string
		setting Images
		asked   bool
	}{
		{[]string{"TERM=xterm-256color"}, ImagesAuto, true},
		{[]string{"TERM=xterm-kitty", "SSH_TTY=/dev/pts/1"}, ImagesAuto, true},
		{[]string{"TERM=xterm-256color"}, ImagesSixel, true},                       // the size of a cell
		{[]string{"TERM=xterm-256color", "SSH_TTY=/dev/pts/1"}, ImagesKitty, true}, // the size of a cell alone
		{[]string{"TERM=xterm-256color"}, ImagesOff, false},
		{[]string{"TERM=xterm-256color", "SSH_TTY=/dev/pts/1"}, ImagesAuto, false},
		{[]string{"TERM=tmux-256color"}, ImagesAuto, false},
		{[]string{"TERM=screen"}, ImagesAuto, false},
		{[]string{"TERM=xterm-kitty", "TMUX=/tmp/tmux-0/default,1,0"}, ImagesAuto, false},
		{[]string{"TERM=xterm", "STY=1.pts"}, ImagesAuto, false},
		{[]string{"TERM=xterm", "ZELLIJ=0"}, ImagesAuto, false},
		{[]string{"TERM=linux"}, ImagesAuto, false},
		{[]string{"TERM=dumb"}, ImagesAuto, false},
		{[]string{"TERM_PROGRAM=Apple_Terminal", "TERM=xterm-256color"}, ImagesAuto, false},
	} {
		query := imageQueries(test.environ, test.setting)
		if told := test.setting == ImagesKitty; told != (query == requestCell) {
			t.Errorf("%q: %q", test.environ, query)
		}
		if asked := query != ""; asked != test.asked || asked && !strings.HasSuffix(query, "\x1b[c") && query != requestCell {
			t.Errorf("%q: %q", test.environ, query)
		}
	}
}

// newPictureRig returns a rig whose terminal shows images, and the number of one of
// 6 columns and 3 rows.
func newPictureRig(t *testing.T, protocol picture.Protocol, width, height int) (*rig, int) {
	t.Helper()
	r := newRig(width, height)
	r.screen.gallery = newGallery()
	r.frame.pictures = picture.Terminal{Protocol: protocol, Cell: image.Pt(10, 20), Shelf: picture.NewShelf()}
	m := image.NewNRGBA(image.Rect(0, 0, 60, 60))
	for i := range m.Pix {
		m.Pix[i] = uint8(i / 60)
	}
	for y := range 60 { // a pixel of each row tells the strip
		m.Pix[m.PixOffset(0, y)], m.Pix[m.PixOffset(0, y)+3] = uint8(80*(y/20)), 255
	}
	p, err := r.frame.pictures.Make(t.Context(), pngOf(t, m), image.Pt(width, height))
	if err != nil || p.Cells != image.Pt(6, 3) {
		t.Fatal(p, err)
	}
	return r, r.frame.pictures.Shelf.Put(p)
}

// TestPicturesInCells draws a picture in kitty's protocol: sent once, in ordinary
// cells, deleted with the shelf and with the program.
func TestPicturesInCells(t *testing.T) {
	r, number := newPictureRig(t, picture.Kitty, 30, 8)
	row := func(y int) string { return "▌ " + picture.Row(number, y, 6) + " x" }
	first := r.show("name", row(0), row(1), row(2), "after")
	checkParts(t, r, []int{-1, 0, 1, 2, -1})
	all := first
	for _, view := range []struct {
		rows []string
		want []int
	}{
		{[]string{row(1), row(2), "after"}, []int{1, 2, -1}},                          // scrolled
		{[]string{"a dialog", "over it"}, []int{-1, -1, -1}},                          // gone
		{[]string{"", row(0), row(1), row(2), ""}, []int{-1, 0, 1, 2}},                // there again
		{[]string{row(0), "other", row(2)}, []int{0, -1, 2}},                          // interrupted
		{[]string{row(0), row(1), row(2), "", "", row(2)}, []int{0, 1, 2, -1, -1, 2}}, // twice
		{[]string{"\U0010eeee\u0305\u0305 by an answer", ""}, []int{-1, -1}},          // foreign text
	} {
		all += r.show(view.rows...)
		checkParts(t, r, view.want)
	}
	if strings.Contains(all, "banter-picture") {
		t.Error("the terminal got the link")
	}
	w := picturetest.ReadKitty([]byte(all))
	if w.Sent != 1 || len(w.Images) != 1 || len(w.Faults) > 0 {
		t.Errorf("sent %d times, faults %v", w.Sent, w.Faults)
	}
	if r.show(strings.Split(r.frame.view.Content, "\n")...) != "" {
		t.Error("an unchanged view was written")
	}
	r.show(row(0))
	r.frame.pictures.Shelf.Remove(number)
	all += r.show("text")
	if w := picturetest.ReadKitty([]byte(all)); len(w.Images) != 0 || len(w.Faults) > 0 {
		t.Errorf("after the picture has left: %v, faults %v", w.Images, w.Faults)
	}
	r.show(row(0))
	checkParts(t, r, []int{-1}) // the picture is not there
}

// checkParts compares the parts of a picture, in columns 2 to 7, with their rows; -1:
// none.
func checkParts(t *testing.T, r *rig, rows []int) {
	t.Helper()
	for y := range r.frame.height {
		want := -1
		if y < len(rows) {
			want = rows[y]
		}
		for x := range r.frame.width {
			c := r.em.CellAt(x, y)
			_, row, column, ok := picturetest.Part(c.Content, c.Style.Fg)
			if inside := want >= 0 && x >= 2 && x < 8; ok != inside || ok && (row != want || column != x-2) {
				t.Fatalf("column %d of row %d is %+q in %v, want row %d", x, y, c.Content, c.Style.Fg, want)
			}
		}
	}
}

// TestPicturesAreTakenAndBroughtBack: another program that gets the terminal finds no
// image, and afterwards they are sent again.
func TestPicturesAreTakenAndBroughtBack(t *testing.T) {
	from, number := newPictureRig(t, picture.Kitty, 30, 8)
	var out strings.Builder
	p := newRenderer(&out, nil, ImagesAuto)
	p.resize(30, 8)
	p.colors(colorprofile.ANSI256)
	p.pictures(from.frame.pictures)
	p.show(view(picture.Row(number, 0, 6)))
	p.flush()
	if w := picturetest.ReadKitty([]byte(out.String())); len(w.Images) != 1 || len(w.Places) != 1 {
		t.Fatalf("not sent: %q", out.String())
	}
	p.leave()
	w := picturetest.ReadKitty([]byte(out.String()))
	if len(w.Images) != 0 || len(w.Faults) > 0 {
		t.Errorf("left behind: %v %v", w.Images, w.Faults)
	}
	if at := strings.LastIndex(out.String(), "\x1b_Ga=d"); at > strings.LastIndex(out.String(), ansi.ResetModeAltScreenSaveCursor) {
		t.Error("deleted on the wrong screen")
	}
	p.comeBack()
	p.flush()
	if w := picturetest.ReadKitty([]byte(out.String())); len(w.Images) != 1 || w.Sent != 2 {
		t.Errorf("after the return: %d images, sent %d times", len(w.Images), w.Sent)
	}
}

// A sixelScreen is a terminal that keeps a sixel in the cells that it covers, as most
// terminals do: text and erasing remove it from there.
func sixelScreen(t *testing.T, r *rig) {
	r.em.RegisterDcsHandler('q', func(_ ansi.Params, data []byte) bool {
		m, err := picturetest.ReadSixel("\x1bP0;1;0q" + string(data) + "\x1b\\")
		if err != nil {
			t.Fatal(err)
		}
		strip := m.NRGBAAt(0, 0).R / 70
		at := r.em.CursorPosition()
		if at.Y == r.frame.height-1 {
			t.Error("a sixel in the last row scrolls the screen")
		}
		for x := range m.Rect.Dx() / 10 {
			r.em.SetCell(at.X+x, at.Y, &uv.Cell{Content: string(rune('\ue000' + rune(strip))), Width: 1})
		}
		return true
	})
}

// TestSixels draws views one over the other: the screen must show exactly the strips
// of the last view, each in its place.
func TestSixels(t *testing.T) {
	r, number := newPictureRig(t, picture.Sixel, 30, 8)
	sixelScreen(t, r)
	row := func(y int) string { return "▌ " + picture.Row(number, y, 6) + " x" }
	for _, view := range []struct {
		rows []string
		want []int
	}{
		{[]string{"name", row(0), row(1), row(2), "after"}, []int{-1, 0, 1, 2, -1}},
		{[]string{row(0), row(1), row(2), "after", "b", "c", "d", "e"}, []int{0, 1, 2}},
		{[]string{row(1), row(2), "after", "b", "c", "d", "e", "f"}, []int{1, 2}},
		{[]string{"top", row(1), row(2), "after", "b", "c", "d", "e"}, []int{-1, 1, 2}},
		{[]string{"a dialog"}, nil},
		{[]string{"", "", row(0), row(1), row(2)}, []int{-1, -1, 0, 1, 2}},
		{[]string{"▌", "", "▌ " + strings.Repeat(" ", 6) + " x", row(1), row(2)}, []int{-1, -1, -1, 1, 2}},
		{[]string{row(0)[:2], picture.Row(number, 1, 4), "cut"}, nil}, // not whole: it would cover its neighbors
		{[]string{"", "", "", "", "", "", row(0), row(1)}, []int{-1, -1, -1, -1, -1, -1, 0, -1}},
	} {
		out := r.show(view.rows...)
		for y := range r.frame.height {
			got := -1
			if c := r.em.CellAt(2, y); c.Content >= "\ue000" && c.Content <= "\ue002" {
				got = int([]rune(c.Content)[0] - '\ue000')
			}
			want := -1
			if y < len(view.want) {
				want = view.want[y]
			}
			if got != want {
				t.Errorf("%q: row %d shows strip %d, want %d", view.rows, y, got, want)
			}
		}
		if strings.Contains(out, "banter-picture") || strings.Contains(out, string(picture.Placeholder)) {
			t.Errorf("the terminal got %q", out)
		}
		if again := r.show(view.rows...); again != "" {
			t.Errorf("an unchanged view wrote %q", again)
		}
	}
}

// TestATerminalWithoutImages draws blanks.
func TestATerminalWithoutImages(t *testing.T) {
	r, number := newPictureRig(t, picture.None, 30, 8)
	out := r.show("▌ "+picture.Row(number, 0, 6)+" x", "")
	if got := ansi.Strip(out); !strings.Contains(got, "▌        x") || slices.ContainsFunc([]string{"\x1b_", "\x1bP", "\x1b]8"}, func(s string) bool { return strings.Contains(out, s) }) {
		t.Errorf("wrote %q", out)
	}
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
