-- Files that bots keep themselves.

-- +goose Up
CREATE TABLE kept_files (
    bot_id     INTEGER NOT NULL,
    id         TEXT    NOT NULL,
    try        INTEGER NOT NULL, -- counts those who began to store it: only the last may go on
    whole      INTEGER NOT NULL, -- 0 while it is being stored, and while it is being deleted
    size       INTEGER NOT NULL, -- bytes, also of a part
    expires_at INTEGER NOT NULL, -- when it is deleted, whole or not
    hash       TEXT    NOT NULL, -- SHA-256 of the content
    file       TEXT    NOT NULL, -- JSON of what is known of it besides
    PRIMARY KEY (bot_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_files_expires ON kept_files (expires_at);

CREATE TABLE kept_parts (
    bot_id INTEGER NOT NULL,
    id     TEXT    NOT NULL,
    part   INTEGER NOT NULL, -- from 0; all but the last are of one length
    data   BLOB    NOT NULL,
    PRIMARY KEY (bot_id, id, part)
) STRICT;

-- +goose Down
DROP TABLE kept_parts;
DROP TABLE kept_files;
