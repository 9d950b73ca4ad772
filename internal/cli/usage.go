package cli

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"charm.land/fang/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"banter/docs"
	"banter/internal/config"
)

// A usagePage is the help of one command, laid out for a width.
type usagePage struct {
	strings.Builder
	width  int
	colors fang.ColorScheme
}

// showUsage prints the help of a command on standard output, wrapped between
// words to the width of the terminal, or to 80 cells if it is none.
func (a *app) showUsage(cmd *cobra.Command, _ []string) {
	width, _ := size(a.Out)
	p := &usagePage{width: min(width, measure), colors: fang.AnsiColorScheme(lipgloss.LightDark(true))}
	p.command(cmd)
	out := &colorprofile.Writer{Forward: a.out, Profile: colorprofile.NoTTY}
	if isTerminal(a.Out) {
		out.Profile = colorprofile.Detect(a.Out, a.environ())
	}
	_, _ = io.WriteString(out, p.String()) // a.out keeps the failure
}

func (p *usagePage) command(cmd *cobra.Command) {
	p.text(cmp.Or(cmd.Long, cmd.Short))
	p.heading("Usage")
	for _, line := range usageLines(cmd) {
		p.line(line)
	}
	if cmd.Example != "" {
		p.heading("Examples")
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			p.line(line)
		}
	}
	var commands []usageRow
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			commands = append(commands, usageRow{sub.Use, sub.Short + "."})
		}
	}
	p.rows("Commands", "", commands)
	own, settings := flagRows(cmd)
	p.rows("Flags", "", own)
	p.rows("Settings", "Variables such as BANTER_HOME and the config file set these too; see banter help configuration.", settings)
	if !cmd.HasParent() {
		p.heading("More")
		p.indented(4, "banter COMMAND --help explains a command, and banter help TOPIC a topic: "+strings.Join(docs.Topics(), ", ")+".")
	}
	p.WriteByte('\n')
}

// usageLines returns the forms of a command line.
func usageLines(cmd *cobra.Command) []string {
	path := strings.TrimSuffix(cmd.CommandPath(), cmd.Name()) + cmd.Use
	lines := []string{path + " [FLAGS]"}
	if cmd.HasAvailableSubCommands() {
		lines = append(lines, cmd.CommandPath()+" COMMAND [FLAGS]")
	}
	return lines
}

// A usageRow is a name and its meaning, a sentence.
type usageRow struct{ name, text string }

// flagRows returns the flags of a command: its own, and the settings.
func flagRows(cmd *cobra.Command) (own, settings []usageRow) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		switch row := (usageRow{flagName(f), flagText(f)}); {
		case f.Hidden:
		case isSetting(f):
			settings = append(settings, row)
		default:
			own = append(own, row)
		}
	})
	return own, settings
}

// flagName returns a flag as a person types it, with the name of its value.
func flagName(f *pflag.Flag) string {
	name := "    --" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", --" + f.Name
	}
	switch value := valueOf(f); {
	case value == "":
	case f.NoOptDefVal != "":
		name += "[=" + value + "]"
	default:
		name += " " + value
	}
	return name
}

// flagText returns the meaning of a flag as a sentence.
func flagText(f *pflag.Flag) string {
	text := capitalized(f.Usage)
	if value := defaultOf(f); value != "" {
		text += " (default " + value + ")"
	}
	return text + "."
}

// defaultOf returns the value that holds without the flag; "" if there is none to name.
func defaultOf(f *pflag.Flag) string {
	i := slices.IndexFunc(config.Settings, func(s config.Setting) bool { return s.Name == f.Name })
	value := f.DefValue
	if i >= 0 && !config.Settings[i].Bool {
		value = config.Settings[i].DefaultValue()
	}
	if value == "false" || value == "[]" || value == "0" {
		return ""
	}
	return value
}

func (p *usagePage) heading(title string) {
	style := lipgloss.NewStyle().Bold(true).Foreground(p.colors.Title)
	p.WriteString("\n  " + style.Render(strings.ToUpper(title)) + "\n\n")
}

// text writes paragraphs.
func (p *usagePage) text(text string) {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		p.WriteByte('\n')
		p.indented(2, paragraph)
	}
}

func (p *usagePage) indented(indent int, text string) {
	for line := range strings.SplitSeq(wrapWords(text, p.width-indent), "\n") {
		p.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
}

// line writes a line for a shell. It is never broken, so that it can be copied.
func (p *usagePage) line(line string) {
	first, rest, _ := strings.Cut(line, " ")
	style := lipgloss.NewStyle().Foreground(p.colors.Command)
	p.WriteString(strings.TrimRight("    "+style.Render(first)+" "+rest, " ") + "\n")
}

// rows writes a table of names, each with its meaning beside it, or below it
// if there is little room.
func (p *usagePage) rows(title, intro string, rows []usageRow) {
	if len(rows) == 0 {
		return
	}
	p.heading(title)
	if intro != "" {
		p.indented(4, intro)
		p.WriteByte('\n')
	}
	const indent, gap = 4, 2
	names := 0
	for _, row := range rows {
		names = max(names, ansi.StringWidth(row.name))
	}
	column := indent + names + gap
	style := lipgloss.NewStyle().Foreground(p.colors.Flag)
	for _, row := range rows {
		if p.width-column < 30 {
			p.WriteString(strings.Repeat(" ", indent) + style.Render(strings.TrimSpace(row.name)) + "\n")
			p.indented(2*indent, row.text)
			continue
		}
		lines := strings.Split(wrapWords(row.text, p.width-column), "\n")
		p.WriteString(strings.Repeat(" ", indent) + style.Render(row.name) + strings.Repeat(" ", column-indent-ansi.StringWidth(row.name)) + lines[0] + "\n")
		for _, line := range lines[1:] {
			p.WriteString(strings.Repeat(" ", column) + line + "\n")
		}
	}
}

// wrapWords breaks text between words. A word that is longer than the width
// stays whole.
func wrapWords(text string, width int) string {
	var wrapped strings.Builder
	used := 0
	for word := range strings.SplitSeq(text, " ") {
		needed := ansi.StringWidth(word)
		switch {
		case used == 0:
		case used+1+needed > width:
			wrapped.WriteByte('\n')
			used = 0
		default:
			wrapped.WriteByte(' ')
			used++
		}
		wrapped.WriteString(word)
		used += needed
	}
	return wrapped.String()
}
