-- What bots have used, by the day: added up in memory and written now and then.

-- +goose Up
CREATE TABLE usage_days (
    bot_id INTEGER NOT NULL,
    day    INTEGER NOT NULL, -- since 1970, UTC
    turns  INTEGER NOT NULL,
    calls  INTEGER NOT NULL, -- to other servers, by HTTP
    sends  INTEGER NOT NULL, -- messages
    PRIMARY KEY (bot_id, day)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE usage_days;
