-- The media library: files that authors put into their bots. Their content is in kept_files.

-- +goose Up
-- What the editor keeps for a bot whether or not it has a token: secrets, files. It is a bot_id of those, below all others;
-- NULL as long as there is nothing.
ALTER TABLE editor_bots ADD COLUMN home INTEGER;
CREATE UNIQUE INDEX editor_bots_home ON editor_bots (home) WHERE home IS NOT NULL;

CREATE TABLE media (
    bot_id    INTEGER NOT NULL, -- a bot's, or a home
    name      TEXT    NOT NULL,
    file      TEXT    NOT NULL, -- kept_files.id, made of the content's hash
    size      INTEGER NOT NULL, -- bytes
    type      TEXT    NOT NULL, -- by the content
    width     INTEGER NOT NULL, -- pixels; 0: not known
    height    INTEGER NOT NULL,
    added_at  INTEGER NOT NULL,
    binned_at INTEGER,          -- NULL: it is not in the bin
    PRIMARY KEY (bot_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_file ON media (bot_id, file);
CREATE INDEX media_binned ON media (binned_at) WHERE binned_at IS NOT NULL;

-- +goose Down
DROP TABLE media;
DROP INDEX editor_bots_home;
ALTER TABLE editor_bots DROP COLUMN home;
