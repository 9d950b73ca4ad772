-- What this history has exchanged through a folder with those of other machines
-- (see history/replica.go). Empty unless that is set up.

CREATE TABLE replica (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    machine TEXT NOT NULL, -- names this history in the folder
    folder  TEXT NOT NULL  -- whose files the other tables are about
) STRICT;

-- Files that need not be read again.
CREATE TABLE replica_file (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Keys of the folder that a passphrase has opened.
CREATE TABLE replica_key (name TEXT PRIMARY KEY, identity TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Messages that the folder has in their present form.
CREATE TABLE replica_message (seq INTEGER PRIMARY KEY) STRICT;

CREATE TRIGGER replica_message_update AFTER UPDATE OF text ON message BEGIN
    DELETE FROM replica_message WHERE seq = new.seq;
END;

CREATE TRIGGER replica_message_delete AFTER DELETE ON message BEGIN
    DELETE FROM replica_message WHERE seq = old.seq;
END;

-- The values of a conversation's head, each with the time and the machine that
-- set it: the later one wins.
CREATE TABLE replica_value (
    conversation TEXT NOT NULL,
    name         TEXT NOT NULL,
    value        TEXT NOT NULL,
    time         INTEGER NOT NULL,
    machine      TEXT NOT NULL,
    seen         TEXT NOT NULL,    -- what the conversation had at the last look: another value is a change made here
    sent         INTEGER NOT NULL, -- whether the folder has it
    PRIMARY KEY (conversation, name)
) STRICT, WITHOUT ROWID;

-- Nothing is kept of a deleted conversation but when it began and that it is
-- deleted.
CREATE TRIGGER replica_value_delete AFTER DELETE ON conversation BEGIN
    DELETE FROM replica_value WHERE conversation = old.id AND name NOT IN ('created', 'deleted');
END;
