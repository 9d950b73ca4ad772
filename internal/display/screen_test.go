package display

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// rig draws frames on a terminal in memory.
type rig struct {
	em     *vt.Emulator
	screen screen
	frame  frame
}

func newRig(width, height int) *rig {
	return &rig{em: vt.NewEmulator(width, height), frame: frame{width: width, height: height, profile: colorprofile.TrueColor}}
}

// show draws a view and returns what was written.
func (r *rig) show(rows ...string) string {
	r.frame.view.Content = strings.Join(rows, "\n")
	var out strings.Builder
	r.screen.draw(&out, r.frame)
	_, _ = r.em.Write([]byte(out.String()))
	return out.String()
}

func (r *rig) resize(width, height int) {
	r.em.Resize(width, height)
	r.frame.width, r.frame.height = width, height
	r.frame.redraws++
}

// want returns the screen that the view makes of an empty one.
func (r *rig) want() *uv.Buffer {
	b := uv.NewScreenBuffer(r.frame.width, r.frame.height)
	b.Method = ansi.GraphemeWidth
	uv.NewStyledString(r.frame.view.Content).Draw(b, b.Bounds())
	return b.Buffer
}

// check compares the cells of the terminal with those of want.
func (r *rig) check(t *testing.T, after string) {
	t.Helper()
	want := r.want()
	for y := range r.frame.height {
		for x := range r.frame.width {
			got, want := r.em.CellAt(x, y), want.CellAt(x, y)
			if shown(got) != shown(want) {
				t.Fatalf("after %q: column %d of row %d is %s, want %s\n%s", after, x, y, shown(got), shown(want), r.em.String())
			}
		}
	}
}

func shown(c *uv.Cell) string {
	if c == nil || c.Content == " " || c.Content == "" {
		style := uv.Style{}
		if c != nil && c.Width > 0 {
			style = c.Style
		}
		return fmt.Sprintf("blank %q", style.String())
	}
	return fmt.Sprintf("%q %q %q", c.Content, c.Style.String(), c.Link.URL)
}

// scraps are pieces of rows: plain, styled, linked, wide.
var scraps = []string{
	"word ", "a", "longer text of some words ", " ", "   ", "日本", "é", "\x1b[1mbold\x1b[m ", "\x1b[31mred\x1b[4m and underlined\x1b[m",
	"\x1b[7m inverse \x1b[m", "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ ", "\x1b[38;2;9;120;200mtrue\x1b[39m colour", "─────",
}

func randomRow(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(scraps[r.IntN(len(scraps))])
	}
	return b.String()
}

// TestEveryFrameIsWhole draws thousands of views one over the other: rows change
// at their ends, scroll, come and go. Each view must look as on an empty screen.
func TestEveryFrameIsWhole(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		d := newRig(5+r.IntN(60), 1+r.IntN(20))
		rows := []string{}
		for range 60 {
			switch r.IntN(8) {
			case 0:
				d.resize(5+r.IntN(60), 1+r.IntN(20))
			case 1: // scroll up
				rows = append(rows, randomRow(r))
				rows = rows[min(1+r.IntN(3), len(rows)):]
			case 2: // scroll down
				rows = append([]string{randomRow(r), randomRow(r)}, rows...)
			case 3:
				if len(rows) > 2 {
					i := r.IntN(len(rows))
					rows = append(rows[:i:i], rows[i+1:]...)
				}
			case 4:
				for i := range rows {
					rows[i] = randomRow(r)
				}
			default:
				rows = append(rows, randomRow(r))
				i := r.IntN(len(rows))
				rows[i] += scraps[r.IntN(len(scraps))]
			}
			rows = rows[:min(len(rows), 24)]
			d.check(t, d.show(rows...))
		}
	}
}

// TestWhatAFrameWrites checks that a frame writes no more than the difference.
func TestWhatAFrameWrites(t *testing.T) {
	row := func(n int) string { return fmt.Sprintf("row %d of a text that is somewhat long", n) }
	page := func(from int) (rows []string) {
		for n := range 20 {
			rows = append(rows, row(from+n))
		}
		return append(rows, "", "status")
	}
	for _, test := range []struct {
		name   string
		before []string
		after  []string
		most   int
	}{
		{"nothing", page(1), page(1), 0},
		{"a word at the end of a row", []string{"one two", "x"}, []string{"one two three", "x"}, len("\x1b[1;8H three")},
		{"a letter in the middle", []string{"one two three"}, []string{"one tvo three"}, len("\x1b[1;6Hv")},
		{"a shorter row", []string{"one two"}, []string{"one"}, len("\x1b[1;4H\x1b[K")},
		{"blanks at the end", []string{"one"}, []string{"one   "}, 0},
		{"another way to say the same", []string{"\x1b[1mone\x1b[m"}, []string{"\x1b[0;1mo\x1b[1mne\x1b[0m"}, 0},
		{"a page one row up", page(1), page(2), 40 + len(row(21))},
		{"a page one row down", page(2), page(1), 40 + len(row(1))},
		{"a page five rows up", page(1), page(6), 40 + 5*(len(row(21))+8)},
	} {
		if runtime.GOOS == "windows" && strings.HasPrefix(test.name, "a page") {
			continue // consoles scroll wrongly there
		}
		d := newRig(60, 22)
		d.show(test.before...)
		got := d.show(test.after...)
		d.check(t, got)
		if len(got) > test.most {
			t.Errorf("%s: %d bytes, want at most %d: %q", test.name, len(got), test.most, got)
		}
	}
}

// TestClustersInDoubt checks that a row with a cluster whose width terminals
// disagree on is drawn as a whole, with a move after the cluster.
func TestClustersInDoubt(t *testing.T) {
	d := newRig(40, 3)
	d.show("family 👨‍👩‍👧 at home", "next")
	got := d.show("family 👨‍👩‍👧 at home!", "next")
	if !strings.Contains(got, "👨‍👩‍👧\x1b[") || !strings.HasPrefix(got, "\x1b[1;1H") && !strings.HasPrefix(got, "\x1b[H") {
		t.Errorf("wrote %q", got)
	}
	if strings.Contains(got, "next") {
		t.Errorf("wrote another row too: %q", got)
	}
}

// TestADoubtfulClusterPushesNothingOut: the layout counts a family as two cells.
// On a terminal that draws its members side by side, the columns after it stay in
// place and no text at the end of the row is lost.
func TestADoubtfulClusterPushesNothingOut(t *testing.T) {
	for _, row := range []string{"a 👨‍👩‍👧 │ b", "a 🏳️‍🌈 │ b", "a 👋🏿 │ b", "a ❤️ │ b", "👨‍👩‍👧👨‍👩‍👧 │ b", "ab │ 👨‍👩‍👧"} {
		width := ansi.StringWidth(row)
		d := newRig(width, 1) // which draws code point by code point
		d.show(row)
		shown := d.em.String()
		before, _, _ := strings.Cut(row, "│")
		if c := d.em.CellAt(ansi.StringWidth(before), 0); c == nil || c.Content != "│" {
			t.Errorf("%q: the column is not in place: %q", row, shown)
		}
		if strings.HasSuffix(row, "b") && !strings.HasSuffix(shown, "│ b") {
			t.Errorf("%q is drawn as %q", row, shown)
		}
	}
}

// TestLastLook checks that a terminal gets only text, styles, links and moves
// from any row.
func TestLastLook(t *testing.T) {
	for _, row := range []string{
		"a\x1bPq#0\x1b\\b", "a\x1b_Gf=100;AAAA\x1b\\b", "a\x1b]52;c;aGk=\x07b", "a\x1b[2Jb", "a\x9b2Jb", "a\u009b2Jb", "a\x1bcb", "a\x07b\x08c", "a\x1b]0;t\x07b", "a\x1b^x\x1b\\b", "a\x1bXx\x1b\\b",
	} {
		got := newRig(40, 1).show(row)
		for _, bad := range []string{"\x1bP", "\x1b_", "\x1b]52", "\x1b[2J", "\u009b", "\x9b2J", "\x1bc", "\x07", "\x08", "\x1b]0", "\x1b^", "\x1bX"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q wrote %q", row, got)
			}
		}
	}
}

func TestTheCursorIsStillWhileTextArrives(t *testing.T) {
	d := newRig(40, 4)
	d.frame.view.Cursor = tea.NewCursor(3, 2)
	d.show("one")
	d.show("one two")
	if p := d.em.CursorPosition(); p.X != 3 || p.Y != 2 {
		t.Errorf("the cursor is at %v", p)
	}
	d.frame.view.Cursor = tea.NewCursor(4, 2)
	if got := d.show("one two"); got != "\x1b[?25l\x1b[3;5H\x1b[?25h" {
		t.Errorf("moving it wrote %q", got)
	}
	d.frame.view.Cursor, d.frame.sync = nil, true
	if got := d.show("one two"); got != "\x1b[?2026h\x1b[?25l\x1b[?2026l" {
		t.Errorf("hiding it wrote %q", got)
	}
}

// BenchmarkFrame draws what an answer does to a screen of 120 by 40: a word
// more, a page a row up, and every row again.
func BenchmarkFrame(b *testing.B) {
	page := make([]string, 40)
	for y := range page {
		page[y] = fmt.Sprintf("  \x1b[38;2;120;130;140mrow %d\x1b[m with some more words than that, so that it has a length", y)
	}
	for _, test := range []struct {
		name string
		next func(n int) []string
	}{
		{"word", func(n int) []string {
			rows := append([]string(nil), page...)
			rows[30] += strings.Repeat(" word", n%8)
			return rows
		}},
		{"scroll", func(n int) []string { return append(append([]string(nil), page[n%39+1:]...), page[:n%39+1]...) }},
		{"whole", func(n int) []string {
			rows := append([]string(nil), page...)
			for y := range rows {
				rows[y] = fmt.Sprint(n, rows[y])
			}
			return rows
		}},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			s, f := screen{}, frame{width: 120, height: 40, profile: colorprofile.TrueColor}
			wrote, n := 0, 0
			for b.Loop() {
				n++
				f.view.Content = strings.Join(test.next(n), "\n")
				var out strings.Builder
				s.draw(&out, f)
				wrote += out.Len()
			}
			b.ReportMetric(float64(wrote)/float64(b.N), "B-out/op")
		})
	}
}
