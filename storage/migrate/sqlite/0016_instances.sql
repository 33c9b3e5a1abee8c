-- Several processes over one database. Package storage says how they get along; SQLite has the tables and one process.

-- +goose Up
CREATE TABLE instances (
    id     INTEGER PRIMARY KEY AUTOINCREMENT, -- names the lock of its connection; none is given again
    name   TEXT NOT NULL, -- for people
    client TEXT NOT NULL  -- by which the job queue knows it
) STRICT;

-- Who does for a bot what only one process may do.
CREATE TABLE bot_owners (
    bot_id   INTEGER PRIMARY KEY,
    instance INTEGER NOT NULL
) STRICT;

-- Up to when the rate of a bot is spent.
CREATE TABLE rates (
    bot_id INTEGER PRIMARY KEY,
    spent  INTEGER NOT NULL
) STRICT;

-- What flows answered to callers of webhooks, for the process at which the caller waits.
CREATE TABLE replies (
    bot_id INTEGER NOT NULL,
    caller TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    data   TEXT    NOT NULL, -- JSON
    PRIMARY KEY (bot_id, caller)
) STRICT, WITHOUT ROWID;

ALTER TABLE messages ADD COLUMN owner INTEGER NOT NULL DEFAULT 0; -- the instance that sends it

-- Rise with every change of the variables, and of what else a process keeps in memory of the row.
ALTER TABLE contacts ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scopes ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE scopes DROP COLUMN version;
ALTER TABLE contacts DROP COLUMN version;
ALTER TABLE messages DROP COLUMN owner;
DROP TABLE replies;
DROP TABLE rates;
DROP TABLE bot_owners;
DROP TABLE instances;
