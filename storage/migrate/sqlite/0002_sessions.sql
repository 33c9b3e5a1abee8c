-- Sessions, their alarms, and the variables that outlive them.

-- +goose Up
-- Rewritten by every turn, so it has no index but its key.
CREATE TABLE sessions (
    bot_id   INTEGER NOT NULL,
    chat_id  INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    wake_at  INTEGER,
    wake_gen INTEGER NOT NULL,
    data     BLOB    NOT NULL,
    PRIMARY KEY (bot_id, chat_id, user_id)
) STRICT;

-- The one live alarm job of a session. Apart from sessions, so that the sweep for lost ones reads narrow rows only.
CREATE TABLE alarms (
    bot_id  INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    job_id  INTEGER NOT NULL, -- river_job.id; other alarm jobs of the session are out of date
    PRIMARY KEY (bot_id, chat_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX alarms_at ON alarms (at);

-- A user, or a group: in a private chat both have the same id, and ids of groups are negative.
CREATE TABLE contacts (
    bot_id     INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    first_name TEXT    NOT NULL DEFAULT '',
    last_name  TEXT    NOT NULL DEFAULT '',
    username   TEXT    NOT NULL DEFAULT '',
    language   TEXT    NOT NULL DEFAULT '',
    premium    INTEGER NOT NULL DEFAULT 0,
    is_bot     INTEGER NOT NULL DEFAULT 0,
    reachable  INTEGER NOT NULL DEFAULT 1,
    vars       TEXT, -- JSON object, scope user
    PRIMARY KEY (bot_id, contact_id)
) STRICT;

-- Variables of chats (owner_id is the chat), of bots (owner_id 0) and of the workspace (both ids 0).
CREATE TABLE scopes (
    bot_id   INTEGER NOT NULL,
    scope    TEXT    NOT NULL CHECK (scope IN ('chat', 'bot', 'workspace')),
    owner_id INTEGER NOT NULL,
    vars     TEXT    NOT NULL, -- JSON object
    PRIMARY KEY (bot_id, scope, owner_id)
) STRICT;

-- +goose Down
DROP TABLE scopes;
DROP TABLE contacts;
DROP TABLE alarms;
DROP TABLE sessions;
