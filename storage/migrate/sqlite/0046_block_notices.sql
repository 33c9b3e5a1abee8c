-- What services of installed blocks offer by now, and the secrets that are shared with them.

-- +goose Up
CREATE TABLE block_notices (
    digest     TEXT    NOT NULL PRIMARY KEY, -- of the installed package
    offered    TEXT    NOT NULL,             -- digest of the offer
    manifest   BLOB    NOT NULL,             -- JSON, of the offer
    noticed_at INTEGER NOT NULL              -- microseconds since 1970
) STRICT;

CREATE TABLE block_secrets (
    workspace TEXT NOT NULL,
    name      TEXT NOT NULL, -- vendor/name
    value     BLOB NOT NULL, -- sealed with the data key of the database itself
    PRIMARY KEY (workspace, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE installed_blocks ADD COLUMN kept TEXT NOT NULL DEFAULT ''; -- digest of the offer that somebody has turned down

-- +goose Down
ALTER TABLE installed_blocks DROP COLUMN kept;
DROP TABLE block_secrets;
DROP TABLE block_notices;
