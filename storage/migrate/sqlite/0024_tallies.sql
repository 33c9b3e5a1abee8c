-- What became of every update, and what bots' owners are told of their troubles.

-- +goose Up
ALTER TABLE updates ADD COLUMN fate INTEGER; -- NULL: it had its turn; 1: put aside, there is a dead letter; 2: put aside and dropped
INSERT INTO updates (bot_id, update_id, at, fate)
    SELECT bot_id, update_id, coalesce(min(at), 0), 1 FROM dead_letters WHERE update_id <> 0 GROUP BY bot_id, update_id
    ON CONFLICT (bot_id, update_id) DO UPDATE SET fate = 1;

-- What the purge has taken out of updates.
CREATE TABLE tallies (
    bot_id  INTEGER PRIMARY KEY,
    handled INTEGER NOT NULL,
    dropped INTEGER NOT NULL
) STRICT;

CREATE TABLE incidents (
    bot_id   INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    kind     TEXT    NOT NULL, -- such as token
    began_at INTEGER NOT NULL,
    ended_at INTEGER, -- NULL while it lasts
    PRIMARY KEY (bot_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX incidents_open ON incidents (bot_id, kind) WHERE ended_at IS NULL;

-- +goose Down
DROP TABLE incidents;
DROP TABLE tallies;
ALTER TABLE updates DROP COLUMN fate;
