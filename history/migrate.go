package history

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"path"
)

// applicationID marks the file as ours in SQLite's header ("BANT").
const applicationID = 0x42414e54

//go:embed migrations/*.sql
var migrations embed.FS

// steps returns the migrations in order; the n-th makes schema version n+1.
// A released one is never changed.
func steps() ([]string, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	var all []string
	for _, entry := range entries {
		text, err := migrations.ReadFile(path.Join("migrations", entry.Name()))
		if err != nil {
			return nil, err
		}
		all = append(all, string(text))
	}
	return all, nil
}

// migrate brings the schema up to date, in one transaction per version.
func (db *DB) migrate(ctx context.Context) error {
	all, err := steps()
	if err != nil {
		return err
	}
	version, err := db.version(ctx, len(all))
	if err != nil {
		return err
	}
	// The file remembers this mode, so only the writer needs to ask for it:
	// readers never wait for it, nor it for them. It comes after the check:
	// a foreign file is not touched.
	if _, err := db.write.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	for ; version < len(all); version++ {
		if err := db.step(ctx, version, all[version]); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", version+1, err)
		}
	}
	return nil
}

// version returns the schema version of the file; 0 is an empty one.
func (db *DB) version(ctx context.Context, newest int) (int, error) {
	var app, version, tables int
	err := db.write.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&app, &version, &tables)
	switch {
	case err != nil:
		return 0, err
	case app != applicationID && (tables > 0 || version > 0):
		return 0, ErrForeign
	case version > newest:
		return 0, ErrNewer
	}
	return version, nil
}

// step makes schema from+1, unless another process has done so meanwhile.
func (db *DB) step(ctx context.Context, from int, script string) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil || version > from {
		return err
	}
	if err := apply(ctx, tx, script, from+1); err != nil {
		return err
	}
	return tx.Commit()
}

func apply(ctx context.Context, tx *sql.Tx, script string, version int) error {
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, version)
	_, err := tx.ExecContext(ctx, script+mark)
	return err
}
