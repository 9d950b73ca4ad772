package cli

import (
	"bytes"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"banter/internal/crash"
	"banter/themes"
)

// answerTime is how long a terminal may take to report its background. All
// known terminals answer the second of the two questions; the limit is for
// programs that imitate one. It is generous, because a later answer would reach
// the input of the shell.
const answerTime = time.Second

// look returns the looks of printed text, for the background of the terminal.
func (c *call) look(theme themes.Theme) themes.Look {
	light := c.lightGuess()
	if term := c.Getenv("TERM"); term != "" && !c.basicStyles() && isTerminal(c.In) && isTerminal(c.Out) {
		if told, ok := askBackground(c.In, c.Out); ok {
			light = told
		}
	}
	if light {
		return theme.Light
	}
	return theme.Dark
}

// askBackground asks the terminal whether its background is light: OSC 11 asks
// for the color, and DA1 ends the wait in terminals that do not know OSC 11.
func askBackground(in, out *os.File) (light, ok bool) {
	saved, err := term.MakeRaw(in.Fd())
	if err != nil {
		return false, false
	}
	defer term.Restore(in.Fd(), saved)
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return false, false
	}
	defer reader.Close()
	defer crash.AfterFunc(answerTime, func() { reader.Cancel() }).Stop()
	if _, err := io.WriteString(out, ansi.RequestBackgroundColor+ansi.RequestPrimaryDeviceAttributes); err != nil {
		return false, false
	}
	return parseBackground(readAnswer(reader))
}

// readAnswer reads up to the end of the answer to DA1, CSI ? ... c.
func readAnswer(reader io.Reader) []byte {
	var answer []byte
	buffer := make([]byte, 256)
	for {
		n, err := reader.Read(buffer)
		answer = append(answer, buffer[:n]...)
		if _, attributes, found := bytes.Cut(answer, []byte("\x1b[?")); err != nil || found && bytes.IndexByte(attributes, 'c') >= 0 {
			return answer
		}
	}
}

// parseBackground finds the answer to OSC 11, which ends with BEL or ST.
func parseBackground(answer []byte) (light, ok bool) {
	_, rest, found := bytes.Cut(answer, []byte("\x1b]11;"))
	end := bytes.IndexAny(rest, "\a\x1b")
	if !found || end < 0 {
		return false, false
	}
	told := ansi.XParseColor(string(rest[:end]))
	if told == nil {
		return false, false
	}
	return !tea.BackgroundColorMsg{Color: told}.IsDark(), true
}
