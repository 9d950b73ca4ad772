package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"text/template"
	"time"

	"github.com/spf13/cobra"

	"banter/codex"
	"banter/internal/config"
	"banter/internal/spelling"
	"banter/internal/termsafe"
	"banter/session"
	"banter/tui/style"
)

// statusOptions are the flags of banter status.
type statusOptions struct {
	json, refresh bool
	format        string // a template of text/template, or empty
}

func newStatus(a *app) *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what is used and left of the plan",
		Long: "Show the plan, what is used and left of each of its periods and when they reset, credits, and how full the context of the last conversation is.\n\n" +
			"The command reads what the last answers said, and asks the server only with --refresh. So it is quick enough for a prompt or a status bar.\n\n" +
			"--format prints what you need there. It is a template of Go with the fields .Account, .Route, .Email, .Plan, .Reached, .Credits, .Age (in seconds), .Windows (each with .Name, .Used, .Left, .Resets and .In), " +
			".Binding (the period that ends first, with the same fields) and .Context (.Title, .Model, .Tokens, .Size and .Used). A field that is unknown is empty; {{with .Binding}} leaves out what needs it.",
		Example: "banter status\nbanter status --refresh --json\nbanter status --format '{{with .Binding}}{{.Name}} {{.Left}}%{{end}}'",
		RunE: a.command(0, func(ctx context.Context, c *call, _ []string) error {
			return o.status(ctx, c)
		}),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&o.refresh, "refresh", false, "ask the server")
	cmd.Flags().StringVar(&o.format, "format", "", "print what a template of Go makes of the fields")
	nameValue(cmd.Flags(), "format", "TEMPLATE")
	a.completes(cmd, "format")
	a.takes(cmd, signInSettings)
	return cmd
}

func (o statusOptions) status(ctx context.Context, c *call) error {
	if o.json && o.format != "" {
		return &usageError{"--json and --format print two forms", "Leave out one of them."}
	}
	form, err := template.New("status").Option("missingkey=error").Parse(o.format)
	if err != nil {
		return formatFault(err)
	}
	report, err := c.statusReport(ctx, o.refresh)
	switch {
	case err != nil:
		return err
	case o.json:
		return c.encode(report)
	case o.format != "":
		var text strings.Builder
		if err := form.Execute(&text, report); err != nil {
			return formatFault(err)
		}
		return c.print("%s\n", termsafe.Line(text.String()))
	}
	for _, row := range report.rows(time.Now()) {
		if err := c.print("%-8s %s\n", row[0], fittedBelow(c.Out, termsafe.Line(row[1]), len("context  "))); err != nil {
			return err
		}
	}
	return nil
}

// statusFields are the fields that a template may have.
var statusFields = []string{"Account", "Route", "Email", "Plan", "Reached", "Credits", "Age", "Windows", "Binding", "Context",
	"Name", "Used", "Left", "Resets", "ResetsAt", "In", "Conversation", "Title", "Model", "Tokens", "Size", "ReadAt"}

var (
	unknownField = regexp.MustCompile(`can't evaluate field (\w+) in type`)
	emptyField   = regexp.MustCompile(`nil pointer evaluating \*cli\.status(\w+)\.\w+`)
)

// formatFault returns an error of text/template in plain words.
func formatFault(err error) error {
	const hint = "banter status --help lists the fields."
	if unknown := unknownField.FindStringSubmatch(err.Error()); unknown != nil {
		return &usageError{"--format: there is no field ." + unknown[1] + " at that place", strings.TrimSpace(spelling.Question(unknown[1], ".", statusFields) + " " + hint)}
	}
	if empty := emptyField.FindStringSubmatch(err.Error()); empty != nil {
		field := map[string]string{"Window": ".Binding", "Context": ".Context"}[empty[1]]
		return &usageError{"--format: " + field + " is unknown now", "Write {{with " + field + "}}...{{end}} around what needs it."}
	}
	_, words, _ := strings.Cut(strings.TrimPrefix(err.Error(), "template: status:"), ": ")
	words = strings.TrimPrefix(words, `executing "status" at `)
	return &usageError{"--format is not a template: " + termsafe.Line(cmp.Or(words, err.Error())), hint}
}

// statusReport gathers what is known of the account in use.
func (c *call) statusReport(ctx context.Context, refresh bool) (statusReport, error) {
	t, err := c.target()
	if err != nil {
		return statusReport{}, err
	}
	known, _, err := c.index().Find(t.name)
	if err != nil {
		return statusReport{}, err
	}
	s, err := c.servicesAt(t, c.warn)
	if !t.known || refresh {
		s, err = c.connect(ctx, c.warn)
	}
	if err != nil {
		return statusReport{}, err
	}
	if !t.known { // the Codex CLI may have signed in
		tokens, err := s.store.Load(ctx)
		if err != nil {
			return statusReport{}, err
		}
		known.AccountID, known.Email, known.Plan = codex.Account(tokens), tokens.Email, tokens.Plan
	}
	limits, has := s.client.KeptLimits(known.AccountID)
	if refresh {
		if limits, err = s.client.Limits(ctx); err != nil {
			return statusReport{}, err
		}
		has = true
	}
	report := statusReport{Account: t.name, Route: s.route().String(), Email: known.Email, Plan: cmp.Or(limits.Plan, known.Plan)}
	if has && !limits.Unknown {
		report.take(limits, time.Now())
	}
	report.Context = c.lastContext(ctx, s.client.Kept(known.AccountID))
	return report, nil
}

// lastContext returns how full the context of the last conversation is; nil if that
// is unknown.
func (c *call) lastContext(ctx context.Context, catalog codex.Catalog) *statusContext {
	if _, err := os.Stat(c.paths.HistoryFile()); c.Temporary || err != nil {
		return nil // opening the history would make the file
	}
	db, err := c.openHistory(ctx)
	if err != nil {
		return nil
	}
	defer db.Close()
	newest, err := db.List(ctx, 1)
	if err != nil || len(newest) == 0 {
		return nil
	}
	leaf, err := db.MessagesByID(ctx, newest[0].Leaf)
	if err != nil || len(leaf) == 0 {
		return nil
	}
	size := catalog.Pick(newest[0].Model).ContextWindow
	usage := session.UsageOf(leaf[0])
	if usage == nil || size <= 0 {
		return nil
	}
	return &statusContext{
		Conversation: newest[0].ID, Title: style.Title(newest[0].Title), Model: newest[0].Model,
		Tokens: usage.Total, Size: size, Used: min(100*usage.Total/size, 100),
	}
}

// rows returns the report as lines for a person.
func (r statusReport) rows(now time.Time) [][2]string {
	rows := [][2]string{{"account", r.Account}, {"route", routeWords(config.RouteNamed(r.Route))}}
	if r.Email != "" {
		rows[0][1] += ", " + r.Email
	}
	if r.Plan != "" {
		rows = append(rows, [2]string{"plan", r.Plan})
	}
	for _, w := range r.Windows {
		words := fmt.Sprintf("%d %% used, %d %% left", w.Used, w.Left)
		if w.Used >= 100 {
			words = "limit reached"
		}
		if w.resets != "" {
			words += ", resets " + w.resets
		}
		rows = append(rows, [2]string{w.Name, words})
	}
	if r.Credits != "" {
		rows = append(rows, [2]string{"credits", r.Credits})
	}
	if c := r.Context; c != nil {
		rows = append(rows, [2]string{"context", fmt.Sprintf("%d %% of %s tokens in %s", c.Used, style.TokenCount(c.Size), quoted(c.Title))})
	}
	if r.Route == config.DocumentedRoute.String() {
		return append(rows, [2]string{"limits", "this route tells programs nothing of them; manage usage at " + codex.UsageURL})
	}
	if r.ReadAt == nil {
		return append(rows, [2]string{"limits", "not known yet: ask a question, or run banter status --refresh"})
	}
	return append(rows, [2]string{"read", ago(now.Sub(*r.ReadAt))})
}
