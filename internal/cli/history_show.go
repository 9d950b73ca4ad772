package cli

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/archive"
	"banter/internal/attach"
	"banter/internal/termsafe"
)

func newHistoryShow(a *app) *cobra.Command {
	var asJSON bool
	var leaf string
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Print a conversation",
		Long: "Print a conversation: rendered on a terminal, in a pipe as markdown. It prints the branch that was shown last; " +
			"--leaf prints another one, as banter history search --json names it.",
		Example:           "banter history show 0199a7c2\nbanter history show 0199a7c2 --json",
		ValidArgsFunction: first(a.offer((*call).offerConversations)),
		RunE: a.historyCommand(1, func(ctx context.Context, h *historyCall, args []string) error {
			if len(args) != 1 {
				return errNoID("show")
			}
			return h.show(ctx, args[0], leaf, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print each message as one JSON object a line")
	cmd.Flags().StringVar(&leaf, "leaf", "", "ID of the last message of the branch to print")
	nameValue(cmd.Flags(), "leaf", "MESSAGE")
	a.takes(cmd, append([]string{"theme", "bidi"}, historySettings...))
	return cmd
}

// errNoID reports a command that needs the ID of a conversation.
func errNoID(command string) error {
	return &usageError{"name a conversation by its ID", "Try banter history " + command + " --help; banter history list shows the IDs."}
}

func (h *historyCall) show(ctx context.Context, prefix, leaf string, asJSON bool) error {
	c, err := h.db.Find(ctx, prefix)
	if err != nil {
		return err
	}
	messages, err := h.db.Branch(ctx, cmp.Or(leaf, c.Leaf))
	if err := h.tolerate(err); err != nil {
		return err
	}
	if len(messages) > 0 && messages[0].Conversation != c.ID {
		return &failure{"The message of --leaf belongs to another conversation.", "Take both IDs from banter history search --json."}
	}
	if asJSON {
		return h.showJSON(messages)
	}
	if err := h.printPart("# " + termsafe.Line(c.Title) + "\n"); err != nil {
		return err
	}
	if strings.TrimSpace(c.System) != "" {
		if err := errors.Join(h.printPart("\n## System prompt\n\n"), h.printPart(c.System)); err != nil {
			return err
		}
	}
	for _, m := range messages {
		author := "You"
		switch {
		case m.IsSummary():
			author = "Summary of the earlier messages, for the model"
		case m.Role == history.Assistant:
			author = termsafe.Line(cmp.Or(m.Model, c.Model))
		}
		if err := h.printPart("\n## " + author + ", " + localTime(m.Created) + "\n\n"); err != nil {
			return err
		}
		if err := errors.Join(h.printPart(m.Text), h.printPart(strings.TrimPrefix(archive.FileList(m), "\n"))); err != nil {
			return err
		}
		for _, line := range []string{archive.EndingLine(m), archive.BookmarkLine(m)} {
			if line == "" {
				continue
			}
			if err := h.printPart("\n" + line + "\n"); err != nil {
				return err
			}
		}
	}
	return nil
}

// printPart prints markdown of its own: a fence that it leaves open ends here.
func (h *historyCall) printPart(text string) error {
	out, err := h.answerWriter()
	if err != nil {
		return err
	}
	if drawn, ok := out.(*renderedWriter); ok {
		drawn.sign.stop()
		drawn.sign = nil
	}
	if err := out.write(text); err != nil {
		return err
	}
	return out.end()
}

func (h *historyCall) showJSON(messages []history.Message) error {
	for _, m := range messages {
		if err := h.encode(struct {
			ID           string         `json:"id"`
			Conversation string         `json:"conversation"`
			Parent       string         `json:"parent,omitempty"`
			Role         history.Role   `json:"role"`
			Status       history.Status `json:"status"`
			Model        string         `json:"model,omitempty"`
			Created      time.Time      `json:"created"`
			Text         string         `json:"text"`
			Reasoning    string         `json:"reasoning,omitempty"`
			Error        string         `json:"error,omitempty"`
			Bookmarked   bool           `json:"bookmarked,omitempty"`
			Note         string         `json:"note,omitempty"`
			Files        []attach.File  `json:"files,omitempty"`
		}{m.ID, m.Conversation, m.Parent, m.Role, m.Status, m.Model, m.Created.UTC(), m.Text, m.Reasoning, m.Error, m.Bookmark.On, m.Bookmark.Note, m.Files()}); err != nil {
			return err
		}
	}
	return nil
}
