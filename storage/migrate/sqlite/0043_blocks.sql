-- Packages of block types that workspaces have installed. Archives are kept once, whoever has them.

-- +goose Up
CREATE TABLE block_archives (
    digest  TEXT NOT NULL PRIMARY KEY, -- SHA-256 of the package, in hexadecimal
    archive BLOB NOT NULL              -- zip
) STRICT;

CREATE TABLE installed_blocks (
    workspace    TEXT    NOT NULL,
    name         TEXT    NOT NULL, -- vendor/name
    version      TEXT    NOT NULL,
    digest       TEXT    NOT NULL,
    manifest     BLOB    NOT NULL, -- JSON
    installed_at INTEGER NOT NULL, -- microseconds since 1970
    account      TEXT    NOT NULL, -- id of the user who did it
    account_name TEXT    NOT NULL, -- as they were called then
    source       TEXT    NOT NULL, -- file or url
    url          TEXT    NOT NULL, -- empty for a file
    disabled     INTEGER NOT NULL DEFAULT 0, -- 0 or 1
    PRIMARY KEY (workspace, name, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX installed_blocks_by_digest ON installed_blocks (digest);

-- +goose Down
DROP TABLE installed_blocks;
DROP TABLE block_archives;
