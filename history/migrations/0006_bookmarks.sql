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

-- An older Banter has passed over the bookmarks of the folder, so all is taken again.
DELETE FROM replica_file WHERE name <> 'clean';
