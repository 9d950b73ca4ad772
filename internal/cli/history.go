package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/termsafe"
)

// historySettings are the settings that the commands of the history list.
var historySettings = []string{"log", "home"}

func newHistory(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "history",
		Short: "List, search and change the saved conversations",
		Long: "List, search and change the conversations that are saved on this computer. IDs may be shortened to their beginning; " +
			"banter help history explains the search.",
		Example:           "banter history list\nbanter history search \"data race\" after:30d\nbanter history prune --older-than 90d --dry-run",
		ValidArgsFunction: cobra.NoFileCompletions,

		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				a.err = strayArgument(cmd, args[0])
				return nil
			}
			a.showUsage(cmd, nil)
			return nil
		},
	}
	cmd.AddCommand(newHistoryList(a), newHistoryShow(a), newHistorySearch(a), newHistoryRename(a), newHistoryRm(a), newHistoryPrune(a),
		newHistoryExport(a), newHistoryImport(a), newHistorySync(a), newHistoryRepair(a))
	return cmd
}

// A historyCall is a command with the saved conversations.
type historyCall struct {
	*call
	db *history.DB
}

// historyCommand returns do as the action of a command that uses the saved
// conversations.
func (a *app) historyCommand(arguments int, do func(ctx context.Context, h *historyCall, args []string) error) func(*cobra.Command, []string) error {
	return a.command(arguments, func(ctx context.Context, c *call, args []string) error {
		db, err := c.openHistory(ctx)
		if err != nil {
			return err
		}
		defer db.Close()
		return do(ctx, &historyCall{c, db}, args)
	})
}

// find returns the conversations with the given IDs, without duplicates.
func (h *historyCall) find(ctx context.Context, prefixes []string) (found []history.Conversation, err error) {
	seen := map[string]bool{}
	for _, prefix := range prefixes {
		c, err := h.db.Find(ctx, prefix)
		if err != nil {
			return nil, err
		}
		if !seen[c.ID] {
			found = append(found, c)
		}
		seen[c.ID] = true
	}
	return found, nil
}

// tolerate prints a warning about damage, after which a list is incomplete, and
// returns any other error.
func (h *historyCall) tolerate(err error) error {
	if damage, ok := errors.AsType[*history.DamageError](err); ok {
		h.warn(damage)
		return nil
	}
	return err
}

// row prints the cells of a row: separated by tabs in a pipe, and on a terminal
// by two spaces, cut to its width.
func (h *historyCall) row(cells ...string) error {
	for i, cell := range cells {
		cells[i] = termsafe.Line(cell)
	}
	if !isTerminal(h.Out) {
		return h.print("%s\n", strings.Join(cells, "\t"))
	}
	width, _ := size(h.Out)
	end := "…"
	if h.plainASCII() {
		end = "..."
	}
	return h.print("%s\n", ansi.Truncate(strings.Join(cells, "  "), width, end))
}

// shortID returns as much of an ID as a person needs on a terminal.
func (h *historyCall) shortID(id string) string {
	if isTerminal(h.Out) && len(id) > shortID {
		return id[:shortID]
	}
	return id
}

// shortID is the length of an ID up to the part that is random: two
// conversations begin alike if they began in the same millisecond.
const shortID = len("0199a7c2-1234")

// offerOtherConversations completes every argument with an ID that is not given
// yet.
func (a *app) offerOtherConversations(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	list, directive := a.offer((*call).offerConversations)(cmd, nil, word)
	var others []cobra.Completion
	for _, one := range list {
		id, _, _ := strings.Cut(one, "\t")
		if !containsPrefix(args, id) {
			others = append(others, one)
		}
	}
	return others, directive
}

func containsPrefix(prefixes []string, id string) bool {
	for _, prefix := range prefixes {
		if prefix != "" && strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

// bytesText returns a number of bytes in short, such as 3.4 MB.
func bytesText(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// counted returns a number and what it counts.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sayUse prints what the history has and takes on disk.
func (h *historyCall) sayUse(ctx context.Context) error {
	use, err := h.db.Use(ctx)
	if err != nil {
		return err
	}
	h.say("%s and %s take %s on disk.", counted(use.Conversations, "conversation", "conversations"),
		counted(use.Messages, "message", "messages"), bytesText(use.Disk))
	return nil
}

// hasHistory reports whether conversations were ever saved. Opening the history
// would make its file.
func (c *call) hasHistory() bool {
	_, err := os.Stat(c.paths.HistoryFile())
	return err == nil
}

// clock is the form of times in lists.
const clock = "2006-01-02 15:04"

func localTime(t time.Time) string { return t.Local().Format(clock) }
