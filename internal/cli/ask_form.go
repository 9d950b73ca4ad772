package cli

import (
	"cmp"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// askForm is how the answer is printed.
type askForm struct {
	raw   bool   // markdown unchanged, on a terminal too
	json  bool   // events, one JSON object a line
	code  string // only blocks of code: their number, language, or allCode; empty: the whole answer
	width int    // of rendered rows, also in a pipe; 0: of the terminal
}

// allCode is the value of --code without one.
const allCode = "all"

// The narrowest and widest rows that --width asks for, in cells.
const minWidth, maxWidth = 20, 1000

func (f *askForm) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.raw, "raw", false, "print markdown as the model wrote it, on a terminal too")
	flags.BoolVar(&f.json, "json", false, "print what happens as one JSON object a line; banter help scripts explains them")
	flags.StringVar(&f.code, "code", "", "print only the blocks of code: all, or those of a number or a language, as in --code=2 and --code=go")
	flags.Lookup("code").NoOptDefVal = allCode
	flags.IntVar(&f.width, "width", 0, "render for so many columns, in a pipe too")
	flags.Lookup("width").DefValue = ""
	nameValue(flags, "code", "N|LANGUAGE")
	nameValue(flags, "width", "COLUMNS")
}

// check returns an error for flags that contradict each other. schema reports
// whether the answer is a JSON document.
func (f *askForm) check(flags *pflag.FlagSet, args []string, schema bool) error {
	var given []string
	for _, name := range []string{"json", "code", "raw", "width"} {
		if flags.Changed(name) {
			given = append(given, "--"+name)
		}
	}
	if schema && (f.code != "" || f.width != 0) {
		return &usageError{"--schema makes the answer a JSON document, which " + given[0] + " does not fit", "Leave out one of them."}
	}
	if len(given) > 1 {
		return &usageError{given[0] + " and " + given[1] + " print the answer in two ways", "Leave out one of them."}
	}
	if flags.Changed("width") && (f.width < minWidth || f.width > maxWidth) {
		return &usageError{"--width must be between " + strconv.Itoa(minWidth) + " and " + strconv.Itoa(maxWidth), ""}
	}
	if f.code == allCode && len(args) > 1 {
		if _, err := strconv.Atoi(args[0]); err == nil {
			return &usageError{"--code has its value after an equals sign", "Write --code=" + args[0] + ", or put the question in quotes."}
		}
	}
	if n, err := strconv.Atoi(f.code); err == nil && n < 1 {
		return &usageError{"--code counts the blocks of code from 1", ""}
	}
	return nil
}

// writer returns the writer of the answer in this form.
func (f *askForm) writer(c *call) (answerWriter, error) {
	switch {
	case f.json:
		return &jsonWriter{c: c}, nil
	case f.code != "":
		return &codeWriter{choice: f.code, out: c.Out}, nil
	case f.raw, f.width == 0 && !isTerminal(c.Out):
		return newRawWriter(c.Out), nil
	}
	width, _ := size(c.Out)
	return c.renderedWriter(cmp.Or(f.width, min(width, measure)))
}
