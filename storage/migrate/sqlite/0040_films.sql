-- Films of turns, for those who ask later why something went as it did.

-- +goose Up
-- Keyed by seq alone: rows are only ever added at the end, and go from the beginning.
CREATE TABLE films (
    seq     INTEGER PRIMARY KEY,
    bot_id  INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    turn    INTEGER NOT NULL, -- of the session; 0 for work that ended without one
    at      INTEGER NOT NULL,
    trouble INTEGER NOT NULL, -- something went wrong in it
    data    BLOB    NOT NULL
) STRICT;

CREATE INDEX films_contact ON films (bot_id, user_id, at);

-- +goose Down
DROP TABLE films;
