package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"banter/internal/config"
	"banter/internal/spelling"
)

func newMan(a *app) *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "man [COMMAND...]",
		Short: "Print a man page",
		Long: "Print the man page of Banter or of a command, in the language of troff. man -l reads it from a file. " +
			"With --output it writes the pages of all commands into a folder.",
		Example: "banter man ask | man -l -\nbanter man --output ~/.local/share/man/man1",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return offerCommands(cmd, args), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			a.err = outputFault(a.man(cmd.Root(), folder, args), a.Out)
			return nil
		},
	}
	cmd.Flags().StringVar(&folder, "output", "", "write the pages of all commands into this folder, which is made")
	nameValue(cmd.Flags(), "output", "FOLDER")
	_ = cmd.MarkFlagDirname("output") // it has just been added
	return cmd
}

func (a *app) man(root *cobra.Command, folder string, args []string) error {
	if folder != "" {
		if len(args) > 0 {
			return &usageError{"--output writes the pages of all commands", "Leave out " + quoted(args[0]) + "."}
		}
		return writeManPages(root, folder)
	}
	cmd, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 || len(args) > 0 && cmd == root {
		return &usageError{"there is no command " + quoted(strings.Join(args, " ")),
			cmp.Or(spelling.Question(args[0], "banter man ", commandNames(root)), "Try banter --help.")}
	}
	_, err = io.WriteString(a.out, manPage(cmd))
	return err
}

// writeManPages writes a page for each command: banter-history-list.1.
func writeManPages(root *cobra.Command, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	for _, cmd := range append([]*cobra.Command{root}, commandsBelow(root)...) {
		page := filepath.Join(folder, strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1")
		if err := os.WriteFile(page, []byte(manPage(cmd)), 0o644); err != nil {
			return fmt.Errorf("write man page: %w", err)
		}
	}
	return nil
}

// commandNames returns the names of the commands directly below another one.
func commandNames(cmd *cobra.Command) (names []string) {
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return names
}

// commandsBelow returns the commands below another one, each before its own.
func commandsBelow(cmd *cobra.Command) (all []*cobra.Command) {
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			all = append(append(all, sub), commandsBelow(sub)...)
		}
	}
	return all
}

// A roff is a page in the language of troff.
type roff struct{ strings.Builder }

// manFiles are the files that Banter reads and writes.
var manFiles = []usageRow{
	{"~/.config/banter/config.toml", "The settings, written by hand or by banter config."},
	{"~/.local/share/banter/history.db", "The conversations, an SQLite database."},
	{"~/.local/share/banter/accounts.json", "The names of the accounts. The sign-ins themselves are in the keychain."},
	{"~/.local/share/banter/sign-in-NAME.age", "A sign-in that a passphrase seals (--store sealed)."},
	{"~/.local/state/banter/", "Choices made on the screen, locks, the list of models and crash reports."},
	{"~/.codex/auth.json", "The sign-in of the Codex CLI (--store codex)."},
}

// manVariables are the environment variables that are not settings.
var manVariables = []usageRow{
	{"NO_COLOR", "Any value switches colors off."},
	{"GLAMOUR_STYLE", "Style of answers if no theme is set or chosen."},
	{"PAGER", "Program that shows long help pages (default less -R)."},
	{"HTTPS_PROXY, NO_PROXY", "Proxy for all requests, and the servers to reach without it."},
	{"SSL_CERT_FILE", "File with the certificates to trust, on Linux."},
	{"XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME", "Directories in place of ~/.config, ~/.local/share and ~/.local/state."},
	{"CODEX_HOME", "Directory of the Codex CLI, in place of ~/.codex."},
}

// manPage returns the man page of a command; that of Banter has all commands.
func manPage(cmd *cobra.Command) string {
	r := &roff{}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	fmt.Fprintf(r, ".TH %s 1 \"\" \"banter %s\" \"User Commands\"\n", strings.ToUpper(plainRoff(name)), plainRoff(version()))
	r.section("NAME")
	r.text(plainRoff(name) + " \\- " + plainRoff(strings.ToLower(cmd.Short[:1])+cmd.Short[1:]))
	r.section("SYNOPSIS")
	for _, line := range usageLines(cmd) {
		r.text(".B " + plainRoff(line) + "\n.br")
	}
	r.section("DESCRIPTION")
	r.paragraphs(cmp.Or(cmd.Long, cmd.Short+"."))
	r.section("OPTIONS")
	own, settings := flagRows(cmd)
	r.rows(own)
	r.rows(settings)
	if below := commandsBelow(cmd); len(below) > 0 {
		r.section("COMMANDS")
		for _, sub := range below {
			r.command(sub)
		}
	}
	r.section("EXIT STATUS")
	r.rows(exitRows())
	r.section("ENVIRONMENT")
	for _, s := range config.Settings {
		r.rows([]usageRow{{s.Env(), "The same as --" + s.Name + "."}})
	}
	r.rows(manVariables)
	r.section("FILES")
	r.rows(manFiles)
	if cmd.Example != "" {
		r.section("EXAMPLES")
		r.example(cmd.Example)
	}
	r.section("SEE ALSO")
	r.text(plainRoff(strings.Join(related(cmd), ", ")))
	return r.String()
}

// related names the pages of the command above, and of those below.
func related(cmd *cobra.Command) []string {
	var names []string
	if cmd.HasParent() {
		names = append(names, strings.ReplaceAll(cmd.Parent().CommandPath(), " ", "-")+"(1)")
	}
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, strings.ReplaceAll(sub.CommandPath(), " ", "-")+"(1)")
		}
	}
	return append(names, "banter help")
}

func (r *roff) command(cmd *cobra.Command) {
	r.text(".SS \"" + plainRoff(strings.Join(usageLines(cmd)[:1], "")) + "\"")
	r.paragraphs(cmd.Long)
	own, _ := flagRows(cmd)
	r.rows(own)
	if cmd.Example != "" {
		r.text(".P\nExamples:")
		r.example(cmd.Example)
	}
}

func (r *roff) section(title string) { r.text(".SH \"" + title + "\"") }

// text writes lines of troff.
func (r *roff) text(lines string) { r.WriteString(lines + "\n") }

func (r *roff) paragraphs(text string) {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		r.text(".P\n" + plainRoff(paragraph))
	}
}

func (r *roff) rows(rows []usageRow) {
	for _, row := range rows {
		r.text(".TP\n\\fB" + plainRoff(strings.TrimSpace(row.name)) + "\\fR\n" + plainRoff(row.text))
	}
}

func (r *roff) example(lines string) {
	r.text(".P\n.nf\n.RS 4")
	for line := range strings.SplitSeq(lines, "\n") {
		r.text(plainRoff(line))
	}
	r.text(".RE\n.fi")
}

// nonASCII is a character that troff does not read as UTF-8.
var nonASCII = regexp.MustCompile(`[^\x00-\x7F]`)

// plainRoff escapes what troff would interpret: backslashes, a dot or quote at
// the beginning of a line, and characters that it replaces by typographic ones.
func plainRoff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "~", `\(ti`, "^", `\(ha`, "`", `\(ga`, `"`, `\(dq`).Replace(text)
	text = nonASCII.ReplaceAllStringFunc(text, func(s string) string {
		r, _ := utf8.DecodeRuneInString(s)
		return fmt.Sprintf(`\[u%04X]`, r)
	})
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + text
	}
	return text
}
