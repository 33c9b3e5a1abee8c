-- What bots did, by the day of their own time zone.

-- +goose Up
CREATE TABLE figures (
    bot_id INTEGER NOT NULL,
    day    INTEGER NOT NULL, -- since 1970; 0 for what is of no day: all people so far (new), the bot's clock (zone)
    kind   TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (bot_id, day, kind, name)
) STRICT, WITHOUT ROWID;

-- What commits have counted and nobody has added to figures yet.
CREATE TABLE figure_deltas (
    seq  INTEGER PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;

INSERT INTO figures (bot_id, day, kind, name, n)
    SELECT bot_id, 0, 'new', '', count(*) FROM sessions WHERE chat_id = user_id GROUP BY bot_id;

CREATE INDEX notes_errors ON notes (bot_id, id) WHERE kind = 'error';

-- +goose Down
DROP INDEX notes_errors;
DROP TABLE figure_deltas;
DROP TABLE figures;
