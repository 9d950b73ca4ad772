package history

import (
	"context"
	"database/sql"
	"sync"
)

// maxStatements is the number of statements that are kept. A search needs about
// ten; filters make others of them.
const maxStatements = 64

// statements keeps prepared queries. SQLite takes longer to prepare a query of
// an index than to run it.
type statements struct {
	mu   sync.Mutex
	kept map[string]*sql.Stmt
}

// query runs a query on db, which must always be the same.
func (s *statements) query(ctx context.Context, db *sql.DB, query string, args []any) (*sql.Rows, error) {
	s.mu.Lock()
	stmt := s.kept[query]
	full := len(s.kept) >= maxStatements
	s.mu.Unlock()
	if stmt == nil && full {
		return db.QueryContext(ctx, query, args...)
	}
	if stmt == nil {
		made, err := db.PrepareContext(ctx, query)
		if err != nil {
			return nil, err
		}
		stmt = s.keep(query, made)
	}
	return stmt.QueryContext(ctx, args...)
}

// keep returns the statement to use for query: made, unless another call was
// faster.
func (s *statements) keep(query string, made *sql.Stmt) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt := s.kept[query]; stmt != nil {
		_ = made.Close()
		return stmt
	}
	if s.kept == nil {
		s.kept = map[string]*sql.Stmt{}
	}
	s.kept[query] = made
	return made
}

// close frees the statements.
func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stmt := range s.kept {
		_ = stmt.Close()
	}
	clear(s.kept)
}
