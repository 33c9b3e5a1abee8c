-- The journal of what came in and what goes out.

-- +goose Up
-- Keyed by seq alone: the outbox is read in the order of commits over all bots, and rows are only ever added at the end.
CREATE TABLE messages (
    seq         INTEGER PRIMARY KEY,
    bot_id      INTEGER NOT NULL,
    chat_id     INTEGER NOT NULL,
    user_id     INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('received', 'pending', 'sending', 'sent', 'failed', 'unknown')),
    at          INTEGER NOT NULL, -- received, or committed to be sent
    marked_at   INTEGER,          -- when it was known what became of it
    send_at     INTEGER,
    tries       INTEGER NOT NULL DEFAULT 0,
    key         TEXT,             -- of the effect; null for what came in
    kind        TEXT,             -- of the event; null for what goes out
    code        TEXT,             -- of a failure
    message_ids TEXT,             -- JSON list
    data        BLOB              -- the effect, or the update as it came
) STRICT;

CREATE UNIQUE INDEX messages_key ON messages (bot_id, chat_id, key) WHERE key IS NOT NULL;
CREATE INDEX messages_open ON messages (seq) WHERE state IN ('pending', 'sending');

CREATE TABLE slots (
    bot_id      INTEGER NOT NULL,
    chat_id     INTEGER NOT NULL,
    slot        TEXT    NOT NULL,
    message_ids TEXT    NOT NULL, -- JSON list, newest last
    PRIMARY KEY (bot_id, chat_id, slot)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE slots;
DROP TABLE messages;
