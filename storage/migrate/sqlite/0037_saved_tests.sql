-- Conversations of the editor's test chat that are played again before a bot is published.

-- +goose Up
CREATE TABLE saved_tests (
    bot        TEXT    NOT NULL, -- the editor's id of the bot
    name       TEXT    NOT NULL,
    steps      INTEGER NOT NULL,
    transcript BLOB    NOT NULL, -- JSON, as scenarist test plays it
    saved_by   TEXT    NOT NULL, -- id of the user
    saved_at   INTEGER NOT NULL, -- microseconds since 1970
    version    INTEGER NOT NULL DEFAULT 0, -- of the draft on which it was played last
    played_at  INTEGER,                    -- NULL: it was never played
    failed     TEXT    NOT NULL DEFAULT '', -- why; empty if all came as expected
    failed_at  INTEGER NOT NULL DEFAULT 0,  -- the step, from 1; 0 if it is about none
    PRIMARY KEY (bot, name)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE saved_tests;
