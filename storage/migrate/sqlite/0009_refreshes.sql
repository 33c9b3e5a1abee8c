-- How far the sessions of a bot have been told of a publish that changed its timed triggers.

-- +goose Up
CREATE TABLE refreshes (
    bot_id     INTEGER PRIMARY KEY,
    mark       TEXT    NOT NULL, -- of the timed triggers that they are told of, or have been
    since      INTEGER NOT NULL, -- when that began; names the job
    after_user INTEGER NOT NULL  -- the last one who knows
) STRICT;

-- +goose Down
DROP TABLE refreshes;
