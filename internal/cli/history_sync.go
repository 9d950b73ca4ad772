package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"banter/history"
	"banter/internal/filelock"
	"banter/internal/replica"
	"banter/internal/safefile"
)

func newHistorySync(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "sync [FOLDER]",
		Short: "Exchange conversations with your other computers through a folder",
		Long: "Exchange conversations with your other computers through a folder that a tool of yours replicates, such as Syncthing, Dropbox, rsync or a network mount. " +
			"Without an argument it is the folder of the setting sync, with which Banter also does this at its start, at its end and after each answer. See banter help sync.",
		Example:           "banter history sync ~/Sync/banter\nbanter history sync ~/Sync/banter --sync-key ~/.config/banter/sync.key",
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs),
		RunE: a.historyCommand(1, func(ctx context.Context, h *historyCall, args []string) error {
			return h.sync(ctx, args, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was done as a JSON object")
	a.takes(cmd, append([]string{"sync", "sync-key"}, historySettings...))
	return cmd
}

func (h *historyCall) sync(ctx context.Context, args []string, asJSON bool) error {
	path := h.Sync
	if len(args) > 0 {
		path = args[0]
	}
	if path == "" {
		return &usageError{"the folder is missing", "Name it, or set it with sync; banter help sync explains it."}
	}
	if h.Temporary {
		return &usageError{"a temporary run has nothing to sync", "Leave out --temporary."}
	}
	result, err := h.syncWith(ctx, h.db, path)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(h.Out).Encode(struct {
			Sent    int `json:"sent"`
			Taken   int `json:"taken"`
			Waiting int `json:"waiting"`
			Locked  int `json:"locked"`
		}{result.SentMessages, result.TakenMessages, result.Waiting, result.Locked})
	}
	h.say("Sent %s and took %s.", counted(result.SentMessages, "message", "messages"), counted(result.TakenMessages, "message", "messages"))
	if result.Waiting > 0 {
		h.say("%s not whole yet, or waiting for another one. The next sync reads them.", counted(result.Waiting, "file is", "files are"))
	}
	if result.Locked > 0 {
		h.say("%s encrypted with a key that is not here. Name it with --sync-key.", counted(result.Locked, "file is", "files are"))
	}
	return nil
}

// syncWith syncs db with the folder at path. Another process that syncs comes
// first.
func (c *call) syncWith(ctx context.Context, db *history.DB, path string) (replica.Result, error) {
	folder, err := c.syncFolder(path)
	if err != nil {
		return replica.Result{}, err
	}
	unlock, err := filelock.Lock(ctx, filepath.Join(c.paths.StateDir, "sync.lock"))
	if err != nil {
		return replica.Result{}, fmt.Errorf("wait for another sync: %w", err)
	}
	defer unlock()
	return folder.Sync(ctx, db)
}

func (c *call) syncFolder(path string) (replica.Folder, error) {
	path, err := filepath.Abs(c.tilde(path))
	if err != nil {
		return replica.Folder{}, fmt.Errorf("find folder: %w", err)
	}
	folder := replica.Folder{Path: path}
	if c.SyncKey == "" {
		return folder, nil
	}
	name := c.tilde(c.SyncKey)
	raw, err := safefile.Read(name)
	if err != nil {
		return folder, fmt.Errorf("read sync key: %w", err)
	}
	text, err := safefile.Text(raw)
	if err == nil {
		folder.Key, err = replica.ParseKey(string(text))
	}
	if err != nil {
		return folder, &failure{"The sync key in " + name + " cannot be used: " + err.Error() + ".", "It must be an age identity, or a passphrase in the first line."}
	}
	return folder, nil
}

// tilde replaces the ~ at the begin of a path, which no shell does in the
// config file.
func (c *call) tilde(path string) string {
	rest, found := strings.CutPrefix(filepath.ToSlash(path), "~/")
	if home := c.Getenv("HOME"); found && home != "" {
		return filepath.Join(home, rest)
	}
	return path
}
