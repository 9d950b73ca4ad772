// Package debuglog writes the debug log: one line for each event of the program.
//
// This package alone decides what the log can hold. Every event is a method
// whose parameters are all that it writes, and no method returns the logger.
// The log therefore holds no prompts, answers, titles, tokens, codes, queries,
// email addresses or bodies, and of the headers only the ids that servers give
// their responses.
package debuglog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"

	"banter/internal/notice"
)

// A Log is an open log. The methods of a nil *Log do nothing. Methods may be
// called concurrently, and several processes may write to one file.
type Log struct {
	to *slog.Logger

	mu     sync.Mutex
	failed map[string]int // by address: failed requests in a row
}

// Open opens the log at path for appending, and creates it with mode 0600 if it
// is missing. The log stays open until the process ends. For an empty path Open
// returns nil.
func Open(path string) (*Log, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	to := slog.New(slog.NewTextHandler(file, nil)).With("pid", os.Getpid())
	return &Log{to: to, failed: make(map[string]int)}, nil
}

// Start logs the start of the process. The command is a name without arguments.
func (l *Log) Start(version, command string) {
	l.event(slog.LevelInfo, "start", slog.String("version", version), slog.String("os", runtime.GOOS), slog.String("arch", runtime.GOARCH),
		slog.String("command", command))
}

// Exit logs the end of the process.
func (l *Log) Exit(code int) { l.event(slog.LevelInfo, "exit", slog.Int("code", code)) }

// Fault logs an error or a warning that is shown to the person, in the words of
// package notice. The code may be empty.
func (l *Log) Fault(err error, code string) {
	if err != nil {
		l.event(slog.LevelWarn, "fault", fault(err, code)...)
	}
}

// Refused logs the code and the parameter that a server names when it refuses a
// request. Its message is left out, because it may quote a question.
func (l *Log) Refused(code, param string) {
	l.event(slog.LevelWarn, "refused", named("code", code, ""), named("param", param, "[]"))
}

// Tokens logs that tokens were loaded from a store, saved or refreshed, or with
// an error that they were not. What is such a word: "loaded", "not saved".
func (l *Log) Tokens(what, store string, err error, code string) {
	level, attrs := slog.LevelInfo, []slog.Attr{slog.String("store", store)}
	if err != nil {
		level, attrs = slog.LevelWarn, append(attrs, fault(err, code)...)
	}
	l.event(level, "tokens "+what, attrs...)
}

// History logs that the saved conversations are opened.
func (l *Log) History(temporary bool) {
	l.event(slog.LevelInfo, "history opened", slog.Bool("temporary", temporary))
}

func (l *Log) event(level slog.Level, what string, attrs ...slog.Attr) {
	if l != nil {
		l.to.LogAttrs(context.Background(), level, what, attrs...)
	}
}

// fault describes an error by the words of package notice. If notice has none,
// fault adds the types in the error's chain, but not its text, which may quote
// anything.
func fault(err error, code string) []slog.Attr {
	n := notice.Of(err)
	attrs := []slog.Attr{slog.String("fault", n.Sentence)}
	if code != "" {
		attrs = append(attrs, slog.String("code", identifier(code)))
	}
	if n.Unknown {
		attrs = append(attrs, slog.String("types", types(err)))
	}
	return attrs
}

func types(err error) string {
	var names []string
	for ; err != nil; err = errors.Unwrap(err) {
		names = append(names, fmt.Sprintf("%T", err))
	}
	return strings.Join(names, " ")
}

// named returns an attribute for a name that a server sent, or "strange" if the
// name is longer than 64 bytes or has other characters than lower-case letters,
// digits, _ and . and those in more.
func named(key, name, more string) slog.Attr {
	if len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_."+more) != "" {
		name = "strange"
	}
	return slog.String(key, name)
}

// identifier returns text if it looks like an id or an error code, and "strange"
// otherwise.
func identifier(text string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-"
	if len(text) > 64 || strings.Trim(text, alphabet) != "" {
		return "strange"
	}
	return text
}
