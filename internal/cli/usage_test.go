package cli

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"charm.land/fang/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everyCommand calls test with the root and all its commands.
func everyCommand(t *testing.T, test func(t *testing.T, cmd *cobra.Command)) {
	root := newRoot(&app{})
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		t.Run(cmd.Name(), func(t *testing.T) { test(t, cmd) })
	}
}

// TestUsageFitsEveryWidth: only words, flags and lines for a shell may be longer
// than the terminal, and nothing is cut.
func TestUsageFitsEveryWidth(t *testing.T) {
	everyCommand(t, func(t *testing.T, cmd *cobra.Command) {
		shell := strings.Join(usageLines(cmd), "\n") + "\n" + cmd.Example
		for _, sub := range cmd.Commands() {
			shell += "\n" + sub.Use
		}
		for _, width := range []int{10, 20, 33, 40, 60, 80, 100} {
			p := &usagePage{width: width, colors: fang.AnsiColorScheme(lipgloss.LightDark(true))}
			p.command(cmd)
			text := ansi.Strip(p.String())
			for line := range strings.SplitSeq(text, "\n") {
				whole := strings.TrimSpace(line)
				if ansi.StringWidth(line) <= width || strings.Contains(shell, whole) || strings.HasPrefix(whole, "-") || !strings.Contains(whole, " ") {
					continue
				}
				t.Errorf("at %d cells, a line has %d: %q", width, ansi.StringWidth(line), line)
			}
			for _, word := range strings.Fields(cmd.Long + " " + cmd.Example) {
				if !strings.Contains(text, word) {
					t.Errorf("at %d cells, %q is missing or broken", width, word)
				}
			}
		}
	})
}

// TestFlagsNameTheirValues: each flag that takes a value says what.
func TestFlagsNameTheirValues(t *testing.T) {
	everyCommand(t, func(t *testing.T, cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if takes := f.Value.Type() != "bool"; !f.Hidden && takes != (valueOf(f) != "") {
				t.Errorf("--%s takes a value: %t, called %q", f.Name, takes, valueOf(f))
			}
		})
	})
}

// TestEveryCommandHasAnExample: the help and the man page of each command show how it
// is used.
func TestEveryCommandHasAnExample(t *testing.T) {
	root := newRoot(&app{})
	for _, cmd := range append([]*cobra.Command{root}, commandsBelow(root)...) {
		if !strings.Contains(cmd.Example, cmd.CommandPath()) {
			t.Errorf("%s has no example: %q", cmd.CommandPath(), cmd.Example)
		}
	}
}

func TestWrapWords(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 10, ""}, {"one two", 7, "one two"}, {"one two", 6, "one\ntwo"}, {"one two three", 1, "one\ntwo\nthree"},
		{"a /very/long/path b", 5, "a\n/very/long/path\nb"}, {"漢字 漢字", 8, "漢字\n漢字"},
	} {
		if got := wrapWords(test.text, test.width); got != test.want {
			t.Errorf("%q at %d: %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

// TestManPageIsValid lets groff, if it is installed, read all man pages.
func TestManPageIsValid(t *testing.T) {
	root := newRoot(&app{})
	groff, err := exec.LookPath("groff")
	if err != nil && os.Getenv("BANTER_REQUIRE_ALL") == "1" {
		t.Fatal("groff is not installed (Debian: groff-base)")
	}
	if err != nil {
		t.Skip("groff is not installed (Debian: groff-base)")
	}
	var pages strings.Builder
	for _, cmd := range append([]*cobra.Command{root}, commandsBelow(root)...) {
		pages.WriteString(manPage(cmd))
	}
	cmd := exec.CommandContext(t.Context(), groff, "-man", "-ww", "-Tutf8")
	cmd.Stdin = strings.NewReader(pages.String())
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if _, err := cmd.Output(); err != nil || complaints.Len() > 0 {
		t.Errorf("%v: %s", err, complaints.String())
	}
}
