package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/archive"
	"banter/internal/safefile"
	"banter/internal/termsafe"
)

// exportFlags are the flags of history export.
type exportFlags struct {
	all          bool
	format, path string
}

func newHistoryExport(a *app) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export [ID...]",
		Short: "Write conversations to a file, or to standard output",
		Long: "Write conversations to a file, or to standard output. json has everything, one object a line, and banter history import reads it; " +
			"md, html and txt have the shown branch of each conversation, for reading. See banter help export.\n\n" +
			"With --output FOLDER each conversation gets a file of its own.",
		Example: "banter history export 0199a7c2 --output goroutines.md\nbanter history export --all --format json > backup.jsonl\n" +
			"banter history export --all --format html --output talks.html",
		ValidArgsFunction: a.offerOtherConversations,
		RunE: a.historyCommand(unlimited, func(ctx context.Context, h *historyCall, args []string) error {
			return h.export(ctx, f, args)
		}),
	}
	cmd.Flags().BoolVar(&f.all, "all", false, "all conversations")
	cmd.Flags().StringVar(&f.format, "format", "", "form to write: md, json, html or txt; without it the ending of the file decides, else md")
	nameValue(cmd.Flags(), "format", "FORMAT")
	cmd.Flags().StringVarP(&f.path, "output", "o", "", "file to write, or an existing folder")
	nameValue(cmd.Flags(), "output", "PATH")
	if err := cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]cobra.Completion{"md", "json", "html", "txt"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag exists and has no completion yet
	}
	a.takes(cmd, historySettings)
	return cmd
}

func (h *historyCall) export(ctx context.Context, f exportFlags, ids []string) error {
	format, err := exportFormat(f)
	if err != nil {
		return err
	}
	chosen, err := h.chosen(ctx, f.all, ids)
	if err != nil {
		return err
	}
	switch {
	case f.path == "" || f.path == "-":
		return h.exportToOutput(ctx, format, chosen)
	case isFolder(f.path):
		return h.exportToFolder(ctx, f.path, format, chosen)
	}
	bar := h.newProgress("conversations")
	done := 0
	err = writeFileWhole(f.path, func(w io.Writer) error {
		return archive.Export(ctx, w, format, h.db, chosen, func() {
			done++
			bar.show(float64(done)/float64(len(chosen)), done)
		})
	})
	bar.clear()
	return h.exported(err, len(chosen), f.path)
}

// exported reports how many conversations are in path. Damage in some of them
// is a warning: the others are there.
func (h *historyCall) exported(err error, n int, path string) error {
	if err := h.tolerate(err); err != nil {
		return err
	}
	h.say("%s in %s.", capitalized(counted(n, "conversation", "conversations")), path)
	return nil
}

// exportFormat returns the format that was named, or that of the file's ending.
func exportFormat(f exportFlags) (archive.Format, error) {
	format := archive.Format(f.format)
	if f.format == "" {
		switch strings.ToLower(filepath.Ext(f.path)) {
		case ".json", ".jsonl":
			return archive.JSON, nil
		case ".html", ".htm":
			return archive.HTML, nil
		case ".txt":
			return archive.Text, nil
		}
		return archive.Markdown, nil
	}
	if !format.Known() {
		return "", &usageError{"there is no format " + quoted(f.format), "Choose md, json, html or txt."}
	}
	return format, nil
}

// chosen returns the named conversations, or all of them.
func (h *historyCall) chosen(ctx context.Context, all bool, ids []string) ([]history.Summary, error) {
	switch {
	case all && len(ids) > 0:
		return nil, &usageError{"--all and an ID exclude each other", "Leave out one of them."}
	case !all && len(ids) == 0:
		return nil, &usageError{"no conversation is named", "Give IDs, which banter history list prints, or --all."}
	}
	list, err := h.db.All(ctx)
	if err := h.tolerate(err); err != nil || all {
		return list, err
	}
	named, err := h.find(ctx, ids)
	if err != nil {
		return nil, err
	}
	var chosen []history.Summary
	for _, c := range named {
		for _, one := range list {
			if one.ID == c.ID {
				chosen = append(chosen, one)
			}
		}
	}
	return chosen, nil
}

// exportToOutput writes to standard output. On a terminal JSON loses what the
// terminal would act on; the other formats have nothing of that.
func (h *historyCall) exportToOutput(ctx context.Context, format archive.Format, chosen []history.Summary) error {
	out := bufio.NewWriterSize(h.out, 64<<10)
	var w io.Writer = out
	if isTerminal(h.Out) {
		w = safeWriter{out}
	}
	err := archive.Export(ctx, w, format, h.db, chosen, func() {})
	return errors.Join(h.tolerate(err), out.Flush())
}

// A safeWriter takes out what a terminal would act on. Each Write is whole.
type safeWriter struct{ w io.Writer }

// Write implements io.Writer.
func (s safeWriter) Write(p []byte) (int, error) {
	_, err := io.WriteString(s.w, termsafe.Text(string(p)))
	return len(p), err
}

// exportToFolder writes a file for each conversation.
func (h *historyCall) exportToFolder(ctx context.Context, folder string, format archive.Format, chosen []history.Summary) error {
	bar := h.newProgress("conversations")
	var damage error
	for i, c := range chosen {
		err := writeFileWhole(filepath.Join(folder, exportName(c, format)), func(w io.Writer) error {
			return archive.Export(ctx, w, format, h.db, []history.Summary{c}, func() {})
		})
		if _, partial := errors.AsType[*history.DamageError](err); partial {
			damage = err
		} else if err != nil {
			return err
		}
		bar.show(float64(i+1)/float64(len(chosen)), i+1)
	}
	bar.clear()
	return h.exported(damage, len(chosen), folder)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// exportName returns a name that sorts by age, says what is in the file, and is
// valid on every system.
func exportName(c history.Summary, format archive.Format) string {
	var words strings.Builder
	for _, r := range strings.ToLower(termsafe.Line(c.Title)) {
		switch {
		case words.Len() > 60:
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			words.WriteRune(r)
		case words.Len() > 0 && !strings.HasSuffix(words.String(), "-"):
			words.WriteByte('-')
		}
	}
	id := strings.ReplaceAll(c.ID, "-", "")
	name := c.Created.UTC().Format("2006-01-02") + "-" + strings.Trim(words.String(), "-") + "-" + id[max(len(id)-8, 0):]
	end := string(format)
	if format == archive.JSON {
		end = "jsonl"
	}
	return name + "." + end
}

// writeFileWhole writes a file that has its name only when it is whole. A device
// or a pipe is written in place. A damaged history is no reason to lose the rest.
func writeFileWhole(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeInPlace(path, write)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".banter-*.tmp")
	if fault, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: "create", Path: path, Err: fault.Err} // its own name means nothing to a person
	}
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(temp, 64<<10)
	err = write(out)
	_, partial := errors.AsType[*history.DamageError](err)
	if err == nil || partial {
		err = errors.Join(err, out.Flush(), temp.Sync())
	}
	closed := temp.Close()
	if err == nil || partial {
		err = errors.Join(err, closed)
		if moved := safefile.Rename(temp.Name(), path); moved != nil {
			return errors.Join(moved, os.Remove(temp.Name()))
		}
		return err
	}
	return errors.Join(err, ignoreMissing(os.Remove(temp.Name())))
}

func writeInPlace(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
