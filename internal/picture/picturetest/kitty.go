// Package picturetest reads images out of what a program writes to a terminal, for
// tests. It shares no code with package picture: it follows the documents of the
// protocols.
package picturetest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A Window is what kitty keeps of what was written to it: see
// https://sw.kovidgoyal.net/kitty/graphics-protocol/.
type Window struct {
	Images map[uint32]image.Image
	Places map[uint32]image.Point // columns and rows of the virtual placements
	Sent   int                    // images sent, also those deleted since
	Faults []string

	loading map[string]string // the keys of the image that arrives in chunks, or nil
	data    strings.Builder
}

// ReadKitty reads everything that was written to a window.
func ReadKitty(output []byte) *Window {
	w := &Window{Images: make(map[uint32]image.Image), Places: make(map[uint32]image.Point)}
	for {
		_, rest, found := bytes.Cut(output, []byte("\x1b_G"))
		if !found {
			return w
		}
		command, after, ended := bytes.Cut(rest, []byte("\x1b\\"))
		if !ended {
			w.fault("a command without an end")
			return w
		}
		w.command(string(command))
		output = after
	}
}

func (w *Window) fault(format string, args ...any) {
	w.Faults = append(w.Faults, fmt.Sprintf(format, args...))
}

// command carries a command out, except questions.
func (w *Window) command(text string) {
	list, data, _ := strings.Cut(text, ";")
	keys := map[string]string{}
	for pair := range strings.SplitSeq(list, ",") {
		key, value, _ := strings.Cut(pair, "=")
		keys[key] = value
	}
	if keys["a"] == "q" {
		return
	}
	if keys["q"] != "2" {
		w.fault("the terminal would answer %q", list)
	}
	id64, _ := strconv.ParseUint(keys["i"], 10, 32)
	id := uint32(id64)
	switch {
	case w.loading != nil:
		if len(keys) > 2 || keys["m"] == "" {
			w.fault("a chunk with other keys: %q", list)
		}
		w.chunk(data, keys["m"])
	case keys["a"] == "t":
		if keys["f"] != "100" || keys["t"] != "d" || id == 0 {
			w.fault("cannot read %q", list)
		}
		w.loading = keys
		w.chunk(data, keys["m"])
	case keys["a"] == "p":
		columns, _ := strconv.Atoi(keys["c"])
		rows, _ := strconv.Atoi(keys["r"])
		if w.Images[id] == nil || keys["U"] != "1" || columns <= 0 || rows <= 0 {
			w.fault("no placement: %q", list)
		}
		w.Places[id] = image.Pt(columns, rows)
	case keys["a"] == "d" && keys["d"] == "I":
		if w.Images[id] == nil {
			w.fault("deletes %d, which is not there", id)
		}
		delete(w.Images, id)
		delete(w.Places, id)
	default:
		w.fault("unknown command %q", list)
	}
}

// chunk adds data, and decodes it if it is the last.
func (w *Window) chunk(data, more string) {
	if len(data) > 4096 || more == "1" && len(data)%4 != 0 {
		w.fault("a chunk of %d bytes", len(data))
	}
	w.data.WriteString(data)
	if more == "1" {
		return
	}
	id, _ := strconv.ParseUint(w.loading["i"], 10, 32)
	raw, err := base64.StdEncoding.DecodeString(w.data.String())
	if err == nil {
		w.Images[uint32(id)], err = png.Decode(bytes.NewReader(raw))
	}
	if err != nil {
		w.fault("image %d: %v", id, err)
	}
	w.loading, w.Sent = nil, w.Sent+1
	w.data.Reset()
}

// Part reads a cell of text that names a part of an image. It reports false for other
// cells.
func Part(content string, foreground color.Color) (id uint32, row, column int, ok bool) {
	runes := []rune(content)
	if len(runes) != 4 || runes[0] != 0x10eeee {
		return 0, 0, 0, false
	}
	low, indexed := foreground.(ansi.IndexedColor)
	high := diacritic(runes[3])
	row, column = diacritic(runes[1]), diacritic(runes[2])
	return uint32(high)<<24 | uint32(low), row, column, indexed && row >= 0 && column >= 0 && high >= 0
}

// diacritic returns the number that a combining character encodes, or -1.
func diacritic(r rune) int { return slices.Index(numbers, r) }

// numbers are the characters in diacritics.
var numbers = func() (all []rune) {
	for _, code := range strings.Fields(diacritics) {
		n, _ := strconv.ParseInt(code, 16, 32)
		all = append(all, rune(n))
	}
	return all
}()

// diacritics are those of gen/rowcolumn-diacritics.txt of kitty, from 0.
const diacritics = `
305 30D 30E 310 312 33D 33E 33F 346 34A 34B 34C 350 351 352 357 35B 363 364 365 366 367 368 369 36A 36B 36C 36D 36E 36F 483 484 485 486 487 592 593 594 595 597 598 599
59C 59D 59E 59F 5A0 5A1 5A8 5A9 5AB 5AC 5AF 5C4 610 611 612 613 614 615 616 617 657 658 659 65A 65B 65D 65E 6D6 6D7 6D8 6D9 6DA 6DB 6DC 6DF 6E0 6E1 6E2 6E4 6E7 6E8 6EB
6EC 730 732 733 735 736 73A 73D 73F 740 741 743 745 747 749 74A 7EB 7EC 7ED 7EE 7EF 7F0 7F1 7F3 816 817 818 819 81B 81C 81D 81E 81F 820 821 822 823 825 826 827 829 82A
82B 82C 82D 951 953 954 F82 F83 F86 F87 135D 135E 135F 17DD 193A 1A17 1A75 1A76 1A77 1A78 1A79 1A7A 1A7B 1A7C 1B6B 1B6D 1B6E 1B6F 1B70 1B71 1B72 1B73 1CD0 1CD1 1CD2 1CDA
1CDB 1CE0 1DC0 1DC1 1DC3 1DC4 1DC5 1DC6 1DC7 1DC8 1DC9 1DCB 1DCC 1DD1 1DD2 1DD3 1DD4 1DD5 1DD6 1DD7 1DD8 1DD9 1DDA 1DDB 1DDC 1DDD 1DDE 1DDF 1DE0 1DE1 1DE2 1DE3 1DE4 1DE5
1DE6 1DFE 20D0 20D1 20D4 20D5 20D6 20D7 20DB 20DC 20E1 20E7 20E9 20F0 2CEF 2CF0 2CF1 2DE0 2DE1 2DE2 2DE3 2DE4 2DE5 2DE6 2DE7 2DE8 2DE9 2DEA 2DEB 2DEC 2DED 2DEE 2DEF 2DF0
2DF1 2DF2 2DF3 2DF4 2DF5 2DF6 2DF7 2DF8 2DF9 2DFA 2DFB 2DFC 2DFD 2DFE 2DFF A66F A67C A67D A6F0 A6F1 A8E0 A8E1 A8E2 A8E3 A8E4 A8E5 A8E6 A8E7 A8E8 A8E9 A8EA A8EB A8EC A8ED
A8EE A8EF A8F0 A8F1 AAB0 AAB2 AAB3 AAB7 AAB8 AABE AABF AAC1 FE20 FE21 FE22 FE23 FE24 FE25 FE26 10A0F 10A38 1D185 1D186 1D187 1D188 1D189 1D1AA 1D1AB 1D1AC 1D1AD 1D242
1D243 1D244
`
