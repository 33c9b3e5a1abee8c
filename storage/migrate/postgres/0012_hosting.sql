-- Bots that come and go while the program runs: whoever serves them asks for what has a higher version than it knows.

-- +goose Up
ALTER TABLE bots ADD COLUMN hosted boolean NOT NULL DEFAULT false; -- served at every start
ALTER TABLE bots ADD COLUMN receiver text NOT NULL DEFAULT ''; -- polling, webhook, or empty for what the server can do
ALTER TABLE bots ADD COLUMN leaving boolean NOT NULL DEFAULT false; -- to be dropped when nobody serves it
ALTER TABLE bots ADD COLUMN version bigint NOT NULL DEFAULT 0;
CREATE INDEX bots_version ON bots (version);

-- The version given last: one that a dropped bot had must not be given again.
CREATE TABLE bot_versions (
    id   bigint PRIMARY KEY CHECK (id = 1),
    last bigint NOT NULL
);
INSERT INTO bot_versions (id, last) VALUES (1, 0);

-- +goose Down
DROP TABLE bot_versions;
DROP INDEX bots_version;
ALTER TABLE bots DROP COLUMN version;
ALTER TABLE bots DROP COLUMN leaving;
ALTER TABLE bots DROP COLUMN receiver;
ALTER TABLE bots DROP COLUMN hosted;
