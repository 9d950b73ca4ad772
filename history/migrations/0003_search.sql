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
