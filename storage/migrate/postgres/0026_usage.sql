-- What bots have used, by the day: added up in memory and written now and then.

-- +goose Up
CREATE TABLE usage_days (
    bot_id bigint  NOT NULL,
    day    bigint  NOT NULL, -- since 1970, UTC
    turns  bigint  NOT NULL,
    calls  bigint  NOT NULL, -- to other servers, by HTTP
    sends  bigint  NOT NULL, -- messages
    PRIMARY KEY (bot_id, day)
);

-- +goose Down
DROP TABLE usage_days;
