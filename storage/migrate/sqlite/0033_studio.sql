-- Bots as the editor has them, and their drafts.

-- +goose Up
CREATE TABLE editor_bots (
    id            TEXT    NOT NULL PRIMARY KEY,
    workspace     TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    sought        TEXT    NOT NULL, -- the name in small letters
    telegram_id   INTEGER,          -- bots.bot_id; NULL: it has none
    draft_version INTEGER NOT NULL,
    draft_digest  TEXT    NOT NULL,
    errors        INTEGER NOT NULL, -- in the draft
    warnings      INTEGER NOT NULL,
    made_at       INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    binned_at     INTEGER,          -- NULL: it is not in the bin
    resting       INTEGER NOT NULL  -- it was paused when it came into the bin
) STRICT, WITHOUT ROWID;
CREATE INDEX editor_bots_workspace ON editor_bots (workspace, sought, id);
CREATE UNIQUE INDEX editor_bots_telegram ON editor_bots (telegram_id) WHERE telegram_id IS NOT NULL;

CREATE TABLE drafts (
    id         TEXT    NOT NULL PRIMARY KEY, -- of the bot
    version    INTEGER NOT NULL,
    document   BLOB    NOT NULL,
    saved_at   INTEGER NOT NULL,
    account    TEXT    NOT NULL, -- who saved it; empty for nobody
    name       TEXT    NOT NULL
) STRICT;

-- How the last versions came to be, for those who have the draft before their eyes.
CREATE TABLE draft_steps (
    id      TEXT    NOT NULL,
    version INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    account TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    client  TEXT    NOT NULL,
    changes BLOB, -- JSON; NULL where they are too many
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

-- Versions that are kept.
CREATE TABLE draft_pasts (
    id       TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    since    INTEGER NOT NULL, -- when the first step was made that is in it
    account  TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    steps    INTEGER NOT NULL, -- that are in it
    bytes    INTEGER NOT NULL,
    document BLOB    NOT NULL, -- gzip
    PRIMARY KEY (id, version)
) STRICT;

-- Who looks at which bot.
CREATE TABLE presences (
    id      TEXT    NOT NULL,
    client  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    account TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    flow    TEXT    NOT NULL,
    block   TEXT    NOT NULL,
    PRIMARY KEY (id, client)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE presences;
DROP TABLE draft_pasts;
DROP TABLE draft_steps;
DROP TABLE drafts;
DROP TABLE editor_bots;
