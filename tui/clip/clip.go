// Package clip sends text to the clipboard of the person's machine: with a tool of
// the system, through the terminal, or into a file. The chat and the sign-in screen
// have a [Copier] each; it reports to them, in words, how a text was sent. It
// cannot report that a text has arrived: a terminal does not answer, and may be
// configured to refuse.
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

// A Clipboard holds the ways to send text. All screens share one.
type Clipboard struct {
	// Native writes with a tool of the system and returns the tool's name; Buffer
	// does so to the buffer of the terminal multiplexer. Both must return soon. Nil:
	// there is no such tool.
	Native, Buffer func(ctx context.Context, text string) (tool string, err error)
	// Save writes text that is too long for a terminal to a file and returns its
	// path; nil: such text is not copied.
	Save func(ctx context.Context, text string) (path string, err error)
	// Image returns the file of the image in the clipboard; nil: there is no tool for
	// that.
	Image func(ctx context.Context) ([]byte, error)
	// Text returns the text in the clipboard; nil: there is no tool for that.
	Text func(ctx context.Context) (string, error)

	wrap func(sequence string) string // passes a sequence through the multiplexer; nil: there is none
}

// DetectMultiplexer reads from the environment which terminal multiplexer the
// program runs in.
func (b *Clipboard) DetectMultiplexer(getenv func(string) string) { b.wrap = passthrough(getenv) }

// A clip is text to send, and what the words about it call it.
type clip struct {
	what string // beginning of the words, such as "Code block 2 of 3: "
	name bool   // what is a name, and the words give no size
	text string
}

// A Copier copies for one screen. It sends one text after the other, so that the
// last one copied arrives last; while one is being sent, it keeps only the newest.
// Only the goroutine of Bubble Tea may use it.
type Copier struct {
	NoFile bool // do not write to a file

	clipboard *Clipboard
	tasks     *task.Group
	busy      bool
	next      *clip
}

// NewCopier returns a copier that sends to a clipboard and runs its I/O in tasks.
func NewCopier(clipboard *Clipboard, tasks *task.Group) *Copier {
	return &Copier{clipboard: clipboard, tasks: tasks}
}

// Image returns the file of the image in the clipboard. The error has words for the
// person if there is no tool to get it with.
func (c *Copier) Image(ctx context.Context) ([]byte, error) {
	if c.clipboard.Image == nil {
		return nil, errNoImages
	}
	return c.clipboard.Image(ctx)
}

// Text returns the text in the clipboard, and "" if there is none or no tool to get it
// with.
func (c *Copier) Text(ctx context.Context) string {
	if c.clipboard.Text == nil {
		return ""
	}
	text, err := c.clipboard.Text(ctx)
	if err != nil {
		return "" // what was copied here takes its place
	}
	return text
}

// noImages reports that the clipboard cannot be read.
type noImages struct{}

var errNoImages error = noImages{}

func (noImages) Error() string { return "no tool reads the clipboard" }

// Notice implements notice.Noticer.
func (noImages) Notice() (sentence, hint string) {
	return "No tool here reads images from the clipboard.", "Install wl-paste, xclip or pngpaste, or drop the file."
}

type (
	// nativeMsg is the result of the system's tool.
	nativeMsg struct {
		by   *Copier
		clip clip
		tool string
		err  error
	}
	// savedMsg is the result of writing a file.
	savedMsg struct {
		by   *Copier
		clip clip
		path string
		err  error
	}
	// saidMsg has words about a text that was sent through the terminal, or not sent.
	saidMsg struct {
		by    *Copier
		words []string
	}
)

// terminalLimit is the longest text that is sent through the terminal, in
// bytes. In base 64 it has 100,000, the limit of many terminals.
const terminalLimit = 74_994

// Copy returns the command that sends text to the clipboard; nil if text is empty.
// The words about it are what and the size of the text.
func (c *Copier) Copy(what, text string) tea.Cmd { return c.copy(clip{what: what, text: text}) }

// CopyNamed is Copy for a text that has a name, such as "Code". The words about it
// have no size.
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
		// The end of the program must not cancel it; the tool has a time limit.
		tool, err := write(context.WithoutCancel(ctx), k.text)
		return nativeMsg{c, k, tool, err}
	})
}

// Update handles the messages of c and ignores all others. Words that are not nil
// tell the person how a text was sent, the longest form first; a screen shows the
// first one that fits.
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

// taken handles the result of the system's tool.
func (c *Copier) taken(msg nativeMsg) (words []string, cmd tea.Cmd) {
	if msg.err != nil {
		return nil, tea.Batch(c.throughTerminal(msg.clip, "The clipboard did not take it. "), c.copyNext())
	}
	how := " copied with " + termsafe.Line(msg.tool) + "."
	return []string{msg.clip.size() + how, msg.clip.count() + how}, c.copyNext()
}

// copyNext sends the text that was copied meanwhile.
func (c *Copier) copyNext() tea.Cmd {
	next := c.next
	c.busy, c.next = false, nil
	if next == nil {
		return nil
	}
	return c.copy(*next)
}

// throughTerminal sends a text with OSC 52; but is a sentence to put before the
// words.
func (c *Copier) throughTerminal(k clip, but string) tea.Cmd {
	if len(k.text) > terminalLimit {
		return c.save(k, but)
	}
	const how = " copied through the terminal (OSC 52)."
	words := []string{but + k.size() + how, k.size() + how, k.size() + " copied (OSC 52).", k.size() + " (OSC 52).", k.count() + " copied (OSC 52)."}
	return tea.Sequence(c.clipboard.send(k.text), c.say(words))
}

// say returns the command that reports words.
func (c *Copier) say(words []string) tea.Cmd {
	return func() tea.Msg { return saidMsg{c, words} }
}

// send sends a text to the terminal and to the multiplexer's buffer: a multiplexer
// that blocks the sequence may still pass on its buffer.
func (b *Clipboard) send(text string) tea.Cmd {
	sequence := ansi.SetSystemClipboard(text)
	if b.wrap != nil {
		sequence = b.wrap(sequence)
	}
	if b.Buffer == nil {
		return tea.Raw(sequence)
	}
	return tea.Batch(tea.Raw(sequence), func() tea.Msg {
		_, _ = b.Buffer(context.Background(), text) // the words are about the sequence
		return nil
	})
}

// save writes a text to a file, if that is allowed.
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

// saved returns the words about a text in a file. They contain the complete path,
// also in the shortest form.
func saved(msg savedMsg) []string {
	k := msg.clip
	if msg.err != nil {
		return []string{k.size() + ": too long for the terminal's clipboard, and no file could be written.",
			k.count() + ": too long to copy, and no file could be written.", k.count() + ": too long to copy."}
	}
	path := termsafe.Line(msg.path)
	return []string{k.size() + " are too long for the terminal's clipboard: in " + path, k.count() + ": in " + path, "In " + path, path}
}

// size returns what the text is and its size.
func (k clip) size() string {
	if k.name {
		return k.what
	}
	return k.what + k.count()
}

// count returns the size of the text, or its name.
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

// screenLimit is the longest string, in bytes, that every version of GNU screen
// passes on at once.
const screenLimit = 250

// passthrough returns the function that passes a sequence through the multiplexer
// that the environment names; nil if there is none.
func passthrough(getenv func(string) string) func(string) string {
	switch {
	case getenv("TMUX") != "":
		return ansi.TmuxPassthrough
	case getenv("STY") != "":
		return func(sequence string) string { return ansi.ScreenPassthrough(sequence, screenLimit) }
	}
	return nil
}
