// Package debuglog writes down what the program does, a line an event, for
// whoever looks for a fault.
//
// What can be in the file is decided here and nowhere else: every event is a
// method, and takes no more than what may be told. Nobody gets the logger
// itself. So there are no prompts, answers, titles, tokens, codes, queries,
// addresses of people, bodies or headers in it, but for the ids that a server
// gives its answers.
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

// A Log is an open log. The nil Log is one that is off: its methods do nothing.
// Methods may be called concurrently. Several processes may write to one file.
type Log struct {
	to *slog.Logger

	mu     sync.Mutex
	failed map[string]int // how often an address has failed in a row
}

// Open opens the log at path for appending; a new file is for its owner alone.
// The empty path gives the nil Log. It stays open until the process ends.
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

// Start is the first event of a process. The command is its name alone,
// without arguments.
func (l *Log) Start(version, command string) {
	l.event(slog.LevelInfo, "start", slog.String("version", version), slog.String("os", runtime.GOOS), slog.String("arch", runtime.GOARCH),
		slog.String("command", command))
}

// Exit is the last event of a process.
func (l *Log) Exit(code int) { l.event(slog.LevelInfo, "exit", slog.Int("code", code)) }

// Fault is an error or a warning that a person reads: the words that package
// notice has for it. The code may be empty.
func (l *Log) Fault(err error, code string) {
	if err != nil {
		l.event(slog.LevelWarn, "fault", fault(err, code)...)
	}
}

// Refused is what a server names when it refuses a request: the code and the
// parameter at fault. Its words may quote anything.
func (l *Log) Refused(code, param string) {
	l.event(slog.LevelWarn, "refused", named("code", code, ""), named("param", param, "[]"))
}

// Tokens is what has become of a sign-in in a store: "loaded", "saved",
// "refreshed". The error, which may be nil, says why nothing has.
func (l *Log) Tokens(what, store string, err error, code string) {
	level, attrs := slog.LevelInfo, []slog.Attr{slog.String("store", store)}
	if err != nil {
		level, attrs = slog.LevelWarn, append(attrs, fault(err, code)...)
	}
	l.event(level, "tokens "+what, attrs...)
}

// History is that the saved conversations are opened.
func (l *Log) History(temporary bool) {
	l.event(slog.LevelInfo, "history opened", slog.Bool("temporary", temporary))
}

func (l *Log) event(level slog.Level, what string, attrs ...slog.Attr) {
	if l != nil {
		l.to.LogAttrs(context.Background(), level, what, attrs...)
	}
}

// fault tells an error by its words. For one that has none it tells the types
// in its chain: its text may quote anything.
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

// named is a name that a server gives, if it looks like one of a program: short
// and in small letters. The characters in more may be in it too.
func named(key, name, more string) slog.Attr {
	if len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_."+more) != "" {
		name = "strange"
	}
	return slog.String(key, name)
}

// identifier lets through what looks like an id, or a code of an error.
func identifier(text string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-"
	if len(text) > 64 || strings.Trim(text, alphabet) != "" {
		return "strange"
	}
	return text
}
