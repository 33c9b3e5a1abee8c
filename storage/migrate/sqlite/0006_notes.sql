-- Lines for the owner and the statistics: troubles, goals, costs.

-- +goose Up
CREATE TABLE notes (
    id      INTEGER PRIMARY KEY,
    bot_id  INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    at      INTEGER,
    flow    TEXT    NOT NULL,
    block   TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    value   REAL    NOT NULL,
    error   TEXT -- JSON
) STRICT;

CREATE INDEX notes_bot ON notes (bot_id, id);

-- +goose Down
DROP TABLE notes;
