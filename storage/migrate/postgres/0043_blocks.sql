-- Packages of block types that workspaces have installed. Archives are kept once, whoever has them.

-- +goose Up
CREATE TABLE block_archives (
    digest  text COLLATE "C" NOT NULL PRIMARY KEY, -- SHA-256 of the package, in hexadecimal
    archive bytea            NOT NULL              -- zip
);

CREATE TABLE installed_blocks (
    workspace    text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL, -- vendor/name
    version      text COLLATE "C" NOT NULL,
    digest       text COLLATE "C" NOT NULL,
    manifest     bytea            NOT NULL, -- JSON
    installed_at bigint           NOT NULL, -- microseconds since 1970
    account      text COLLATE "C" NOT NULL, -- id of the user who did it
    account_name text             NOT NULL, -- as they were called then
    source       text             NOT NULL, -- file or url
    url          text             NOT NULL, -- empty for a file
    disabled     boolean          NOT NULL DEFAULT false,
    PRIMARY KEY (workspace, name, version)
);

CREATE INDEX installed_blocks_by_digest ON installed_blocks (digest);

-- +goose Down
DROP TABLE installed_blocks;
DROP TABLE block_archives;
