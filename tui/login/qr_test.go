package login

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	upstream "rsc.io/qr"

	"banter/internal/screen"
)

var printedURL = regexp.MustCompile(`https?://\S+`)

// TestSignInPictureOnTheScreen reads the QR code from the colors of the terminal's
// cells, and compares it with the code for the URL beside it.
func TestSignInPictureOnTheScreen(t *testing.T) {
	for name, opts := range map[string]screen.Options{
		"dark":             {},
		"light":            {Light: true},
		"wide":             {Width: 120, Height: 40},
		"wide and light":   {Width: 120, Height: 40, Light: true},
		"256 colours":      {Profile: colorprofile.ANSI256},
		"16 colours":       {Profile: colorprofile.ANSI},
		"no colours":       {Profile: colorprofile.ASCII},
		"no colours light": {Profile: colorprofile.ASCII, Light: true},
	} {
		t.Run(name, func(t *testing.T) {
			if opts.Width == 0 {
				opts.Width, opts.Height = 80, 24
			}
			signIn(t, opts, "", func(t *testing.T, p *played) {
				p.code(t)
				url := printedURL.FindString(p.term.Text())
				seen := readModules(p.term, opts)
				want, err := upstream.Encode(url, upstream.L)
				if err != nil {
					t.Fatal(err)
				}
				if !contains(seen, want) {
					t.Errorf("the picture is not that of %q:\n%s", url, p.term.Text())
				}
				scan(t, seen, url)
			})
		})
	}
}

// modules holds whether each half of a cell of the screen is dark, as a phone's camera
// sees it.
type modules [][]bool

func (m modules) black(x, y int) bool { return m[y][x] }

// readModules reads the modules of the screen.
func readModules(term *screen.Terminal, opts screen.Options) modules {
	ground, ink := color.Color(screen.Dark), color.Color(screen.Light)
	if opts.Light {
		ground, ink = ink, ground
	}
	width, height := term.Size()
	seen := make(modules, 2*height)
	for y := range height {
		for x := range width {
			cell := term.Cell(x, y)
			fg, bg := or(cell.Style.Fg, ink), or(cell.Style.Bg, ground)
			upper, lower := bg, bg
			if cell.Content == "█" || cell.Content == "▀" {
				upper = fg
			}
			if cell.Content == "█" || cell.Content == "▄" {
				lower = fg
			}
			seen[2*y] = append(seen[2*y], isDark(upper))
			seen[2*y+1] = append(seen[2*y+1], isDark(lower))
		}
	}
	return seen
}

func or(c, otherwise color.Color) color.Color {
	if c == nil {
		return otherwise
	}
	return c
}

func isDark(c color.Color) bool {
	return color.GrayModel.Convert(c).(color.Gray).Y < 128
}

// contains reports whether the code is on the screen, with a white frame of two
// modules.
func contains(seen modules, want *upstream.Code) bool {
	const quiet = 2
	side := want.Size + 2*quiet
	for y := 0; y+side <= len(seen); y++ {
		for x := 0; x+side <= len(seen[0]); x++ {
			if matches(seen, want, x+quiet, y+quiet, quiet) {
				return true
			}
		}
	}
	return false
}

func matches(seen modules, want *upstream.Code, left, top, quiet int) bool {
	for y := -quiet; y < want.Size+quiet; y++ {
		for x := -quiet; x < want.Size+quiet; x++ {
			if seen.black(left+x, top+y) != want.Black(x, y) {
				return false
			}
		}
	}
	return true
}

// scan reads the code from a picture of the screen with another program.
func scan(t *testing.T, seen modules, want string) {
	t.Helper()
	zbarimg, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("BANTER_REQUIRE_ALL") == "1" {
			t.Fatal("zbarimg is missing (Debian: zbar-tools)")
		}
		return // what is read above is the proof; this one is a second pair of eyes
	}
	const scale = 4
	img := image.NewGray(image.Rect(0, 0, scale*len(seen[0]), scale*len(seen)))
	for i := range img.Pix {
		if !seen.black(i%img.Stride/scale, i/img.Stride/scale) {
			img.Pix[i] = 255
		}
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, img); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(zbarimg, "--quiet", "--raw", "-")
	command.Stdin = &picture
	out, err := command.Output()
	if got := strings.TrimSpace(string(out)); err != nil || got != want {
		t.Errorf("zbarimg read %q (%v), want %q", got, err, want)
	}
}
