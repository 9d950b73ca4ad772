package tui

import (
	"context"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/editor"
)

// Copying says how a text was sent, never that it has arrived: a terminal does
// not answer, and may be set to refuse.

// A clip is text on its way to a clipboard.
type clip struct {
	what string // what it is, such as "Code block 2 of 3: "; empty where that is plain
	text string
}

// copier sends one clip after the other, off the UI's goroutine, so that the
// last one copied is the last one that arrives. A tool that hangs blocks no key.
type copier struct {
	native func(context.Context, string) (tool string, err error)
	buffer func(context.Context, string) (tool string, err error)
	save   func(context.Context, string) (path string, err error)
	wrap   func(sequence string) string // for the multiplexer around us; nil: none

	busy bool
	next *clip
}

type (
	// nativeMsg says what became of a clip on the machine's own clipboard.
	nativeMsg struct {
		clip clip
		tool string
		err  error
	}
	// savedMsg says where a clip that no terminal would take is.
	savedMsg struct {
		clip clip
		path string
		err  error
	}
)

// osc52Limit is the longest text that is sent through the terminal, in bytes:
// 100,000 in base 64, where many terminals stop to listen.
const osc52Limit = 74_994

// copy sends text to the clipboard.
func (c *chat) copy(what, text string) tea.Cmd {
	if text == "" {
		return nil
	}
	k := &c.copier
	if k.busy {
		k.next = &clip{what, text}
		return nil
	}
	if k.native == nil {
		return c.copyThrough(clip{what, text}, "")
	}
	k.busy = true
	write := k.native
	return c.work.Do(func(ctx context.Context) tea.Msg {
		// Who copies and quits wants to paste all the same; the tool has a limit
		// of its own.
		tool, err := write(context.WithoutCancel(ctx), text)
		return nativeMsg{clip{what, text}, tool, err}
	})
}

// copied goes on when the machine's own clipboard has answered, or has not.
func (c *chat) copied(msg nativeMsg) tea.Cmd {
	if msg.err != nil {
		return tea.Batch(c.copyThrough(msg.clip, "The clipboard did not take it. "), c.copyNext())
	}
	how := " copied with " + termsafe.Line(msg.tool) + "."
	return tea.Batch(c.flash(msg.clip.size()+how, msg.clip.count()+how), c.copyNext())
}

// copyNext sends what was copied meanwhile.
func (c *chat) copyNext() tea.Cmd {
	next := c.copier.next
	c.copier.busy, c.copier.next = false, nil
	if next == nil {
		return nil
	}
	return c.copy(next.what, next.text)
}

// copyThrough sends a clip through the terminal, with OSC 52.
func (c *chat) copyThrough(k clip, but string) tea.Cmd {
	if len(k.text) > osc52Limit {
		return c.saveCopy(k, but)
	}
	const how = " copied through the terminal (OSC 52)."
	return tea.Batch(c.copier.through(k.text), c.flash(but+k.size()+how, k.size()+how,
		k.size()+" copied (OSC 52).", k.size()+" (OSC 52).", k.count()+" copied (OSC 52)."))
}

// through sends a text through the terminal, and to the multiplexer as well:
// one that lets no sequence of a program through may still pass on what is in
// its own buffer.
func (k copier) through(text string) tea.Cmd {
	sequence := ansi.SetSystemClipboard(text)
	if k.wrap != nil {
		sequence = k.wrap(sequence)
	}
	if k.buffer == nil {
		return tea.Raw(sequence)
	}
	return tea.Batch(tea.Raw(sequence), func() tea.Msg {
		_, _ = k.buffer(context.Background(), text) // beside the sequence; it ends by itself
		return nil
	})
}

// copySent says how a text that [copier.send] was given went.
type copySent struct {
	what string
	tool string // the machine's own, or empty: through the terminal
}

func (m copySent) String() string {
	if m.tool == "" {
		return m.what + " sent to your terminal's clipboard (OSC 52)."
	}
	return m.what + " copied with " + termsafe.Line(m.tool) + "."
}

// send copies a short text for a screen without a queue.
func (k copier) send(what, text string) tea.Cmd {
	said := func() tea.Msg { return copySent{what: what} }
	if k.native == nil {
		return tea.Sequence(k.through(text), said)
	}
	return func() tea.Msg {
		tool, err := k.native(context.Background(), text) // it has a limit of its own
		if err != nil {
			return tea.Sequence(k.through(text), said)()
		}
		return copySent{what, tool}
	}
}

// saveCopy puts a clip into a file, if there may be one: a temporary
// conversation and the demo leave none behind.
func (c *chat) saveCopy(k clip, but string) tea.Cmd {
	save := c.copier.save
	if save == nil || c.badge != "" {
		return c.flash(but+k.size()+": too long for the terminal's clipboard (OSC 52).", k.count()+": too long for the terminal.", k.count()+": too long to copy.")
	}
	return c.work.Do(func(ctx context.Context) tea.Msg {
		path, err := save(ctx, k.text)
		return savedMsg{k, path, err}
	})
}

func (c *chat) copySaved(msg savedMsg) tea.Cmd {
	if msg.err != nil {
		return c.flash(msg.clip.size()+": too long for the terminal's clipboard, and no file could be written.",
			msg.clip.count()+": too long to copy, and no file could be written.", msg.clip.count()+": too long to copy.")
	}
	path := termsafe.Line(msg.path) // which must be seen whole, to be of use
	return c.flash(msg.clip.size()+" are too long for the terminal's clipboard: in "+path, msg.clip.count()+": in "+path, "In "+path, path)
}

// size says what a clip is and how long.
func (k clip) size() string { return k.what + k.count() }

// count says how long a clip is.
func (k clip) count() string {
	if lines := strings.Count(strings.TrimRight(k.text, "\n"), "\n") + 1; lines > 1 {
		return editor.Count(lines) + " lines"
	}
	n := utf8.RuneCountInString(k.text)
	if n == 1 {
		return "1 character"
	}
	return editor.Count(n) + " characters"
}

// screenLimit is how long a string GNU screen hands on at once, also an old
// one.
const screenLimit = 250

// passthrough returns how a sequence gets through the multiplexer that the
// environment tells of: nil if there is none.
func passthrough(getenv func(string) string) func(string) string {
	switch {
	case getenv("TMUX") != "":
		return ansi.TmuxPassthrough
	case getenv("STY") != "":
		return func(sequence string) string { return ansi.ScreenPassthrough(sequence, screenLimit) }
	}
	return nil
}
