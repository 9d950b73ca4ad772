package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/charmbracelet/colorprofile"

	"banter/auth"
	"banter/internal/qr"
	"banter/internal/termsafe"
)

// signInWithCode shows a code and waits until the person has entered it on any
// device.
func (c *call) signInWithCode(ctx context.Context, s *services) (auth.Tokens, error) {
	flow, err := auth.StartDeviceFlow(ctx, s.flow(c.recorded(s, c.warn)))
	if err != nil {
		return auth.Tokens{}, err
	}
	c.showCode(flow)
	if c.out.failed != nil {
		return auth.Tokens{}, c.out.failed
	}
	return flow.Wait(ctx)
}

// showCode prints the link and the code as the last lines, so that a small
// terminal shows them. A terminal gets a QR code too.
func (c *call) showCode(flow *auth.DeviceFlow) {
	url, code := termsafe.Line(flow.URL), termsafe.Line(flow.Code)
	c.say("%s", auth.DeviceSettingHint)
	if isTerminal(c.Out) {
		c.showQR(url)
	}
	fmt.Fprintln(c.out, fitted(c.Out, "Open   "+url))
	fmt.Fprintf(c.out, "Enter  %s\n", code)
	c.say("Waiting for you. The code is valid until %s.", flow.Expires.Local().Format(time.TimeOnly))
}

// showQR draws the QR code if the terminal has room for it and for the lines
// after it.
func (c *call) showQR(url string) {
	const quiet, below = 2, 6
	code, err := qr.Encode(url)
	if err != nil {
		return // the text has the link too
	}
	columns, rows := size(c.Out)
	if width, height := code.Size(quiet); width > columns || height+below > rows || c.plainASCII() {
		return
	}
	ink, out := c.ink()
	fmt.Fprintln(out)
	for _, line := range code.Lines(quiet, ink) {
		fmt.Fprintln(out, line)
	}
	fmt.Fprintln(out)
}

// ink returns the colors of the QR code for this terminal.
func (c *call) ink() (qr.Style, io.Writer) {
	out := colorprofile.NewWriter(c.Out, c.environ())
	switch {
	case out.Profile >= colorprofile.ANSI:
		return qr.Colored, out
	case c.lightGuess():
		return qr.OnLight, out
	}
	return qr.OnDark, out
}
