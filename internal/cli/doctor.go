package cli

import (
	"cmp"
	"context"
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"banter/internal/config"
	"banter/internal/notice"
	"banter/internal/termsafe"
)

func newDoctor(a *app) *cobra.Command {
	var asJSON, online bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check this computer for what Banter needs",
		Long: "Check this computer for what Banter needs: the terminal, the keychain, the clock, proxies, the files, the settings and the sign-ins. Each finding says what to do.\n\n" +
			"The output holds no secret; e-mail addresses and your home directory are masked, so that you can paste it into an issue. No server is asked, except with --online. " +
			"The exit code is 1 if something is wrong.",
		Example:           "banter doctor\nbanter doctor --online\nbanter doctor --json",
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				a.err = strayArgument(cmd, args[0])
				return nil
			}
			a.err = outputFault(a.examine(cmd, asJSON, online), a.Out)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	cmd.Flags().BoolVar(&online, "online", false, "connect to the two servers too")
	a.takes(cmd, signInSettings)
	return cmd
}

// A findingState is how good a finding is.
type findingState string

const (
	fine    findingState = "ok"
	unsure  findingState = "note" // works, but may surprise
	failing findingState = "wrong"
)

// A finding is what doctor found about one subject; scripts read its JSON.
type finding struct {
	Subject string       `json:"subject"`
	State   findingState `json:"state"`
	What    string       `json:"what"`
	Hint    string       `json:"hint,omitempty"`
}

// found returns the finding of a check that may have failed: what if err is nil.
func found(subject, what string, err error) finding {
	if err == nil {
		return finding{subject, fine, what, ""}
	}
	n := notice.Of(err)
	f := finding{subject, failing, n.Sentence, n.Hint}
	if n.Unknown {
		f.What += " (" + err.Error() + ")"
	}
	return f
}

// examine makes all checks, in the order in which a person would look.
func (a *app) examine(cmd *cobra.Command, asJSON, online bool) error {
	src := config.Sources{Flags: givenFlags(cmd), Getenv: a.Getenv, GOOS: runtime.GOOS}
	settings, paths, wrong := config.Load(src)
	c := &call{
		Process: a.Process, sources: &a.sources, out: a.out, Config: settings, src: src, paths: paths,
		choices: paths.NewChoices(false),
	}
	if wrong == nil {
		wrong = rebind(settings.Keys)
	}
	d := &doctor{call: c, asJSON: asJSON}
	d.tell(d.version(), d.terminal(), found("settings", d.settingsWords(), wrong))
	if paths.ConfigFile == "" {
		return d.err()
	}
	d.tell(d.folders()...)
	d.tell(d.keychain(cmd.Context()))
	d.tell(d.signIns(cmd.Context())...)
	d.tell(d.history(cmd.Context()), d.locks(), d.crashes(), d.clock(), d.proxies())
	if online && wrong == nil {
		d.tell(d.servers(cmd.Context())...)
	}
	d.conclude()
	return d.err()
}

// A doctor prints findings as they come.
type doctor struct {
	*call
	asJSON  bool
	wrong   int // number of findings that are failing
	notes   int // number of those that are unsure
	failure error
}

// tell prints findings, masked.
func (d *doctor) tell(findings ...finding) {
	for _, f := range findings {
		if f.Subject == "" || d.failure != nil {
			continue
		}
		f.What, f.Hint = d.masked(f.What), d.masked(f.Hint)
		switch f.State {
		case failing:
			d.wrong++
		case unsure:
			d.notes++
		}
		d.failure = d.printFinding(f)
	}
}

func (d *doctor) printFinding(f finding) error {
	switch {
	case d.asJSON:
		return d.encode(f)
	case isTerminal(d.Out):
		return d.drawFinding(f)
	}
	return d.print("%-12s%-7s%s\n", f.Subject, f.State, strings.TrimSpace(f.What+" "+f.Hint))
}

// stateColors are the colors of a terminal for the states.
var stateColors = map[findingState]color.Color{fine: lipgloss.Green, unsure: lipgloss.Yellow, failing: lipgloss.Red}

// drawFinding prints a finding on the terminal, with what to do on a line of its own.
func (d *doctor) drawFinding(f finding) error {
	const subject, state = 10, 7
	words := fittedBelow(d.Out, f.What, subject+state)
	if f.Hint != "" {
		words += "\n" + strings.Repeat(" ", subject+state) + fittedBelow(d.Out, f.Hint, subject+state)
	}
	style := lipgloss.NewStyle().Bold(f.State != fine).Foreground(stateColors[f.State])
	out := &colorprofile.Writer{Forward: d.out, Profile: colorprofile.Detect(d.Out, d.environ())}
	_, err := fmt.Fprintf(out, "%-*s%s%*s%s\n", subject, f.Subject, style.Render(string(f.State)), state-len(f.State), "", words)
	return err
}

// conclude says that nothing is wrong. If something is, the error of the command says
// so.
func (d *doctor) conclude() {
	switch {
	case d.asJSON || d.wrong > 0 || d.failure != nil:
	case d.notes == 0:
		d.say("Nothing is wrong.")
	case d.notes == 1:
		d.say("Nothing is wrong. The note says what may surprise you.")
	default:
		d.say("Nothing is wrong. The %d notes say what may surprise you.", d.notes)
	}
}

// err returns the error of the command.
func (d *doctor) err() error {
	switch {
	case d.failure != nil:
		return d.failure
	case d.wrong == 1:
		return &failure{"One thing is wrong.", "See above."}
	case d.wrong > 1:
		return &failure{"Several things are wrong.", "See above."}
	}
	return nil
}

// email finds the name of an e-mail address.
var email = regexp.MustCompile(`[A-Za-z0-9._%+-]+(@[A-Za-z0-9.-]+\.[A-Za-z]{2,})`)

// masked hides secrets, the names of e-mail addresses and the home directory.
func (d *doctor) masked(text string) string {
	text = config.Masked(termsafe.Line(text))
	for _, home := range []string{d.Getenv("HOME"), d.Getenv("USERPROFILE")} {
		if filepath.IsAbs(home) && len(home) > 1 {
			text = strings.ReplaceAll(text, home, "~")
		}
	}
	return email.ReplaceAllString(text, "***$1")
}

func (d *doctor) version() finding {
	return finding{"banter", fine, versionLine() + ", " + runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH, ""}
}

// settingsWords names the config file and the variables that set something.
func (d *doctor) settingsWords() string {
	words := "no file; it would be " + d.paths.ConfigFile
	if _, err := os.Stat(d.paths.ConfigFile); err == nil {
		words = d.paths.ConfigFile
	}
	var set []string
	for _, s := range config.Settings {
		if d.Getenv(s.Env()) != "" {
			set = append(set, s.Env())
		}
	}
	return words + "; variables: " + cmp.Or(strings.Join(set, ", "), "none")
}

// crashes reports the last crash.
func (d *doctor) crashes() finding {
	info, err := os.Stat(d.paths.CrashFile())
	if err != nil {
		return finding{"crashes", fine, "none on record", ""}
	}
	return finding{"crashes", unsure, "the last one was at " + localTime(info.ModTime()) + ".", "The report is " + d.paths.CrashFile() + "; attach it to an issue."}
}

// proxies names the variables that decide about connections, without what they hold.
func (d *doctor) proxies() finding {
	var set []string
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"} {
		if d.Getenv(name) != "" {
			set = append(set, name)
		}
	}
	for _, name := range []string{"SSL_CERT_FILE", "SSL_CERT_DIR"} {
		if path := d.Getenv(name); path != "" {
			if _, err := os.Stat(path); err != nil {
				return finding{"network", failing, name + " names a path that cannot be read.", "Correct or unset it."}
			}
		}
	}
	return finding{"network", fine, "variables: " + cmp.Or(strings.Join(set, ", "), "none"), ""}
}

// asFailure returns the error that reports err about a subject, or nil.
func asFailure(subject string, err error) []finding {
	if err == nil {
		return nil
	}
	return []finding{found(subject, "", err)}
}

func (d *doctor) keychain(ctx context.Context) finding {
	what, err := tryKeychain(ctx)
	f := found("keychain", what, err)
	if t, fault := d.target(); err != nil && fault == nil && t.place != config.Keychain {
		f = finding{"keychain", fine, strings.TrimSuffix(f.What, ".") + "; the store in use is " + t.place.String(), ""}
	}
	return f
}
