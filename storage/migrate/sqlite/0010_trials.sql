-- Conversations with bots that are tried in a simulated Telegram. Each has a bot of its own, which is all the rest of the
-- database knows of it.

-- +goose Up
CREATE TABLE trials (
    number   INTEGER PRIMARY KEY AUTOINCREMENT, -- the bot's id is -number: none is given again
    id       TEXT    NOT NULL UNIQUE,           -- by which the visitor finds the conversation again
    example  TEXT    NOT NULL,
    language TEXT    NOT NULL,
    ahead    INTEGER NOT NULL DEFAULT 0,        -- how far its clock is ahead of the machine's, microseconds
    used_at  INTEGER NOT NULL,
    state    BLOB                               -- JSON of the simulated Telegram; NULL: it never came to be
) STRICT;

CREATE TABLE trial_files (
    number INTEGER NOT NULL REFERENCES trials (number) ON DELETE CASCADE,
    name   TEXT    NOT NULL, -- hash of the content
    data   BLOB    NOT NULL,
    PRIMARY KEY (number, name)
) STRICT;

-- +goose Down
DROP TABLE trial_files;
DROP TABLE trials;
