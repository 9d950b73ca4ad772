package history

import (
	"context"
	"database/sql"
)

// A Parcel is a part of what the folder lacks.
type Parcel struct {
	Values   []Value
	Messages []Message // a parent before its children; without their accounts

	marks []mark
}

// A mark names a message in the form in which it is in a parcel.
type mark struct {
	seq      int64
	checksum sql.NullInt64
}

// A parcel has at most this many values, or about this many bytes of messages and their
// files.
const parcelValues, parcelBytes = 5000, 4 << 20

// Unsent returns the next parcel; an empty one if the folder has everything.
// Answers that are being written wait until they have ended.
func (db *DB) Unsent(ctx context.Context) (Parcel, error) {
	var p Parcel
	err := db.look(ctx, "find changes", func(tx *sql.Tx) error {
		if err := p.addValues(ctx, tx); err != nil || len(p.Values) == parcelValues {
			return err
		}
		return p.addMessages(ctx, tx)
	})
	for i := range p.Messages {
		for _, f := range db.FullFiles(ctx, p.Messages[i]) {
			p.Messages[i].Data = append(p.Messages[i].Data, f.Data)
		}
	}
	return p, err
}

// Empty reports whether the parcel has nothing.
func (p Parcel) Empty() bool { return len(p.Values) == 0 && len(p.Messages) == 0 }

func (p *Parcel) addValues(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT conversation, name, value, time, machine FROM replica_value WHERE sent = 0 LIMIT ?", parcelValues)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	for rows.Next() {
		var v Value
		if err := rows.Scan(&v.Conversation, &v.Name, &v.Value, &v.Time, &v.Machine); err != nil {
			return err
		}
		p.Values = append(p.Values, v)
	}
	return rows.Err()
}

func (p *Parcel) addMessages(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT seq FROM message EXCEPT SELECT seq FROM replica_message")
	if err != nil {
		return err
	}
	seqs, err := integers(rows)
	if err != nil {
		return err
	}
	size := 0
	for _, seq := range seqs {
		found, err := messages(ctx, tx, "SELECT "+messageColumns+messagesWithChecks+" WHERE m.seq = ? AND m.status <> 'streaming'", seq)
		if damaged(err) || len(found) == 0 && err == nil {
			continue // a damaged message is not spread
		}
		if err != nil {
			return err
		}
		m := mark{seq: seq}
		if err := tx.QueryRowContext(ctx, "SELECT checksum FROM message_check WHERE seq = ?", seq).Scan(&m.checksum); err != nil {
			return err
		}
		found[0].Account = ""
		p.Messages, p.marks = append(p.Messages, found[0]), append(p.marks, m)
		for _, f := range found[0].Files() {
			size += int(f.Size)
		}
		if size += len(found[0].Text) + 1000; size > parcelBytes {
			break
		}
	}
	return nil
}

// Sent records that the folder has a parcel, in the file of that name. What has
// changed since Unsent returned it is sent again.
func (db *DB) Sent(ctx context.Context, file string, p Parcel) error {
	return db.change(ctx, "record sync", func(tx *sql.Tx) error {
		s := saver{tx, map[string]*sql.Stmt{}}
		if err := s.exec(ctx, "INSERT OR REPLACE INTO replica_file VALUES (?)", file); err != nil {
			return err
		}
		for _, v := range p.Values {
			err := s.exec(ctx, "UPDATE replica_value SET sent = 1 WHERE conversation = ? AND name = ? AND value = ? AND time = ? AND machine = ?",
				v.Conversation, v.Name, v.Value, v.Time, v.Machine)
			if err != nil {
				return err
			}
		}
		for _, m := range p.marks {
			err := s.exec(ctx, "INSERT OR REPLACE INTO replica_message SELECT seq FROM message_check WHERE seq = ? AND checksum IS ?", m.seq, m.checksum)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Taken returns the names of the files that need not be read again.
func (db *DB) Taken(ctx context.Context) (map[string]bool, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT name FROM replica_file")
	if err != nil {
		return nil, db.fault("read sync", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	names := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, db.fault("read sync", err)
		}
		names[name] = true
	}
	return names, db.fault("read sync", rows.Err())
}

// FolderKeys returns the keys of the folder that were opened before, by the
// names of their files.
func (db *DB) FolderKeys(ctx context.Context) (map[string]string, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT name, identity FROM replica_key")
	if err != nil {
		return nil, db.fault("read sync", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err has its error
	keys := map[string]string{}
	for rows.Next() {
		var name, identity string
		if err := rows.Scan(&name, &identity); err != nil {
			return nil, db.fault("read sync", err)
		}
		keys[name] = identity
	}
	return keys, db.fault("read sync", rows.Err())
}

// KeepFolderKey saves a key that was opened.
func (db *DB) KeepFolderKey(ctx context.Context, name, identity string) error {
	return db.change(ctx, "record sync", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO replica_key VALUES (?, ?)", name, identity)
		return err
	})
}
