-- Files that bots keep themselves.

-- +goose Up
CREATE TABLE kept_files (
    bot_id     bigint           NOT NULL,
    id         text COLLATE "C" NOT NULL,
    try        bigint           NOT NULL, -- counts those who began to store it: only the last may go on
    whole      boolean          NOT NULL, -- false while it is being stored, and while it is being deleted
    size       bigint           NOT NULL, -- bytes, also of a part
    expires_at bigint           NOT NULL, -- when it is deleted, whole or not
    hash       text             NOT NULL, -- SHA-256 of the content
    file       text             NOT NULL, -- JSON of what is known of it besides
    PRIMARY KEY (bot_id, id)
);

CREATE INDEX kept_files_expires ON kept_files (expires_at);

CREATE TABLE kept_parts (
    bot_id bigint           NOT NULL,
    id     text COLLATE "C" NOT NULL,
    part   bigint           NOT NULL, -- from 0; all but the last are of one length
    data   bytea            NOT NULL,
    PRIMARY KEY (bot_id, id, part)
);

-- +goose Down
DROP TABLE kept_parts;
DROP TABLE kept_files;
