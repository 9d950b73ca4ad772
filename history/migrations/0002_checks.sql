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
