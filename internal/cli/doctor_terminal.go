package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"banter/internal/crash"
)

// terminal reports what the terminal is, and what it says that it can.
func (d *doctor) terminal() finding {
	if !isTerminal(d.In) || !isTerminal(d.Out) {
		return finding{"terminal", fine, "input and output are not both one, so it was not asked", ""}
	}
	name := d.Getenv("TERM")
	words := "TERM=" + name
	if program := d.Getenv("TERM_PROGRAM"); program != "" {
		words += ", " + program + " " + d.Getenv("TERM_PROGRAM_VERSION")
	}
	if d.Getenv("TMUX") != "" {
		words += ", in tmux"
	}
	width, height := size(d.Out)
	words += fmt.Sprintf(", %d×%d, %s", width, height, colorWords(colorprofile.Detect(d.Out, d.environ())))
	if name == "" || name == "dumb" {
		return finding{"terminal", unsure, words + ".", "The chat comes without a screen, as with --plain."}
	}
	answer, ok := askAbilities(d.In, d.Out)
	if !ok {
		return finding{"terminal", unsure, words + ". It did not answer.", "Banter uses only what every terminal has."}
	}
	return finding{"terminal", fine, words + "; " + strings.Join(abilities(answer), ", "), ""}
}

func colorWords(p colorprofile.Profile) string {
	switch p {
	case colorprofile.TrueColor:
		return "all colors"
	case colorprofile.ANSI256:
		return "256 colors"
	case colorprofile.ANSI:
		return "16 colors"
	}
	return "no colors"
}

// askTerminal asks for the background, the keys, the modes and graphics. The answer
// to DA1 comes last.
const (
	askKittyGraphics = "\x1b_Gi=4242,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
	askTerminal      = ansi.RequestBackgroundColor + ansi.RequestKittyKeyboard + ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore + askKittyGraphics + ansi.RequestPrimaryDeviceAttributes
)

// deviceAttributes is the answer to DA1.
var deviceAttributes = regexp.MustCompile(`\x1b\[\?([0-9;]*)c`)

// askAbilities returns what the terminal answers within a second.
func askAbilities(in, out *os.File) (answer []byte, ok bool) {
	saved, err := term.MakeRaw(in.Fd())
	if err != nil {
		return nil, false
	}
	defer term.Restore(in.Fd(), saved)
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return nil, false
	}
	defer reader.Close()
	defer crash.AfterFunc(answerTime, func() { reader.Cancel() }).Stop()
	if _, err := io.WriteString(out, askTerminal); err != nil {
		return nil, false
	}
	buffer := make([]byte, 256)
	for {
		n, err := reader.Read(buffer)
		answer = append(answer, buffer[:n]...)
		if deviceAttributes.Match(answer) {
			return answer, true
		}
		if err != nil {
			return answer, false
		}
	}
}

// abilities names what an answer of a terminal says.
func abilities(answer []byte) []string {
	background := "background unknown"
	if light, ok := parseBackground(answer); ok {
		background = map[bool]string{true: "light background", false: "dark background"}[light]
	}
	has := func(ability string, yes bool) string {
		if yes {
			return ability
		}
		return "no " + ability
	}
	mode := func(number string) bool {
		return regexp.MustCompile(`\x1b\[\?` + number + `;[123]\$y`).Match(answer)
	}
	attributes := deviceAttributes.FindSubmatch(answer)
	attribute := func(number string) bool {
		return len(attributes) > 1 && bytes.Contains([]byte(";"+string(attributes[1])+";"), []byte(";"+number+";"))
	}
	return []string{
		background,
		has("kitty keys", regexp.MustCompile(`\x1b\[\?[0-9]+u`).Match(answer)),
		has("whole frames (2026)", mode("2026")),
		has("grapheme clusters (2027)", mode("2027")),
		has("kitty graphics", bytes.Contains(answer, []byte("\x1b_Gi=4242;OK"))),
		has("sixel", attribute("4")),
		has("clipboard attribute (OSC 52)", attribute("52")),
	}
}
