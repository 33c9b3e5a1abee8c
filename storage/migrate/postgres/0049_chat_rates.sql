-- Up to when the rate of a chat is spent to which several sessions write, where several processes share the database.

-- +goose Up
-- What a server that fails forgets of it costs a few messages too many in a second.
CREATE UNLOGGED TABLE chat_rates (
    bot_id  bigint NOT NULL,
    chat_id bigint NOT NULL,
    spent   bigint NOT NULL,
    PRIMARY KEY (bot_id, chat_id)
) WITH (fillfactor = 50);

-- +goose Down
DROP TABLE chat_rates;
