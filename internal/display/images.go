package display

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/picture"
)

// Images is which images the program may show.
type Images int

const (
	ImagesAuto  Images = iota // those that the terminal says it can show
	ImagesOff                 // none
	ImagesKitty               // in kitty's protocol, also if the terminal does not say so
	ImagesSixel               // as sixels, also if the terminal does not say so
)

// kittyQuery asks whether the terminal knows kitty's protocol for images. The data
// is one pixel, which the terminal does not keep.
const kittyQuery = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"

// requestCell asks for the size of a cell in pixels.
var requestCell = ansi.WindowOp(16)

// imageQueries returns the questions about images. The last one, which all terminals
// answer, tells that no other answer will come. A multiplexer would answer for itself
// and not for the terminal, and takes some of the sequences for titles.
func imageQueries(environ []string, setting Images) string {
	env := uv.Environ(environ)
	switch term := env.Getenv("TERM"); {
	case setting == ImagesOff || multiplexed(env) || term == "linux" || term == "dumb":
		return ""
	case !answersModes(environ) && setting != ImagesAuto: // the person knows the terminal
		return requestCell
	case !answersModes(environ):
		return ""
	}
	return kittyQuery + ansi.RequestNameVersion + requestCell + ansi.RequestPrimaryDeviceAttributes
}

// multiplexed reports whether the program runs in a terminal multiplexer.
func multiplexed(env uv.Environ) bool {
	for _, name := range []string{"TMUX", "STY", "ZELLIJ"} {
		if env.Getenv(name) != "" {
			return true
		}
	}
	term := env.Getenv("TERM")
	return strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen")
}

// images collects what the terminal answers about images.
type images struct {
	setting      Images
	profile      colorprofile.Profile
	kitty        bool // the terminal knows kitty's protocol
	placeholders bool // it also shows images in cells of text
	measured     bool // shown.Cell is known
	answered     bool // the terminal itself has told it
	shown        picture.Terminal
}

func newImages(setting Images) images {
	return images{setting: setting, shown: picture.Terminal{Cell: picture.CellOf(0, 0), Shelf: picture.NewShelf()}}
}

// answer takes an answer of the terminal. It reports whether that changes what the
// terminal can show.
func (m *images) answer(msg tea.Msg) bool {
	before := m.shown
	switch msg := msg.(type) {
	case uv.KittyGraphicsEvent:
		m.kitty = string(msg.Payload) == "OK"
	case tea.TerminalVersionMsg:
		m.placeholders = placeholderTerminal(msg.Name)
	case uv.CellSizeEvent:
		m.shown.Cell, m.measured, m.answered = picture.CellOf(msg.Width, msg.Height), true, true
	case uv.PrimaryDeviceAttributesEvent:
		m.shown.Protocol = m.choose(msg)
	case tea.ColorProfileMsg:
		if m.profile = msg.Profile; m.setting == ImagesKitty || m.setting == ImagesSixel {
			m.shown.Protocol = m.choose(nil)
		}
	}
	return m.shown != before && (m.shown.Protocol != picture.None || before.Protocol != picture.None)
}

// measure takes the size of a cell that the system knows, unless the terminal has
// told its own. It reports whether that changes what the terminal can show.
func (m *images) measure(width, height int) bool {
	if width == 0 || height == 0 || m.answered {
		return false
	}
	before := m.shown
	m.shown.Cell, m.measured = picture.CellOf(width, height), true
	return m.shown != before && before.Protocol != picture.None
}

// placeholderTerminal reports whether the terminal with a name shows images in cells
// of text. Others answer that they know the protocol, and then show such cells as
// boxes.
func placeholderTerminal(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "kitty") || strings.HasPrefix(name, "ghostty")
}

// sixelAttribute is the device attribute of terminals that show sixels.
const sixelAttribute = 4

// choose returns the protocol to use. Without colors there are no images, the cells of
// kitty's protocol need 256 of them, and sixels must be exactly as high as a cell.
func (m *images) choose(attributes []int) picture.Protocol {
	sixel := false
	for _, a := range attributes[min(len(attributes), 1):] { // the first is the class of the terminal
		sixel = sixel || a == sixelAttribute
	}
	switch auto := m.setting == ImagesAuto; {
	case m.profile >= colorprofile.ANSI256 && (m.setting == ImagesKitty || auto && m.kitty && m.placeholders):
		return picture.Kitty
	case m.profile >= colorprofile.ANSI && (m.setting == ImagesSixel || auto && sixel && m.measured):
		return picture.Sixel
	}
	return picture.None
}
