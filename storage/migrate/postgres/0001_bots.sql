-- What belongs to a bot as a whole. Blobs named in comments as sealed are encrypted, see the package storage.

-- +goose Up
CREATE TABLE vault_keys (
    id      bigint PRIMARY KEY,
    wrapped bytea  NOT NULL, -- the data key, sealed with the master key
    made_at bigint NOT NULL
);

CREATE TABLE bots (
    bot_id         bigint  PRIMARY KEY,
    name           text    NOT NULL,
    username       text    NOT NULL,
    token          bytea,  -- sealed
    signing_key    bytea,  -- sealed
    webhook_secret bytea,  -- sealed
    revision       bigint  NOT NULL, -- the published one, 0 for none
    paused         boolean NOT NULL,
    trouble        text    NOT NULL
);

CREATE TABLE revisions (
    bot_id   bigint NOT NULL,
    revision bigint NOT NULL,
    document bytea  NOT NULL,
    made_at  bigint NOT NULL,
    PRIMARY KEY (bot_id, revision)
);

CREATE TABLE staff (
    bot_id  bigint           NOT NULL,
    user_id bigint           NOT NULL,
    role    text COLLATE "C" NOT NULL,
    PRIMARY KEY (bot_id, user_id, role)
);

CREATE TABLE secrets (
    bot_id bigint           NOT NULL,
    name   text COLLATE "C" NOT NULL,
    value  bytea            NOT NULL, -- sealed
    PRIMARY KEY (bot_id, name)
);

CREATE TABLE offsets (
    bot_id      bigint PRIMARY KEY,
    next_update bigint NOT NULL
);

CREATE TABLE files (
    bot_id  bigint           NOT NULL,
    hash    text COLLATE "C" NOT NULL,
    file_id text             NOT NULL,
    PRIMARY KEY (bot_id, hash)
);

-- +goose Down
DROP TABLE files;
DROP TABLE offsets;
DROP TABLE secrets;
DROP TABLE staff;
DROP TABLE revisions;
DROP TABLE bots;
DROP TABLE vault_keys;
