-- A damaged page can drop or change rows without an error from SQLite. These
-- tables say what must be there: how many messages a conversation has, and a
-- checksum of the columns of each row. banter_checksum is Banter's own function.

CREATE TABLE conversation_check (
    id       TEXT PRIMARY KEY,
    messages INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE message_check (
    seq      INTEGER PRIMARY KEY,
    checksum INTEGER NOT NULL
) STRICT;

ALTER TABLE draft ADD COLUMN checksum INTEGER; -- null: written by schema 1

CREATE TRIGGER conversation_check_insert AFTER INSERT ON conversation BEGIN
    INSERT OR REPLACE INTO conversation_check VALUES (new.id, 0, banter_checksum(
        new.id, new.title, new.model, new.effort, new.account, new.leaf, new.created, new.updated));
END;

CREATE TRIGGER conversation_check_delete AFTER DELETE ON conversation BEGIN
    DELETE FROM conversation_check WHERE id = old.id;
END;

CREATE TRIGGER conversation_check_update AFTER UPDATE OF title ON conversation BEGIN
    UPDATE conversation_check SET checksum = banter_checksum(
        new.id, new.title, new.model, new.effort, new.account, new.leaf, new.created, new.updated) WHERE id = new.id;
END;

-- A new message changes only these two columns, and must not hide damage in
-- the others.
CREATE TRIGGER conversation_check_touch AFTER UPDATE OF leaf, updated ON conversation BEGIN
    UPDATE conversation_check SET checksum = banter_checksum(
        new.id, new.title, new.model, new.effort, new.account, new.leaf, new.created, new.updated)
    WHERE id = new.id AND checksum = banter_checksum(
        old.id, old.title, old.model, old.effort, old.account, old.leaf, old.created, old.updated);
END;

CREATE TRIGGER message_check_insert AFTER INSERT ON message BEGIN
    INSERT OR REPLACE INTO message_check VALUES (new.seq, banter_checksum(new.id, new.conversation, new.parent, new.role,
        new.model, new.effort, new.account, new.error, new.last_line, new.created, new.ended, new.usage, new.text, new.reasoning, new.items));
    UPDATE conversation_check SET messages = messages + 1 WHERE id = new.conversation;
END;

CREATE TRIGGER message_check_delete AFTER DELETE ON message BEGIN
    DELETE FROM message_check WHERE seq = old.seq;
    UPDATE conversation_check SET messages = messages - 1 WHERE id = old.conversation;
END;

-- The status is in no checksum: it changes alone when an answer turns out to
-- be interrupted, and that must not hide damage in the text.
CREATE TRIGGER message_check_update AFTER UPDATE OF text ON message BEGIN
    UPDATE message_check SET checksum = banter_checksum(new.id, new.conversation, new.parent, new.role,
        new.model, new.effort, new.account, new.error, new.last_line, new.created, new.ended, new.usage, new.text, new.reasoning, new.items)
    WHERE seq = new.seq;
END;
