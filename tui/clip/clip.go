// Package clip gets text to the clipboard of the person's machine: with a tool
// of the system, through the terminal, or into a file.
//
// What it says is how a text was sent, never that it has arrived: a terminal
// does not answer, and may be set to refuse.
package clip

import (
	"context"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"banter/internal/termsafe"
	"banter/tui/style"
	"banter/tui/task"
)

// A Clipboard is the ways in which text leaves the program. All screens share
// one.
type Clipboard struct {
	// Native writes with a tool of the system and returns its name; Buffer does
	// the same with the buffer of the terminal multiplexer. Both return soon.
	// Nil means that there is none.
	Native, Buffer func(ctx context.Context, text string) (tool string, err error)
	// Save writes text that no terminal would take to a file; nil: never.
	Save func(ctx context.Context, text string) (path string, err error)

	wrap func(sequence string) string // for the multiplexer; nil: none
}

// Behind reads from the environment which terminal multiplexer the program
// runs in.
func (b *Clipboard) DetectMultiplexer(getenv func(string) string) { b.wrap = passthrough(getenv) }

// A clip is text on its way to a clipboard.
type clip struct {
	what string // what it is, such as "Code block 2 of 3: "
	name bool   // what says enough without a size
	text string
}

// A Copier sends one clip after the other for one screen, so that the last one
// copied is the last one that arrives. A tool that hangs blocks no key.
type Copier struct {
	NoFile bool // nothing may be written to a file

	clipboard *Clipboard
	tasks     *task.Group
	busy      bool
	next      *clip
}

// NewCopier returns a copier that uses board and runs in tasks.
func NewCopier(board *Clipboard, tasks *task.Group) *Copier {
	return &Copier{clipboard: board, tasks: tasks}
}

type (
	// nativeMsg reports how the system's tool took a clip.
	nativeMsg struct {
		by   *Copier
		clip clip
		tool string
		err  error
	}
	// savedMsg reports where a clip that no terminal would take is.
	savedMsg struct {
		by   *Copier
		clip clip
		path string
		err  error
	}
	// saidMsg has words about a clip that went through the terminal.
	saidMsg struct {
		by    *Copier
		words []string
	}
)

// terminalLimit is the longest text that is sent through the terminal, in
// bytes: 100,000 in base 64, where many terminals stop to listen.
const terminalLimit = 74_994

// Copy sends text to the clipboard. The words about it begin with what, and
// give the size of the text.
func (c *Copier) Copy(what, text string) tea.Cmd { return c.copy(clip{what: what, text: text}) }

// CopyNamed is Copy for a short text that its name describes: "Code".
func (c *Copier) CopyNamed(name, text string) tea.Cmd { return c.copy(clip{name, true, text}) }

func (c *Copier) copy(k clip) tea.Cmd {
	if k.text == "" {
		return nil
	}
	if c.busy {
		c.next = &k
		return nil
	}
	if c.clipboard.Native == nil {
		return c.throughTerminal(k, "")
	}
	c.busy = true
	write := c.clipboard.Native
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		// The text is wanted also after the program; the tool has its own limit.
		tool, err := write(context.WithoutCancel(ctx), k.text)
		return nativeMsg{c, k, tool, err}
	})
}

// Update handles the messages of c and ignores all others. The words say how a
// text was sent, the longest first; a screen shows the first that fits.
func (c *Copier) Update(msg tea.Msg) (words []string, cmd tea.Cmd) {
	switch msg := msg.(type) {
	case nativeMsg:
		if msg.by == c {
			return c.taken(msg)
		}
	case savedMsg:
		if msg.by == c {
			return saved(msg), nil
		}
	case saidMsg:
		if msg.by == c {
			return msg.words, nil
		}
	}
	return nil, nil
}

// taken goes on when the system's tool has ended.
func (c *Copier) taken(msg nativeMsg) (words []string, cmd tea.Cmd) {
	if msg.err != nil {
		return nil, tea.Batch(c.throughTerminal(msg.clip, "The clipboard did not take it. "), c.copyNext())
	}
	how := " copied with " + termsafe.Line(msg.tool) + "."
	return []string{msg.clip.size() + how, msg.clip.count() + how}, c.copyNext()
}

// copyNext sends the clip that came meanwhile.
func (c *Copier) copyNext() tea.Cmd {
	next := c.next
	c.busy, c.next = false, nil
	if next == nil {
		return nil
	}
	return c.copy(*next)
}

// throughTerminal sends a clip with OSC 52.
func (c *Copier) throughTerminal(k clip, but string) tea.Cmd {
	if len(k.text) > terminalLimit {
		return c.save(k, but)
	}
	const how = " copied through the terminal (OSC 52)."
	words := []string{but + k.size() + how, k.size() + how, k.size() + " copied (OSC 52).", k.size() + " (OSC 52).", k.count() + " copied (OSC 52)."}
	return tea.Sequence(c.clipboard.send(k.text), c.say(words))
}

func (c *Copier) say(words []string) tea.Cmd {
	return func() tea.Msg { return saidMsg{c, words} }
}

// send sends a text to the terminal, and to the multiplexer as well: one that
// lets no sequence of a program through may still pass on its own buffer.
func (b *Clipboard) send(text string) tea.Cmd {
	sequence := ansi.SetSystemClipboard(text)
	if b.wrap != nil {
		sequence = b.wrap(sequence)
	}
	if b.Buffer == nil {
		return tea.Raw(sequence)
	}
	return tea.Batch(tea.Raw(sequence), func() tea.Msg {
		_, _ = b.Buffer(context.Background(), text) // beside the sequence
		return nil
	})
}

// save writes a clip to a file, if that is allowed.
func (c *Copier) save(k clip, but string) tea.Cmd {
	write := c.clipboard.Save
	if write == nil || c.NoFile {
		return c.say([]string{but + k.size() + ": too long for the terminal's clipboard (OSC 52).", k.count() + ": too long for the terminal.", k.count() + ": too long to copy."})
	}
	return c.tasks.Do(func(ctx context.Context) tea.Msg {
		path, err := write(ctx, k.text)
		return savedMsg{c, k, path, err}
	})
}

// saved returns the words about a clip in a file. The path must be seen whole
// to be of use.
func saved(msg savedMsg) []string {
	k := msg.clip
	if msg.err != nil {
		return []string{k.size() + ": too long for the terminal's clipboard, and no file could be written.",
			k.count() + ": too long to copy, and no file could be written.", k.count() + ": too long to copy."}
	}
	path := termsafe.Line(msg.path)
	return []string{k.size() + " are too long for the terminal's clipboard: in " + path, k.count() + ": in " + path, "In " + path, path}
}

// size names a clip and gives its length.
func (k clip) size() string {
	if k.name {
		return k.what
	}
	return k.what + k.count()
}

// count gives the length of a clip.
func (k clip) count() string {
	if k.name {
		return k.what
	}
	if lines := strings.Count(strings.TrimRight(k.text, "\n"), "\n") + 1; lines > 1 {
		return style.Count(lines) + " lines"
	}
	n := utf8.RuneCountInString(k.text)
	if n == 1 {
		return "1 character"
	}
	return style.Count(n) + " characters"
}

// screenLimit is the longest string that GNU screen passes on at once, also an
// old version, in bytes.
const screenLimit = 250

// passthrough returns how a sequence gets through the multiplexer that the
// environment names; nil if there is none.
func passthrough(getenv func(string) string) func(string) string {
	switch {
	case getenv("TMUX") != "":
		return ansi.TmuxPassthrough
	case getenv("STY") != "":
		return func(sequence string) string { return ansi.ScreenPassthrough(sequence, screenLimit) }
	}
	return nil
}
