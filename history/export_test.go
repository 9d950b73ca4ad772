package history

import (
	"context"
	"fmt"
)

// FillDisk lets the database grow by at most that many pages from now on, as a
// full disk does; FillDisk(ctx, 1<<30) makes room again.
func (db *DB) FillDisk(ctx context.Context, pages int) error {
	var used int
	if err := db.write.QueryRowContext(ctx, "PRAGMA page_count").Scan(&used); err != nil {
		return err
	}
	return db.write.QueryRowContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", used+pages)).Scan(&used)
}

// RepairHint is repairHint, for tests.
const RepairHint = repairHint
