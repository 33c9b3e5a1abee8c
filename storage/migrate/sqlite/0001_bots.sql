-- What belongs to a bot as a whole. Blobs named in comments as sealed are encrypted, see the package storage.

-- +goose Up
CREATE TABLE vault_keys (
    id      INTEGER PRIMARY KEY,
    wrapped BLOB    NOT NULL, -- the data key, sealed with the master key
    made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE bots (
    bot_id         INTEGER PRIMARY KEY,
    name           TEXT    NOT NULL,
    username       TEXT    NOT NULL,
    token          BLOB,             -- sealed
    signing_key    BLOB,             -- sealed
    webhook_secret BLOB,             -- sealed
    revision       INTEGER NOT NULL, -- the published one, 0 for none
    paused         INTEGER NOT NULL,
    trouble        TEXT    NOT NULL
) STRICT;

CREATE TABLE revisions (
    bot_id   INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    document BLOB    NOT NULL,
    made_at  INTEGER NOT NULL,
    PRIMARY KEY (bot_id, revision)
) STRICT;

CREATE TABLE staff (
    bot_id  INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    role    TEXT    NOT NULL,
    PRIMARY KEY (bot_id, user_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE secrets (
    bot_id INTEGER NOT NULL,
    name   TEXT    NOT NULL,
    value  BLOB    NOT NULL, -- sealed
    PRIMARY KEY (bot_id, name)
) STRICT;

CREATE TABLE offsets (
    bot_id      INTEGER PRIMARY KEY,
    next_update INTEGER NOT NULL
) STRICT;

CREATE TABLE files (
    bot_id  INTEGER NOT NULL,
    hash    TEXT    NOT NULL,
    file_id TEXT    NOT NULL,
    PRIMARY KEY (bot_id, hash)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE files;
DROP TABLE offsets;
DROP TABLE secrets;
DROP TABLE staff;
DROP TABLE revisions;
DROP TABLE bots;
DROP TABLE vault_keys;
