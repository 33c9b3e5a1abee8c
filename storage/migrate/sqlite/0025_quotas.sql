-- What bots and workspaces may use, for those who host them for others.

-- +goose Up
ALTER TABLE bots ADD COLUMN workspace TEXT NOT NULL DEFAULT 'main';
ALTER TABLE bots ADD COLUMN quota TEXT NOT NULL DEFAULT ''; -- JSON, empty for none

CREATE TABLE workspaces (
    name  TEXT NOT NULL PRIMARY KEY,
    quota TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE workspaces;
ALTER TABLE bots DROP COLUMN quota;
ALTER TABLE bots DROP COLUMN workspace;
