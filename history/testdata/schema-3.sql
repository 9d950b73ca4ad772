-- A database of schema 3, as Banter wrote it.

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

-- A damaged page can drop or change rows without an error from SQLite. These
-- tables say what must be there: how many messages a conversation has, and a
-- checksum of the columns of each row, which Banter writes after the row (see
-- history/checksum.go). It is null if an older Banter, which may still be
-- running, wrote the row. No trigger calls a function that an older one lacks.

CREATE TABLE conversation_check (
    id       TEXT PRIMARY KEY,
    messages INTEGER NOT NULL,
    checksum INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE message_check (
    seq      INTEGER PRIMARY KEY,
    checksum INTEGER
) STRICT;

ALTER TABLE draft ADD COLUMN checksum INTEGER; -- null as above

CREATE TRIGGER conversation_check_insert AFTER INSERT ON conversation BEGIN
    INSERT OR REPLACE INTO conversation_check VALUES (new.id, 0, NULL);
END;

CREATE TRIGGER conversation_check_delete AFTER DELETE ON conversation BEGIN
    DELETE FROM conversation_check WHERE id = old.id;
END;

-- Every statement that changes a head names one of these columns.
CREATE TRIGGER conversation_check_update AFTER UPDATE OF title, updated ON conversation BEGIN
    UPDATE conversation_check SET checksum = NULL WHERE id = new.id;
END;

CREATE TRIGGER message_check_insert AFTER INSERT ON message BEGIN
    INSERT OR REPLACE INTO message_check VALUES (new.seq, NULL);
    UPDATE conversation_check SET messages = messages + 1 WHERE id = new.conversation;
END;

CREATE TRIGGER message_check_delete AFTER DELETE ON message BEGIN
    DELETE FROM message_check WHERE seq = old.seq;
    UPDATE conversation_check SET messages = messages - 1 WHERE id = old.conversation;
END;

-- The status is in no checksum: it changes alone when an answer turns out to
-- be interrupted, and that must not hide damage in the text.
CREATE TRIGGER message_check_update AFTER UPDATE OF text ON message BEGIN
    UPDATE message_check SET checksum = NULL WHERE seq = new.seq;
END;

-- The last changes by all processes, the newest with the highest n. A process
-- that shows a list or a conversation reads what was added since it last looked
-- (see history/changes.go). Only ids are in it, and older rows are dropped, so
-- a process that comes late reads everything again.

CREATE TABLE change (
    n            INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL,
    message      TEXT NOT NULL -- empty: the head of the conversation
) STRICT;

CREATE TRIGGER change_trim AFTER INSERT ON change BEGIN
    DELETE FROM change WHERE n <= new.n - 2000;
END;

CREATE TRIGGER conversation_change_insert AFTER INSERT ON conversation BEGIN
    INSERT INTO change (conversation, message) VALUES (new.id, '');
END;

CREATE TRIGGER conversation_change_update AFTER UPDATE ON conversation BEGIN
    INSERT INTO change (conversation, message) VALUES (new.id, '');
END;

CREATE TRIGGER conversation_change_delete AFTER DELETE ON conversation BEGIN
    INSERT INTO change (conversation, message) VALUES (old.id, '');
END;

CREATE TRIGGER message_change_insert AFTER INSERT ON message BEGIN
    INSERT INTO change (conversation, message) VALUES (new.conversation, new.id);
END;

CREATE TRIGGER message_change_update AFTER UPDATE ON message BEGIN
    INSERT INTO change (conversation, message) VALUES (new.conversation, new.id);
END;

-- A whole conversation that is deleted is one change.
CREATE TRIGGER message_change_delete AFTER DELETE ON message
WHEN EXISTS (SELECT 1 FROM conversation WHERE id = old.conversation) BEGIN
    INSERT INTO change (conversation, message) VALUES (old.conversation, old.id);
END;

INSERT INTO conversation VALUES
    ('0190aaaa-0000-7000-8000-000000000001', 'Goroutines', 'gpt-6.1-sol', 'low', 'acc_1', '0190aaaa-0000-7000-8000-00000000000d', 1763888400000000, 1763888700000000),
    ('0190aaaa-0000-7000-8000-000000000002', 'Empty', 'gpt-6-luna', '', '', '', 1763888400000000, 1763888400000000);

INSERT INTO message VALUES
    (1, '0190aaaa-0000-7000-8000-00000000000a', '0190aaaa-0000-7000-8000-000000000001', '', 'user', 'done', '', '', '', '',
     'What is a goroutine?', 1763888400000000, 1763888400000000, '', 'What is a goroutine?', '', ''),
    (2, '0190aaaa-0000-7000-8000-00000000000b', '0190aaaa-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-00000000000a', 'assistant', 'failed', 'gpt-6.1-sol', 'low', 'acc_1', 'There is no network.',
     'A func', 1763888400000000, 1763888500000000, '', 'A func', '', ''),
    (3, '0190aaaa-0000-7000-8000-00000000000c', '0190aaaa-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-00000000000a', 'assistant', 'done', 'gpt-6.1-sol', 'low', 'acc_1', '',
     'It is cheap.', 1763888400000000, 1763888600000000, '{"Input":10,"Cached":0,"Output":5,"Reasoning":0,"Total":15}', 'A function.

It is cheap.', 'Thinking.', '[{"type":"reasoning",  "id":"rs_1","encrypted_content":"a<b"},{"type":"message","id":"msg_1"}]'),
    (4, '0190aaaa-0000-7000-8000-00000000000d', '0190aaaa-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-00000000000c', 'assistant', 'streaming', 'gpt-6.1-sol', 'low', 'acc_1', '',
     'Half an', 1763888700000000, NULL, '', 'Half an', '', '');

INSERT INTO draft VALUES ('', 'unsent', 3956513868);

-- As they were saved, so that no later Banter computes others.
DELETE FROM conversation_check;
DELETE FROM message_check;
INSERT INTO conversation_check VALUES ('0190aaaa-0000-7000-8000-000000000001', 4, 29360664);
INSERT INTO conversation_check VALUES ('0190aaaa-0000-7000-8000-000000000002', 0, 660852872);
INSERT INTO message_check VALUES (1, 2905835126);
INSERT INTO message_check VALUES (2, 348577917);
INSERT INTO message_check VALUES (3, 690466884);
INSERT INTO message_check VALUES (4, 1626046928);

PRAGMA application_id = 1111576148;
PRAGMA user_version = 3;
