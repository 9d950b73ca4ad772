package cli

import (
	"context"
	"errors"
	"os"

	"banter/auth"
	"banter/codex"
	"banter/history"
	"banter/internal/debuglog"
	"banter/internal/notice"
)

// openLog opens the debug log at path; an empty path gives none.
func openLog(path string) (*debuglog.Log, error) {
	if info, err := os.Stat(path); err == nil && info.Mode()&os.ModeNamedPipe != 0 {
		return nil, &usageError{"the log " + quoted(path) + " is a named pipe, and may have no reader", "Choose a file with --log."}
	}
	log, err := debuglog.Open(path)
	if err != nil {
		n := notice.Of(err)
		hint := "Choose another file with --log."
		if !n.Unknown {
			hint = n.Sentence + " " + hint
		}
		return nil, &usageError{"the log " + quoted(path) + " cannot be opened", hint}
	}
	return log, nil
}

// logFault logs an error that a person reads.
func logFault(log *debuglog.Log, err error) {
	if err == nil {
		return // the usual case: called for every event of an answer
	}
	if quotes(err) {
		err = &failure{sentence: "The command line cannot be carried out."}
	}
	log.Fault(err, faultCode(err))
	if fault, ok := errors.AsType[*codex.Error](err); ok && (fault.ServerCode != "" || fault.Param != "") {
		log.Refused(fault.ServerCode, fault.Param)
	}
}

// quotes reports whether the sentence for err quotes the command line, and with
// it perhaps a misplaced question.
func quotes(err error) bool {
	_, usage := errors.AsType[*usageError](err)
	_, account := errors.AsType[*unknownAccount](err)
	return usage || account || errors.Is(err, history.ErrNotFound) || errors.Is(err, history.ErrAmbiguous)
}

// faultCode returns the code of the innermost cause that has one.
func faultCode(err error) (code string) {
	for fault, ok := errors.AsType[*auth.Error](err); ok; fault, ok = errors.AsType[*auth.Error](fault.Err) {
		if code == "" || fault.Code != auth.CodeSignInAgain {
			code = string(fault.Code)
		}
	}
	if fault, ok := errors.AsType[*codex.Error](err); ok && code == "" {
		code = string(fault.Code)
	}
	return code
}

// logStore returns store with a log of its calls.
func logStore(log *debuglog.Log, place string, store auth.Store) auth.Store {
	if log == nil {
		return store
	}
	return loggedStore{store, log, place}
}

type loggedStore struct {
	auth.Store
	log   *debuglog.Log
	place string
}

func (s loggedStore) note(what string, err error) {
	if errors.Is(err, auth.ErrNoTokens) {
		what, err = "not there", nil
	}
	if err != nil {
		what = "not " + what
	}
	s.log.Tokens(what, s.place, err, faultCode(err))
}

// Load implements auth.Store.
func (s loggedStore) Load(ctx context.Context) (auth.Tokens, error) {
	t, err := s.Store.Load(ctx)
	s.note("loaded", err)
	return t, err
}

// Save implements auth.Store.
func (s loggedStore) Save(ctx context.Context, t auth.Tokens) error {
	err := s.Store.Save(ctx, t)
	s.note("saved", err)
	return err
}

// CanSave implements auth.SaveChecker.
func (s loggedStore) CanSave(ctx context.Context) error {
	err := auth.CanSave(ctx, s.Store)
	if err != nil {
		s.note("saved", err)
	}
	return err
}

// Delete implements auth.Store.
func (s loggedStore) Delete(ctx context.Context) error {
	err := s.Store.Delete(ctx)
	s.note("deleted", err)
	return err
}

// loggedSource is the source of tokens for the client. It logs what the backend
// refuses, and when no other token can be had.
type loggedSource struct {
	*auth.Source
	log   *debuglog.Log
	place string
}

// Tokens implements codex.TokenSource.
func (s loggedSource) Tokens(ctx context.Context) (auth.Tokens, error) {
	t, err := s.Source.Tokens(ctx)
	if err != nil {
		s.log.Tokens("refused", s.place, err, faultCode(err))
	}
	return t, err
}

// Refresh implements codex.TokenSource.
func (s loggedSource) Refresh(ctx context.Context, rejected auth.Tokens) (auth.Tokens, error) {
	s.log.Tokens("rejected by the server", s.place, nil, "")
	t, err := s.Source.Refresh(ctx, rejected)
	if err != nil {
		s.log.Tokens("refused", s.place, err, faultCode(err))
	}
	return t, err
}
