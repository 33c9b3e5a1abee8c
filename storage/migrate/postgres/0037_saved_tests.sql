-- Conversations of the editor's test chat that are played again before a bot is published.

-- +goose Up
CREATE TABLE saved_tests (
    bot        text COLLATE "C" NOT NULL, -- the editor's id of the bot
    name       text COLLATE "C" NOT NULL,
    steps      bigint           NOT NULL,
    transcript bytea            NOT NULL, -- JSON, as scenarist test plays it
    saved_by   text             NOT NULL, -- id of the user
    saved_at   bigint           NOT NULL, -- microseconds since 1970
    version    bigint           NOT NULL DEFAULT 0, -- of the draft on which it was played last
    played_at  bigint,                              -- NULL: it was never played
    failed     text             NOT NULL DEFAULT '', -- why; empty if all came as expected
    failed_at  bigint           NOT NULL DEFAULT 0,  -- the step, from 1; 0 if it is about none
    PRIMARY KEY (bot, name)
);

-- +goose Down
DROP TABLE saved_tests;
