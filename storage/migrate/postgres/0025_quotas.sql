-- What bots and workspaces may use, for those who host them for others.

-- +goose Up
ALTER TABLE bots ADD COLUMN workspace text NOT NULL DEFAULT 'main';
ALTER TABLE bots ADD COLUMN quota text NOT NULL DEFAULT ''; -- JSON, empty for none

CREATE TABLE workspaces (
    name  text COLLATE "C" NOT NULL PRIMARY KEY,
    quota text NOT NULL
);

-- +goose Down
DROP TABLE workspaces;
ALTER TABLE bots DROP COLUMN quota;
ALTER TABLE bots DROP COLUMN workspace;
