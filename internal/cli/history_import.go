package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/archive"
	"banter/session"
)

func newHistoryImport(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "import PATH...",
		Short: "Add conversations from files of Banter and of other programs",
		Long: "Add conversations from files: what banter history export wrote as json, ChatGPT's data export (the zip, or conversations.json), " +
			"the databases of llm (logs.db) and elia (elia.sqlite), and sessions of the Codex CLI (~/.codex/sessions). Of a folder it reads all such files. " +
			"Importing a file again adds only what is new in it. See banter help export.",
		Example: "banter history import backup.jsonl\nbanter history import chatgpt-export.zip\nbanter history import ~/.codex/sessions",
		RunE: a.historyCommand(unlimited, func(ctx context.Context, h *historyCall, args []string) error {
			return h.importAll(ctx, args, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object for each file")
	a.takes(cmd, historySettings)
	return cmd
}

// An imported is what was read of a file.
type imported struct {
	Path          string `json:"path"`
	Kind          string `json:"kind"`
	Conversations int    `json:"conversations"`
	Added         int    `json:"added"`
	Known         int    `json:"known"`
	Skipped       int    `json:"skipped"`
	Cut           bool   `json:"cut"`
}

func (h *historyCall) importAll(ctx context.Context, paths []string, asJSON bool) error {
	if len(paths) == 0 {
		return &usageError{"no file is named", "Give a file or a folder; banter history import --help says what can be read."}
	}
	files, err := archive.Find(ctx, paths)
	if err != nil {
		return importFault(err)
	}
	if len(files) == 0 {
		return &failure{"No file with conversations was found.", "Run banter history import --help to see what can be read."}
	}
	i := importer{h: h, bar: h.newProgress("conversations")}
	for _, file := range files {
		i.total += file.Size
	}
	var sum imported
	for _, file := range files {
		one, err := i.read(ctx, file)
		sum.Conversations, sum.Added, sum.Known = sum.Conversations+one.Conversations, sum.Added+one.Added, sum.Known+one.Known
		if err != nil {
			return h.importStopped(ctx, sum, file, err)
		}
		if asJSON {
			i.bar.clear()
			if err := json.NewEncoder(h.Out).Encode(one); err != nil {
				return err
			}
		}
	}
	i.bar.clear()
	h.say("%s", importSentence(sum))
	return nil
}

func importSentence(sum imported) string {
	said := fmt.Sprintf("Added %s of %s.", counted(sum.Added, "message", "messages"), counted(sum.Conversations, "conversation", "conversations"))
	if sum.Known > 0 {
		said += " " + counted(sum.Known, "was", "were") + " already here."
	}
	return said
}

// importStopped explains how to go on after an import that did not end.
func (h *historyCall) importStopped(ctx context.Context, sum imported, file archive.File, err error) error {
	if ctx.Err() != nil {
		h.say("Stopped. %s Run the same command to go on.", importSentence(sum))
		return ctx.Err()
	}
	return fmt.Errorf("import %s: %w", file.Path, importFault(err))
}

func importFault(err error) error {
	switch {
	case errors.Is(err, archive.ErrUnknown):
		return &importError{err, "has no conversations in a form that Banter knows", "Run banter history import --help to see what can be read."}
	case errors.Is(err, archive.ErrNewer):
		return &importError{err, "was written by a newer Banter", "Update Banter."}
	}
	return err
}

// An importError reports a file that cannot be read.
type importError struct {
	err        error
	what, hint string
}

func (e *importError) Error() string { return e.err.Error() }

func (e *importError) Unwrap() error { return e.err }

// Notice implements notice.Noticer.
func (e *importError) Notice() (sentence, hint string) {
	return "The file " + e.what + ".", e.hint
}

// An importer adds the conversations of files to the history. It saves several
// at once: each time waits for the disk.
type importer struct {
	h             *historyCall
	bar           *progressLine
	total, before int64 // bytes of all files, and of those that were read
	conversations int

	pending []archive.Batch
	size    int // of the texts of pending
	one     *imported
}

// At most so many bytes of text, or so many conversations, are saved at once.
const importBytes, importBatches = 1 << 20, 200

func (i *importer) read(ctx context.Context, file archive.File) (imported, error) {
	one := imported{Path: file.Path, Kind: string(file.Kind)}
	i.one = &one
	// What was read is saved, also if Ctrl+C comes meanwhile.
	unstopped := context.WithoutCancel(ctx)
	notes, err := file.Read(ctx, func(b archive.Batch) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return i.add(unstopped, b)
	}, func(read int64) {
		i.bar.show(float64(i.before+read)/float64(max(i.total, 1)), i.conversations)
	})
	err = cmp.Or(err, i.flush(unstopped))
	i.before += file.Size
	one.Skipped, one.Cut = one.Skipped+notes.Skipped, notes.Cut
	if one.Cut || one.Skipped > 0 {
		i.bar.clear()
	}
	if one.Cut {
		i.h.say("banter: %s ends early or is damaged. What could be read is here.", file.Path)
	}
	if one.Skipped > 0 {
		i.h.say("banter: %s of %s could not be understood.", counted(one.Skipped, "part", "parts"), file.Path)
	}
	return one, err
}

func (i *importer) add(ctx context.Context, b archive.Batch) error {
	b.Conversation.Title = cmp.Or(b.Conversation.Title, firstTitle(b.Messages))
	i.pending = append(i.pending, b)
	for _, m := range b.Messages {
		i.size += len(m.Text)
		for _, data := range m.Data {
			i.size += len(data)
		}
	}
	if i.size < importBytes && len(i.pending) < importBatches {
		return nil
	}
	return i.flush(ctx)
}

// flush saves what is pending. What the person decided about a conversation here
// stays.
func (i *importer) flush(ctx context.Context) error {
	parts := make([]history.Part, len(i.pending))
	for n, b := range i.pending {
		parts[n] = history.Part{Conversation: b.Conversation, Messages: b.Messages}
	}
	merged, err := i.h.db.Merge(ctx, parts...)
	if err != nil {
		return err
	}
	var pinned, archived []string
	for n, b := range i.pending {
		if merged[n].New && b.Pinned {
			pinned = append(pinned, b.Conversation.ID)
		}
		if merged[n].New && b.Archived {
			archived = append(archived, b.Conversation.ID)
		}
		if b.First {
			i.one.Conversations++
			i.conversations++
		}
		i.one.Added, i.one.Known, i.one.Skipped = i.one.Added+merged[n].Added, i.one.Known+merged[n].Known, i.one.Skipped+merged[n].Orphans
	}
	i.pending, i.size = i.pending[:0], 0
	return errors.Join(i.h.db.SetPinned(ctx, true, pinned...), i.h.db.SetArchived(ctx, true, archived...))
}

// firstTitle returns a title for a conversation that has none.
func firstTitle(messages []history.Message) string {
	for _, m := range messages {
		if m.Role == history.User {
			return session.Title(m.Text)
		}
	}
	return ""
}
