package cli

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"banter/internal/config"
)

func newMan(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "man",
		Short:             "Print the man page",
		Long:              "Print the man page of Banter, in the language of troff. man -l reads it from a file.",
		Example:           "banter man > ~/.local/share/man/man1/banter.1\nbanter man | man -l -",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				a.err = strayArgument(cmd, args[0])
				return nil
			}
			_, err := io.WriteString(a.out, manPage(cmd.Root()))
			return err
		},
	}
}

// A roff is a page in the language of troff.
type roff struct{ strings.Builder }

// manFiles are the files that Banter reads and writes.
var manFiles = []usageRow{
	{"~/.config/banter/config.toml", "The settings, written by hand. Banter never changes it."},
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

// manPage returns the man page of Banter and its commands.
func manPage(root *cobra.Command) string {
	r := &roff{}
	fmt.Fprintf(r, ".TH BANTER 1 \"\" \"banter %s\" \"User Commands\"\n", plainRoff(version()))
	r.section("NAME")
	r.text("banter \\- " + plainRoff(strings.ToLower(root.Short[:1])+root.Short[1:]))
	r.section("SYNOPSIS")
	for _, line := range usageLines(root) {
		r.text(".B " + plainRoff(line) + "\n.br")
	}
	r.section("DESCRIPTION")
	r.paragraphs(root.Long)
	r.section("OPTIONS")
	own, settings := flagRows(root)
	r.rows(own)
	r.rows(settings)
	r.section("COMMANDS")
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			r.command(cmd)
		}
		for _, sub := range cmd.Commands() {
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
	r.section("EXAMPLES")
	r.example(root.Example)
	return r.String()
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
