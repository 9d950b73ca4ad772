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
