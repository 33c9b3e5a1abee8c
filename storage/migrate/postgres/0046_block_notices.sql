-- What services of installed blocks offer by now, and the secrets that are shared with them.

-- +goose Up
CREATE TABLE block_notices (
    digest     text COLLATE "C" NOT NULL PRIMARY KEY, -- of the installed package
    offered    text COLLATE "C" NOT NULL,             -- digest of the offer
    manifest   bytea            NOT NULL,             -- JSON, of the offer
    noticed_at bigint           NOT NULL              -- microseconds since 1970
);

CREATE TABLE block_secrets (
    workspace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL, -- vendor/name
    value     bytea            NOT NULL, -- sealed with the data key of the database itself
    PRIMARY KEY (workspace, name)
);

ALTER TABLE installed_blocks ADD COLUMN kept text COLLATE "C" NOT NULL DEFAULT ''; -- digest of the offer that somebody has turned down

-- +goose Down
ALTER TABLE installed_blocks DROP COLUMN kept;
DROP TABLE block_secrets;
DROP TABLE block_notices;
