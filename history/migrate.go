package history

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// applicationID marks the file as Banter's in SQLite's header ("BANT").
const applicationID = 0x42414e54

//go:embed migrations/*.sql
var migrations embed.FS

// steps returns the migrations in order; the n-th makes schema version n+1. A
// released migration is never changed.
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

// migrate brings the schema up to date, in one transaction per version, after a
// backup.
func (db *DB) migrate(ctx context.Context) error {
	all, err := steps()
	if err != nil {
		return err
	}
	version, err := db.version(ctx, all)
	if err != nil {
		return err
	}
	// The file remembers this mode, so only the writer sets it: readers never
	// wait for the writer, nor it for them. It follows the check, which leaves
	// a foreign file alone.
	if _, err := db.write.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	isNew := version == 0
	if 0 < version && version < len(all) {
		if err := db.backUp(ctx, version); err != nil {
			return fmt.Errorf("back up schema %d: %w", version, err)
		}
	}
	for ; version < len(all); version++ {
		if err := db.step(ctx, version, all[version]); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", version+1, err)
		}
	}
	if isNew {
		return db.indexed(ctx)
	}
	return nil
}

// version returns the schema version of the file; 0 means an empty file.
func (db *DB) version(ctx context.Context, all []string) (int, error) {
	var app, version int
	var names string
	err := db.write.QueryRowContext(ctx, `SELECT application_id, user_version, (SELECT coalesce(group_concat(name, ' '), '') FROM sqlite_schema)
		FROM pragma_application_id, pragma_user_version`).Scan(&app, &version, &names)
	if err != nil {
		return 0, err
	}
	if err := checkVersion(app, version, len(all)); err != nil {
		return 0, err
	}
	present := strings.Fields(names)
	switch lacking := slices.DeleteFunc(created(all[:version]), func(name string) bool { return slices.Contains(present, name) }); {
	case version == 0 && len(present) > 0:
		return 0, ErrForeign
	case len(lacking) > 0:
		return 0, fmt.Errorf("%w: the schema lacks %s", errDamaged, strings.Join(lacking, ", "))
	}
	return version, nil
}

// checkVersion refuses a file whose header names another program or a newer
// Banter.
func checkVersion(app, version, newest int) error {
	switch {
	case app == 0 && version == 0: // perhaps empty
	case app != applicationID || version < 0:
		return ErrForeign
	case version > newest:
		return ErrNewer
	}
	return nil
}

var creates = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE |VIRTUAL )?(?:TABLE|INDEX|TRIGGER|VIEW) (\w+)`)

// created returns the names of the tables and indexes that migrations create.
func created(scripts []string) []string {
	var names []string
	for _, script := range scripts {
		for _, match := range creates.FindAllStringSubmatch(script, -1) {
			names = append(names, match[1])
		}
	}
	return names
}

// step makes schema version from+1, unless another process has done so
// meanwhile.
func (db *DB) step(ctx context.Context, from int, script string) error {
	err := db.tryStep(ctx, from, script, fillChecks)
	if !damaged(err) {
		return err
	}
	fill, err := db.salvageChecks(ctx)
	if err != nil {
		return err
	}
	return db.tryStep(ctx, from, script, fill)
}

func (db *DB) tryStep(ctx context.Context, from int, script string, fill func(context.Context, *sql.Tx) error) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil || version > from {
		return err
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, from+1)
	if _, err := tx.ExecContext(ctx, script+mark); err != nil {
		return err
	}
	if from+1 == checksSince {
		if err := fill(ctx, tx); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// checksSince is the schema version that added the checks.
const checksSince = 2
