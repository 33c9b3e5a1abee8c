-- What was handled already, and what could not be.

-- +goose Up
CREATE TABLE updates (
    bot_id    INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (bot_id, update_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    bot_id INTEGER NOT NULL,
    key    TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (bot_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letters (
    id        INTEGER PRIMARY KEY,
    bot_id    INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    raw       BLOB,
    error     TEXT    NOT NULL,
    tries     INTEGER NOT NULL,
    at        INTEGER
) STRICT;

CREATE INDEX dead_letters_bot ON dead_letters (bot_id, id);

-- +goose Down
DROP TABLE dead_letters;
DROP TABLE events;
DROP TABLE updates;
