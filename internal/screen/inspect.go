package screen

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/parser"
)

// What the program may say to a terminal. Everything else is an attack that has
// come through, or a new feature that belongs on this list.

// allowedCSI are final bytes, after prefix and intermediate bytes, of control
// sequences that draw or ask.
var allowedCSI = set(
	"m", "H", "G", // styles, the cursor
	"K", "r", // erasing the end of a row, the region that scrolls
	"?h", "?l", "?$p", // modes: see allowedModes
	">m", ">u", "<u", "?u", // what the keyboard can
	"t",       // the title of the window, put by and taken back; the size of a cell
	">q", "c", // the name and the attributes of the terminal
)

// allowedInline are those of an inline program too: the cursor relative to its place, and
// erasing below it.
var allowedInline = set("A", "B", "C", "J")

// allowedModes may be set, reset and asked for.
var allowedModes = set("7", "25", "1002", "1003", "1004", "1006", "1049", "2004", "2026", "2027")

// allowedEscapes are escape sequences: reverse index, the end of strings.
var allowedEscapes = set("M", "\\")

// kittyQuery asks whether the terminal shows images.
const kittyQuery = "Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA"

func set(names ...string) map[string]bool {
	s := make(map[string]bool, len(names))
	for _, name := range names {
		s[name] = true
	}
	return s
}

// An Inspection parses what a program has written, with a parser of its own, and
// notes what is not on the list.
type Inspection struct {
	inline bool
	Faults []string // what is not allowed
	Copies int      // writes to the clipboard
}

func (i *Inspection) fault(format string, args ...any) {
	i.Faults = append(i.Faults, fmt.Sprintf(format, args...))
}

// Inspect reads output as a terminal does that expects UTF-8.
func Inspect(output []byte) *Inspection { return inspect(output, false) }

// InspectInline is Inspect for an inline program.
func InspectInline(output []byte) *Inspection { return inspect(output, true) }

func inspect(output []byte, inline bool) *Inspection {
	i := &Inspection{inline: inline}
	p := ansi.NewParser()
	p.SetDataSize(len(output) + 1) // so that no control string is cut
	p.SetHandler(ansi.Handler{
		Print:     i.print,
		Execute:   i.control,
		HandleCsi: i.csi,
		HandleEsc: func(cmd ansi.Cmd) {
			if name := sequenceName(cmd); !allowedEscapes[name] {
				i.fault("ESC %q", name)
			}
		},
		HandleOsc: func(cmd int, data []byte) { i.osc(cmd, string(data)) },
		HandleDcs: func(cmd ansi.Cmd, _ ansi.Params, data []byte) {
			i.fault("DCS %q %q", sequenceName(cmd), data)
		},
		HandlePm: func(data []byte) { i.fault("PM %q", data) },
		HandleApc: func(data []byte) {
			if string(data) != kittyQuery {
				i.fault("APC %q", data)
			}
		},
		HandleSos: func(data []byte) { i.fault("SOS %q", data) },
	})
	for len(output) > 0 {
		r, size := utf8.DecodeRune(output)
		if size > 1 && r >= 0xa0 && p.State() == parser.OscStringState {
			// The parser takes the bytes of a character in a string for controls: the second of Ü ends it.
			i.print(r)
			p.Advance('?')
		} else {
			for _, b := range output[:size] {
				p.Advance(b)
			}
		}
		output = output[size:]
	}
	return i
}

// print looks at a character on the screen or in a title.
func (i *Inspection) print(r rune) {
	if r == utf8.RuneError || r == 0x200d || r == 0x200c || unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return // the last are seen
	}
	if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r >= 0xe0000 && r <= 0xe0fff || r == 0x10eeee {
		i.fault("the character %U", r)
	}
}

func (i *Inspection) control(b byte) {
	if b != '\n' && (b != '\r' || !i.inline) { // which scrolls
		i.fault("the control character %02x", b)
	}
}

func sequenceName(cmd ansi.Cmd) string {
	var name []byte
	for _, b := range []byte{cmd.Prefix(), cmd.Intermediate(), cmd.Final()} {
		if b != 0 {
			name = append(name, b)
		}
	}
	return string(name)
}

func (i *Inspection) csi(cmd ansi.Cmd, params ansi.Params) {
	name := sequenceName(cmd)
	switch {
	case !allowedCSI[name] && !(i.inline && allowedInline[name]):
		i.fault("CSI %v %q", params, name)
	case name == "?h" || name == "?l" || name == "?$p":
		for n := range params {
			if mode, _, _ := params.Param(n, 0); !allowedModes[fmt.Sprint(mode)] {
				i.fault("mode %d", mode)
			}
		}
	case name == "m":
		i.style(params)
	case name == "J":
		if part, _, _ := params.Param(0, 0); part != 0 {
			i.fault("erasing part %d of the screen", part)
		}
	case name == "t":
		if op, _, _ := params.Param(0, 0); op != 22 && op != 23 && op != sizeOfCell {
			i.fault("window operation %d", op)
		}
	}
}

// style refuses what no palette has: hidden text and blinking.
func (i *Inspection) style(params ansi.Params) {
	for n := 0; n < len(params); n++ {
		p, _, _ := params.Param(n, 0)
		switch p {
		case 38, 48, 58: // a colour follows, which may be any number
			return
		case 5, 6, 8:
			i.fault("SGR %d", p)
		}
	}
}

var webLink = regexp.MustCompile(`^(https?://|mailto:)[!-~]+$`)

func (i *Inspection) osc(cmd int, data string) {
	_, value, _ := strings.Cut(data, ";")
	switch cmd {
	case 0, 2:
		if strings.ContainsFunc(value, unicode.IsControl) {
			i.fault("the title %q", value)
		}
	case 8:
		_, target, _ := strings.Cut(value, ";")
		if target != "" && !webLink.MatchString(target) {
			i.fault("a link to %q", target)
		}
	case 11:
		if value != "?" {
			i.fault("OSC %q", data)
		}
	case 52:
		i.Copies++
	default:
		i.fault("OSC %q", data)
	}
}
