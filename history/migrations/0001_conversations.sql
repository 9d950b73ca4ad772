-- Times are microseconds since 1970 UTC; an empty text stands for "none".

CREATE TABLE conversation (
    id      TEXT PRIMARY KEY,
    title   TEXT NOT NULL,
    model   TEXT NOT NULL,
    effort  TEXT NOT NULL,
    account TEXT NOT NULL,
    leaf    TEXT NOT NULL, -- message.id that the shown branch ends with
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
) STRICT;

CREATE INDEX conversation_updated ON conversation (updated DESC, id DESC);

-- What a list shows stands before the long texts, so that it is read without
-- their pages. A parent's seq is always lower than its children's.
CREATE TABLE message (
    seq          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL,
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    parent       TEXT NOT NULL,
    role         TEXT NOT NULL,
    status       TEXT NOT NULL,
    model        TEXT NOT NULL,
    effort       TEXT NOT NULL,
    account      TEXT NOT NULL,
    error        TEXT NOT NULL,
    last_line    TEXT NOT NULL,
    created      INTEGER NOT NULL,
    ended        INTEGER, -- null while streaming
    usage        TEXT NOT NULL,
    text         TEXT NOT NULL,
    reasoning    TEXT NOT NULL,
    items        TEXT NOT NULL -- JSON array, its elements byte for byte as they came
) STRICT;

-- Covers the walk from a leaf to the first message: no row is read for it.
CREATE UNIQUE INDEX message_id ON message (id, parent);
CREATE INDEX message_tree ON message (conversation, parent);
CREATE INDEX message_streaming ON message (id) WHERE status = 'streaming';

CREATE TABLE draft (
    conversation TEXT PRIMARY KEY, -- empty: of the next new conversation
    text         TEXT NOT NULL
) STRICT;

CREATE TRIGGER conversation_draft AFTER DELETE ON conversation BEGIN
    DELETE FROM draft WHERE conversation = old.id;
END;

-- The index follows the messages. A growing answer enters it when it ends, so
-- that saving one costs the same at any length.
CREATE VIRTUAL TABLE message_fts USING fts5 (
    text, content = 'message', content_rowid = 'seq',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- Without this, a deleted word would stay in the index until its next merge.
INSERT INTO message_fts (message_fts, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER message_fts_insert AFTER INSERT ON message
WHEN new.status <> 'streaming' BEGIN
    INSERT INTO message_fts (rowid, text) VALUES (new.seq, new.text);
END;

CREATE TRIGGER message_fts_delete AFTER DELETE ON message
WHEN old.status <> 'streaming' BEGIN
    INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', old.seq, old.text);
END;

CREATE TRIGGER message_fts_before BEFORE UPDATE OF text, status ON message
WHEN old.status <> 'streaming' BEGIN
    INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', old.seq, old.text);
END;

CREATE TRIGGER message_fts_after AFTER UPDATE OF text, status ON message
WHEN new.status <> 'streaming' BEGIN
    INSERT INTO message_fts (rowid, text) VALUES (new.seq, new.text);
END;
