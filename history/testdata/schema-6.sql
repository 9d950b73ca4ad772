-- A database of schema 6, as Banter wrote it.

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

-- The search also finds words of the reasoning and of the titles, and parts of
-- words in scripts that do not separate words by spaces. message_fts stays
-- unchanged, for an older Banter that may still be running.
--
-- A new Banter fills them in the background (history/index.go): a message whose
-- seq is at most "pending" is not in them yet, and its triggers do nothing. No
-- trigger calls a function that an older one lacks.

CREATE TABLE search_state (
    pending INTEGER NOT NULL
) STRICT;

INSERT INTO search_state VALUES (9223372036854775807);

-- What a person decides about a conversation, and what lists show of it. The
-- title of a conversation is in the indexes if it has a row here.
CREATE TABLE conversation_mark (
    seq          INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL UNIQUE,
    pinned       INTEGER NOT NULL DEFAULT 0, -- since when; 0 means not
    archived     INTEGER NOT NULL DEFAULT 0,
    size         INTEGER NOT NULL DEFAULT 0  -- bytes of its messages, without those that are pending
) STRICT;

-- The scripts that do not separate words, as in history/script.go. A text with
-- as many bytes as characters is ASCII; GLOB alone would be slow.
CREATE VIEW message_part AS
    SELECT seq, status, text || char(10) || reasoning || char(10, 10) AS text FROM message
    WHERE octet_length(text) <> length(text) AND text GLOB '*[ก-႟ᄀ-ᇿក-៹⺀-⿕ぁ-鿿ꥠ-ꥼ가-ퟻ-﫿ｦ-ￜ𠀀-𲎯]*'
        OR octet_length(reasoning) <> length(reasoning) AND reasoning GLOB '*[ก-႟ᄀ-ᇿក-៹⺀-⿕ぁ-鿿ꥠ-ꥼ가-ퟻ-﫿ｦ-ￜ𠀀-𲎯]*';

CREATE INDEX conversation_archived ON conversation_mark (conversation) WHERE archived <> 0;

CREATE VIEW title_part AS
    SELECT -k.seq AS seq, c.id, c.title || char(10, 10) AS text
    FROM conversation_mark k JOIN conversation c ON c.id = k.conversation
    WHERE octet_length(c.title) <> length(c.title) AND c.title GLOB '*[ก-႟ᄀ-ᇿក-៹⺀-⿕ぁ-鿿ꥠ-ꥼ가-ퟻ-﫿ｦ-ￜ𠀀-𲎯]*';

-- What each index has.
CREATE VIEW searched_reasoning AS
    SELECT seq, reasoning FROM message
    WHERE reasoning <> '' AND status <> 'streaming' AND seq > (SELECT pending FROM search_state);

CREATE VIEW searched_title AS
    SELECT k.seq, c.title FROM conversation_mark k JOIN conversation c ON c.id = k.conversation;

CREATE VIEW searched_part AS
    SELECT seq, text FROM message_part WHERE status <> 'streaming' AND seq > (SELECT pending FROM search_state)
    UNION ALL SELECT seq, text FROM title_part;

CREATE VIRTUAL TABLE reasoning_fts USING fts5 (
    reasoning, content = 'searched_reasoning', content_rowid = 'seq',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO reasoning_fts (reasoning_fts, rank) VALUES ('secure-delete', 1);

CREATE VIRTUAL TABLE title_fts USING fts5 (
    title, content = 'searched_title', content_rowid = 'seq',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO title_fts (title_fts, rank) VALUES ('secure-delete', 1);

-- Each run of three characters. A rowid above zero is the seq of a message, one
-- below zero that of a conversation_mark. The texts end in two line feeds, so
-- that every character begins such a run and part_terms finds queries of one or
-- two characters by the beginning of a term.
CREATE VIRTUAL TABLE part_fts USING fts5 (
    text, content = 'searched_part', content_rowid = 'seq', detail = 'none',
    tokenize = 'trigram remove_diacritics 1'
);
INSERT INTO part_fts (part_fts, rank) VALUES ('secure-delete', 1);

CREATE VIRTUAL TABLE part_terms USING fts5vocab (part_fts, instance);

CREATE TRIGGER conversation_mark_insert AFTER INSERT ON conversation_mark BEGIN
    INSERT INTO title_fts (rowid, title) SELECT new.seq, title FROM conversation WHERE id = new.conversation;
    INSERT INTO part_fts (rowid, text) SELECT seq, text FROM title_part WHERE id = new.conversation;
END;

CREATE TRIGGER conversation_mark_delete BEFORE DELETE ON conversation_mark BEGIN
    INSERT INTO title_fts (title_fts, rowid, title) SELECT 'delete', old.seq, title FROM conversation WHERE id = old.conversation;
    INSERT INTO part_fts (part_fts, rowid, text) SELECT 'delete', seq, text FROM title_part WHERE id = old.conversation;
END;

CREATE TRIGGER conversation_mark_new AFTER INSERT ON conversation BEGIN
    INSERT OR IGNORE INTO conversation_mark (conversation) VALUES (new.id);
END;

CREATE TRIGGER conversation_mark_gone BEFORE DELETE ON conversation BEGIN
    DELETE FROM conversation_mark WHERE conversation = old.id;
END;

CREATE TRIGGER conversation_title_before BEFORE UPDATE OF title ON conversation WHEN old.title <> new.title BEGIN
    INSERT INTO title_fts (title_fts, rowid, title) SELECT 'delete', seq, old.title FROM conversation_mark WHERE conversation = old.id;
    INSERT INTO part_fts (part_fts, rowid, text) SELECT 'delete', seq, text FROM title_part WHERE id = old.id;
END;

CREATE TRIGGER conversation_title_after AFTER UPDATE OF title ON conversation WHEN old.title <> new.title BEGIN
    INSERT INTO title_fts (rowid, title) SELECT seq, new.title FROM conversation_mark WHERE conversation = new.id;
    INSERT INTO part_fts (rowid, text) SELECT seq, text FROM title_part WHERE id = new.id;
END;

-- As with message_fts, a growing answer enters the indexes when it ends.
CREATE TRIGGER message_search_insert AFTER INSERT ON message
WHEN new.status <> 'streaming' AND new.seq > (SELECT pending FROM search_state) BEGIN
    INSERT INTO reasoning_fts (rowid, reasoning) SELECT new.seq, new.reasoning WHERE new.reasoning <> '';
    INSERT INTO part_fts (rowid, text) SELECT seq, text FROM message_part WHERE seq = new.seq;
    UPDATE conversation_mark SET size = size + octet_length(new.text) + octet_length(new.reasoning) + octet_length(new.items)
        WHERE conversation = new.conversation;
END;

CREATE TRIGGER message_search_delete BEFORE DELETE ON message
WHEN old.status <> 'streaming' AND old.seq > (SELECT pending FROM search_state) BEGIN
    INSERT INTO reasoning_fts (reasoning_fts, rowid, reasoning) SELECT 'delete', old.seq, old.reasoning WHERE old.reasoning <> '';
    INSERT INTO part_fts (part_fts, rowid, text) SELECT 'delete', seq, text FROM message_part WHERE seq = old.seq;
    UPDATE conversation_mark SET size = size - octet_length(old.text) - octet_length(old.reasoning) - octet_length(old.items)
        WHERE conversation = old.conversation;
END;

CREATE TRIGGER message_search_before BEFORE UPDATE OF text, reasoning, items, status ON message
WHEN old.status <> 'streaming' AND old.seq > (SELECT pending FROM search_state) BEGIN
    INSERT INTO reasoning_fts (reasoning_fts, rowid, reasoning) SELECT 'delete', old.seq, old.reasoning WHERE old.reasoning <> '';
    INSERT INTO part_fts (part_fts, rowid, text) SELECT 'delete', seq, text FROM message_part WHERE seq = old.seq;
    UPDATE conversation_mark SET size = size - octet_length(old.text) - octet_length(old.reasoning) - octet_length(old.items)
        WHERE conversation = old.conversation;
END;

CREATE TRIGGER message_search_after AFTER UPDATE OF text, reasoning, items, status ON message
WHEN new.status <> 'streaming' AND new.seq > (SELECT pending FROM search_state) BEGIN
    INSERT INTO reasoning_fts (rowid, reasoning) SELECT new.seq, new.reasoning WHERE new.reasoning <> '';
    INSERT INTO part_fts (rowid, text) SELECT seq, text FROM message_part WHERE seq = new.seq;
    UPDATE conversation_mark SET size = size + octet_length(new.text) + octet_length(new.reasoning) + octet_length(new.items)
        WHERE conversation = new.conversation;
END;

UPDATE search_state SET pending = 0; -- a new history

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

-- A message can have a bookmark, with a note of the person. It is a value of
-- its conversation, as the system prompt is (history/bookmark.go), so that the
-- sync sends it and the later one wins. The name is "bookmark:" and the id of
-- the message; the value is "*" and the note, or empty for a bookmark that was
-- removed.

CREATE INDEX replica_bookmark ON replica_value (name, value) WHERE name >= 'bookmark:' AND name < 'bookmark;';

CREATE VIEW bookmark AS
    SELECT conversation, substr(name, 10) AS message, substr(value, 2) AS note FROM replica_value
    WHERE name >= 'bookmark:' AND name < 'bookmark;' AND value <> '';

-- No word of a note outlives its message.
CREATE TRIGGER replica_bookmark_delete AFTER DELETE ON message BEGIN
    DELETE FROM replica_value WHERE conversation = old.conversation AND name = 'bookmark:' || old.id;
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

INSERT INTO replica_value VALUES ('0190aaaa-0000-7000-8000-000000000001', 'bookmark:0190aaaa-0000-7000-8000-00000000000c', '*for the talk',
    1763888800000000, '', '*for the talk', 0);

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
PRAGMA user_version = 6;
